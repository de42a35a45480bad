import { differences } from '../match/differences.ts';
import { clientTypeOf } from '../messages/client-contract.ts';
import { describeMessage } from '../messages/describe-message.ts';
import {
  messageTypes,
  type ExpectMessage,
  type ExpectNothing,
  type ExpectStep,
} from '../scenario/expect-steps.ts';
import type { Step } from '../scenario/scenario.ts';
import type { ControlStep } from './control-match.ts';
import type { Inbox } from './inbox.ts';
import type { Stage } from './stage.ts';
import { StepFailure } from './step-failure.ts';

/** How far a step has come. */
export interface Progress {
  /** When it became due. */
  readonly sinceMs: number;
  /** How many messages it has taken. */
  taken: number;
  /** What is left of messages that may come in any order. */
  left: readonly ControlStep[] | undefined;
}

/** Whether what a step waits for has happened. @throws StepFailure where something else has */
export function meet(stage: Stage, inbox: Inbox, step: ExpectStep, progress: Progress): boolean {
  switch (step.expect) {
    case 'audio':
      return meetAudio(stage, step);
    case 'pong':
      return stage.pings.lastIsAnswered;
    case 'closed':
      return meetClosed(stage, step);
    case 'nothing':
      return meetNothing(stage, inbox, step, progress);
    case 'anyOrder':
      return meetAnyOrder(inbox, step.steps, progress);
    case 'toolResult':
    case 'approval':
      return takeOne(inbox, step);
    default:
      return meetMessages(inbox, step, progress);
  }
}

/** Whether a step is content with what it has when nothing more comes. */
export function mayPass(step: Step, { taken }: Progress): boolean {
  if ('server' in step) return step.server === 'interrupt' && step.optional === true;
  if (!('optional' in step) && !('repeat' in step)) return false;
  return taken >= leastOf(step as ExpectMessage);
}

function takeOne(inbox: Inbox, step: ControlStep): boolean {
  const taken = inbox.take(step);
  if (taken instanceof StepFailure) throw taken;
  return taken === 'taken';
}

function meetMessages(inbox: Inbox, step: ExpectMessage, progress: Progress): boolean {
  const most = step.repeat ? (step.repeat.max ?? Infinity) : 1;
  while (progress.taken < most) {
    const taken = inbox.take(step);
    if (taken === 'none') return false;
    if (taken instanceof StepFailure) {
      if (progress.taken >= leastOf(step)) return true;
      throw taken;
    }
    progress.taken += 1;
  }
  return true;
}

function leastOf({ optional, repeat }: ExpectMessage): number {
  return optional ? 0 : (repeat?.min ?? 1);
}

function meetAnyOrder(inbox: Inbox, steps: readonly ControlStep[], progress: Progress): boolean {
  progress.left ??= steps;
  while (progress.left.length > 0) {
    let met: ControlStep | undefined;
    let failure: StepFailure | undefined;
    for (const step of progress.left) {
      const taken = inbox.take(step);
      if (taken === 'taken') met = step;
      if (met) break;
      // of all that did not fit, the one that is nearest tells most
      if (taken instanceof StepFailure && failure?.facts.code !== 'field_mismatch') failure = taken;
    }
    if (!met) {
      if (failure) throw failure;
      return false;
    }
    progress.left = progress.left.filter((step) => step !== met);
  }
  return true;
}

function meetAudio(stage: Stage, step: Extract<ExpectStep, { expect: 'audio' }>): boolean {
  if (!stage.ear.reach(step)) return false;
  stage.turns.end();
  stage.effects.push({ do: 'micBarrier' });
  return true;
}

function meetClosed({ closed }: Stage, step: Extract<ExpectStep, { expect: 'closed' }>): boolean {
  if (!closed) return false;
  const expected = {
    ...(step.code !== undefined && { code: step.code }),
    ...(step.reason !== undefined && { reason: step.reason }),
  };
  const found = differences(expected, closed);
  if (found.length === 0) return true;
  throw new StepFailure({
    code: 'close_code_mismatch',
    cause: `The connection was closed with ${closed.code} ${JSON.stringify(closed.reason)}.`,
    differences: found,
  });
}

function meetNothing(stage: Stage, inbox: Inbox, step: ExpectNothing, { sinceMs }: Progress): boolean {
  const unwanted = inbox.waiting.find(
    (message) => step.type === undefined || clientTypeOf(message) === typeOf(step.type),
  );
  if (unwanted) {
    throw new StepFailure({
      code: 'absent_violated',
      cause: `The client sent ${describeMessage(unwanted)} ${stage.nowMs - sinceMs} ms into the ${step.forMs} ms in which nothing was to come.`,
      unmatched: inbox.waiting,
    });
  }
  return stage.nowMs >= sinceMs + step.forMs;
}

function typeOf(name: NonNullable<ExpectNothing['type']>): string {
  if (name === 'toolResult') return 'client_tool_result';
  return name === 'approval' ? 'mcp_tool_approval_result' : messageTypes[name];
}
