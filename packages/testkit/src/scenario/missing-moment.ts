import type { UserWhen } from './user-steps.ts';
import type { Interrupt, Say } from './server-steps.ts';
import type { PreparedSpeech } from './prepared-speech.ts';
import type { ScenarioProblem } from './check-scenario.ts';
import type { Scenario, Step } from './scenario.ts';

/** How much there is of a turn. */
interface TurnSize {
  readonly durationMs: number;
  readonly chunks: number;
}

/** What is wrong with waiting for a moment of a turn that is over before; undefined where nothing is. */
export function missingMoment(
  { durationMs, chunks }: TurnSize,
  moment: Interrupt['at'] | UserWhen,
): string | undefined {
  if (typeof moment !== 'object') return undefined;
  if ('chunk' in moment && moment.chunk > chunks)
    return `the turn before it has ${chunks} ${chunks === 1 ? 'chunk' : 'chunks'} of audio, so chunk ${moment.chunk} is never sent`;
  if ('playedMs' in moment && moment.playedMs > durationMs)
    return `the turn before it has ${Math.round(durationMs)} ms of audio, so ${moment.playedMs} ms of it are never heard`;
  return undefined;
}

/** The moment of a turn that a step waits for, where it cannot do without. */
export function momentOf(step: Step): Interrupt['at'] | UserWhen {
  if ('user' in step) return step.when;
  return 'server' in step && step.server === 'interrupt' && !step.optional ? step.at : undefined;
}

/** Steps that wait for a moment which their turn does not have. What reactions say is not known beforehand. */
export function missingMoments(
  { steps, reactions = [] }: Scenario,
  speechOf: (step: Say) => PreparedSpeech | undefined,
): ScenarioProblem[] {
  if (reactions.length > 0) return [];
  let said: Say | undefined;
  return steps.flatMap((step) => {
    if ('server' in step && step.server === 'say') said = step;
    if (!said) return [];
    const speech = speechOf(said);
    const size = { durationMs: speech?.durationMs ?? 0, chunks: speech?.chunkCount(said.chunkMs) ?? 0 };
    const message = missingMoment(size, momentOf(step));
    return message === undefined ? [] : [{ step, message }];
  });
}
