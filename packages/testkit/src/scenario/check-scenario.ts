import { DuologueError } from '@duologue/core';
import { describeStep, type Scenario, type Step } from './scenario.ts';

/**
 * Finds what a scenario asks for and cannot have.
 * @throws DuologueError SCENARIO_INVALID that names the step and its line
 */
export function checkScenario(scenario: Scenario): void {
  if (scenario.steps.length === 0)
    throw new DuologueError('SCENARIO_INVALID', `The scenario "${scenario.name}" has no steps.`);
  const calls = new Map<string, number>();
  let says = 0;
  let closed: number | undefined;
  for (const [index, step] of scenario.steps.entries()) {
    const refuse = (problem: string) => refusal(scenario, index, problem);
    if (closed !== undefined && 'server' in step)
      throw refuse(`step ${closed + 1} has closed the connection before`);
    for (const wanted of referencesOf(step)) {
      if (calls.get(wanted) === 1) continue;
      const known = [...calls.keys()].join(', ') || 'none';
      throw refuse(
        calls.has(wanted)
          ? `"${wanted}" was called more than once before. Name each call with \`as\`, and refer to that name`
          : `no step before it calls a tool that goes by "${wanted}". Calls before it: ${known}`,
      );
    }
    if ('server' in step) {
      if (step.server === 'say') says += 1;
      if (step.server === 'close') closed = index;
      if (step.server === 'interrupt' && step.at && says === 0)
        throw refuse('nothing is said before it that it could cut');
      if (step.server === 'toolCall' || step.server === 'mcpToolCall') noteCall(calls, step);
    }
    if ('user' in step && typeof step.when === 'object' && says === 0) {
      throw refuse('it waits for what was heard of a turn, and nothing is said before it');
    }
    if ('expect' in step && step.expect === 'audio' && !(step.ms || step.voiceMs || step.silenceMs)) {
      throw refuse('it does not say how much audio. Give ms, voiceMs or silenceMs');
    }
  }
}

function noteCall(
  calls: Map<string, number>,
  step: Step & { readonly name: string; readonly of?: string },
): void {
  if (step.of !== undefined) return;
  if (step.as !== undefined) calls.set(step.as, 1);
  calls.set(step.name, (calls.get(step.name) ?? 0) + (step.as === step.name ? 0 : 1));
}

function referencesOf(step: Step): readonly string[] {
  if ('expect' in step && step.expect === 'anyOrder') return step.steps.flatMap(referencesOf);
  return 'of' in step && step.of !== undefined ? [step.of] : [];
}

function refusal(scenario: Scenario, index: number, problem: string): DuologueError {
  const step = scenario.steps[index] as Step;
  const place = step.place ? ` (${step.place.file}:${step.place.line}:${step.place.column})` : '';
  return new DuologueError(
    'SCENARIO_INVALID',
    `Scenario "${scenario.name}", step ${index + 1}, ${describeStep(step)}${place}: ${problem}.`,
    { details: { scenario: scenario.name, step: index + 1 } },
  );
}
