import { prepareCassette } from '../cassette/replay/prepare-cassette.ts';
import { isPrepared, prepareScenario, type PreparedScenario } from '../scenario/prepare.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { loadScenario, loadScenarios } from './load-scenario.ts';

/**
 * A scenario, or the YAML or JSON file that holds it: a path relative to the working directory, or a URL. A file that ends in
 * `.cassette.yaml` is a recorded conversation.
 */
export type ScenarioSource = Scenario | PreparedScenario | string | URL;

/** All scenarios of a source: several where a file has a matrix. @throws DuologueError as `loadScenarios` */
export function scenariosOf(source: ScenarioSource): readonly (Scenario | PreparedScenario)[] {
  if (typeof source !== 'string' && !(source instanceof URL)) return [source];
  return isCassette(source) ? [prepareCassette(source)] : loadScenarios(source);
}

/** The one scenario of a source, ready to be played. @throws DuologueError as `loadScenario` and `prepareScenario` */
export async function prepareSource(source: ScenarioSource): Promise<PreparedScenario> {
  const isFile = typeof source === 'string' || source instanceof URL;
  if (isFile && isCassette(source)) return prepareCassette(source);
  const scenario = isFile ? loadScenario(source) : source;
  return isPrepared(scenario) ? scenario : prepareScenario(scenario);
}

function isCassette(source: string | URL): boolean {
  return String(source).endsWith('.cassette.yaml');
}
