import { closestName, DuologueError } from '@duologue/core';
import { closeProblem } from './close-problem.ts';
import { isPlainObject } from '../match/show.ts';
import { describeStep, type Reaction, type Scenario, type Step } from './scenario.ts';
import type { Say } from './server-steps.ts';
import { missingWord } from './missing-word.ts';
import { shapeProblems } from './shape-problems.ts';
import { namesBroughtAnyTime, namesBroughtBy, namesUsedBy } from './text-references.ts';

/** Something that a scenario asks for and cannot have. */
export interface ScenarioProblem {
  /** The step that asks for it; none where it is the scenario as a whole. */
  readonly step?: Step;
  readonly message: string;
}

/**
 * Checks what a scenario asks for.
 * @throws DuologueError SCENARIO_INVALID that names each step that cannot be and its line
 */
export function checkScenario(scenario: Scenario): void {
  rejectScenario(scenario, shapeProblems(scenario) as readonly ScenarioProblem[]);
  rejectScenario(scenario, problemsOf(scenario));
}

/** @throws DuologueError SCENARIO_INVALID that names each problem, where there are any */
export function rejectScenario(scenario: Scenario, problems: readonly ScenarioProblem[]): void {
  if (problems.length === 0) return;
  const lines = problems.map(
    ({ step, message }) => `${whereOf(scenario, step)}: ${message}${/[.?!]$/.test(message) ? '' : '.'}`,
  );
  throw new DuologueError('SCENARIO_INVALID', lines.join('\n'), {
    details: {
      scenario: isPlainObject(scenario) ? scenario.name : undefined,
      problems: problems.flatMap(({ step, message }) => (step?.place ? [{ ...step.place, message }] : [])),
    },
  });
}

/** The step by its number, or the number of the one that it is a part of. */
function whereOf(scenario: Scenario, step: Step | undefined): string {
  if (!isPlainObject(scenario) || !Array.isArray(scenario.steps)) return 'The scenario';
  const { name, steps } = scenario;
  if (!step) return `Scenario "${name}"`;
  const outer = steps.find(
    (one) => one === step || ('steps' in one && [...one.steps].includes(step as never)),
  );
  const which = outer ? `step ${steps.indexOf(outer) + 1}` : 'a reaction';
  const inner = outer && outer !== step ? `${describeStep(outer)}, ` : '';
  const place = step.place ? ` (${step.place.file}:${step.place.line}:${step.place.column})` : '';
  return `Scenario "${name}", ${which}, ${inner}${describeStep(step)}${place}`;
}

/** Everything that a scenario asks for and cannot have, in the order of its steps. */
export function problemsOf({ steps, reactions = [] }: Scenario): ScenarioProblem[] {
  if (steps.length === 0) return [{ message: 'there are no steps' }];
  const problems: ScenarioProblem[] = reactions.flatMap(unheardIn);
  const calls = new Map<string, number>();
  const names = new Set(namesBroughtAnyTime(reactions));
  const isOpen = reactions.some(({ do: answer }) => typeof answer === 'function');
  let says = 0;
  let said: Say | undefined;
  let closed: number | undefined;
  for (const [index, step] of steps.entries()) {
    const refuse = (message: string) => void problems.push({ step, message });
    if ('server' in step && step.server === 'say') {
      says += 1;
      said = step;
    }
    const missing = missingWordOf(step, reactions.length > 0 ? undefined : said);
    if (missing !== undefined) refuse(missing);
    if (closed !== undefined && 'server' in step)
      refuse(`step ${closed + 1} has closed the connection before`);
    for (const wanted of referencesOf(step)) {
      if (calls.get(wanted) === 1) continue;
      const known = [...calls.keys()];
      refuse(
        calls.has(wanted)
          ? `"${wanted}" was called more than once before. Name each call with \`as\`, and refer to that name`
          : `no step before it calls a tool that goes by "${wanted}". Calls before it: ${known.join(', ') || 'none'}${wayTo(wanted, known)}`,
      );
    }
    for (const name of isOpen ? [] : namesUsedBy(step)) {
      if (names.has(name)) continue;
      refuse(`no step before it brings "${name}", for {{${name}…}}${wayTo(name, names)}`);
    }
    for (const name of namesBroughtBy(step)) names.add(name);
    if ('server' in step) {
      if (step.server === 'close') {
        closed = index;
        const wrong = closeProblem(step);
        if (wrong !== undefined) refuse(wrong);
      }
      if (step.server === 'interrupt' && step.at && says === 0)
        refuse('nothing is said before it that it could cut');
      if (step.server === 'toolCall' || step.server === 'mcpToolCall') noteCall(calls, step);
    }
    if ('user' in step && typeof step.when === 'object' && says === 0)
      refuse('it waits for what was heard of a turn, and nothing is said before it');
    for (const wrong of repeatProblems(step)) refuse(wrong);
    if ('expect' in step && step.expect === 'audio' && !(step.ms || step.voiceMs || step.silenceMs))
      refuse('it does not say how much audio: give its length, or how much voice or silence');
  }
  return [...problems, ...reactions.flatMap(problemsOfReaction)];
}

function problemsOfReaction({ do: steps }: Reaction): ScenarioProblem[] {
  return (typeof steps === 'function' ? [] : steps).flatMap((step) => {
    const message = step.server === 'close' ? closeProblem(step) : undefined;
    return message === undefined ? [] : [{ step, message }];
  });
}

function repeatProblems(step: Step): string[] {
  if (!('expect' in step)) return [];
  if (step.expect === 'anyOrder') return step.steps.flatMap(repeatProblems);
  const { min = 0, max = Infinity } = ('repeat' in step && step.repeat) || {};
  return min > max ? [`it cannot come at least ${min} times and at most ${max} times`] : [];
}

/** What is said of the message of a reaction and means nothing there: a reaction waits for nothing. */
function unheardIn({ on }: Reaction): ScenarioProblem[] {
  return (['optional', 'repeat', 'withinMs'] as const)
    .filter((name) => on[name] !== undefined)
    .map((name) => ({
      step: on,
      message: `a reaction cannot have \`${name === 'withinMs' ? 'within' : name}\`: it answers whenever the message comes. How often at most is said by its \`times\``,
    }));
}

/** What is wrong with the word that a step waits for. The text of a turn is known beforehand where nothing is filled in. */
function missingWordOf(step: Step, said: Say | undefined): string | undefined {
  if (!said || typeof said.text !== 'string' || said.text.includes('{{')) return undefined;
  const barrier =
    'server' in step && step.server === 'interrupt' ? step.at : 'user' in step ? step.when : undefined;
  if (typeof barrier !== 'object' || !('word' in barrier)) return undefined;
  return missingWord(said.text, said, barrier.word);
}

/** A question that names what was probably meant. */
function wayTo(name: string, known: Iterable<string>): string {
  const closest = closestName(name, known);
  return closest === undefined ? '' : `. Did you mean "${closest}"?`;
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
