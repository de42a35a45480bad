import path from 'node:path';
import { loadScenarios } from '../document/load-scenario.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { UsageError } from './io.ts';

/**
 * Scenarios by the id of their agent: the name of the file without its ending, with a number behind for each scenario of a matrix.
 * @throws UsageError where two files have the same name
 */
export function loadAgents(files: readonly string[]): Map<string, Scenario> {
  const agents = new Map<string, Scenario>();
  for (const file of files) {
    const { name } = path.parse(file);
    const scenarios = loadScenarios(file);
    for (const [index, scenario] of scenarios.entries()) {
      const id = scenarios.length === 1 ? name : `${name}-${index + 1}`;
      if (agents.has(id)) throw new UsageError(`Two files would be the agent "${id}". Rename ${file}.`);
      agents.set(id, scenario);
    }
  }
  return agents;
}
