import { rejectScenario } from './check-scenario.ts';
import type { Scenario, Step } from './scenario.ts';

/** What to do about a script that talks and never accepts the conversation. */
export const acceptIt =
  'Put the step `server: metadata` (in TypeScript `server.metadata()`) before everything that is said';

/**
 * Checks that a script which goes on with a conversation also accepts it: no client starts one that it has no metadata for.
 * @throws DuologueError SCENARIO_INVALID that names the step before which the metadata is missing
 */
export function checkAcceptance(scenario: Scenario): void {
  const step = isNeverAccepted(scenario) ? scenario.steps.find(isTalk) : undefined;
  if (step) rejectScenario(scenario, [{ step, message: `the conversation is never accepted. ${acceptIt}` }]);
}

/** Whether no step of a script can accept the conversation. */
export function isNeverAccepted({ steps }: Scenario): boolean {
  return !steps.some((step) => 'server' in step && (step.server === 'metadata' || step.server === 'raw'));
}

/** Whether a step is part of a conversation that was accepted. */
function isTalk(step: Step): boolean {
  if ('user' in step) return true;
  if ('expect' in step) return !['init', 'closed', 'nothing', 'pong', 'any'].includes(step.expect);
  return !['close', 'ping', 'error', 'queueStatus', 'pause'].includes(step.server);
}
