import { differences } from '../match/differences.ts';
import { clientTypeOf } from '../messages/client-contract.ts';
import { describeMessage } from '../messages/describe-message.ts';
import {
  messageTypes,
  type ExpectAnyOrder,
  type ExpectMessage,
  type ExpectNothing,
  type ExpectStep,
} from '../scenario/expect-steps.ts';
import { describeStep, type Step } from '../scenario/scenario.ts';
import { AnyOrder, leastOf, mostOf } from './any-order.ts';
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
  /** Of a step whose messages may come in any order. */
  anyOrder: AnyOrder | undefined;
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
      return meetAnyOrder(stage, inbox, step, progress);
    case 'toolResult':
    case 'approval':
      return takeOne(inbox, step);
    default:
      return meetMessages(inbox, step, progress);
  }
}

/** Whether a step is content with what it has when nothing more comes. */
export function mayPass(step: Step, { taken, anyOrder }: Progress): boolean {
  if ('server' in step) return step.server === 'interrupt' && step.optional === true;
  if (anyOrder) return anyOrder.isContent;
  if (!('optional' in step) && !('repeat' in step)) return false;
  return taken >= leastOf(step as ExpectMessage);
}

function takeOne(inbox: Inbox, step: ControlStep): boolean {
  const taken = inbox.take(step);
  if (taken instanceof StepFailure) throw taken;
  return taken === 'taken';
}

function meetMessages(inbox: Inbox, step: ExpectMessage, progress: Progress): boolean {
  const most = mostOf(step);
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

function meetAnyOrder(stage: Stage, inbox: Inbox, step: ExpectAnyOrder, progress: Progress): boolean {
  const { nowMs } = stage;
  const anyOrder = (progress.anyOrder ??= new AnyOrder(step, progress.sinceMs));
  while (!anyOrder.isFull(nowMs)) {
    const next = new Set(step.steps.map((one) => inbox.next(one)));
    const message = [...next].find((one) => one !== undefined && anyOrder.take(one, inbox, nowMs));
    if (message) {
      inbox.accept(message);
      continue;
    }
    failLate(anyOrder.lateStep(nowMs), nowMs - progress.sinceMs, inbox);
    const failure = nearest(anyOrder.wanting, inbox);
    if (failure && !anyOrder.isContent) throw failure;
    return failure !== undefined;
  }
  return true;
}

function failLate(step: ControlStep | undefined, waitedMs: number, inbox: Inbox): void {
  if (!step) return;
  throw new StepFailure({
    code: 'late',
    cause: `${describeStep(step)}, in any order, waited for ${Math.round(waitedMs)} ms, and what it waits for did not come.`,
    unmatched: inbox.waiting,
  });
}

/** Of all steps that the next message does not fit, what the one that is nearest has against it: that tells most. */
function nearest(steps: readonly ControlStep[], inbox: Inbox): StepFailure | undefined {
  const failures = steps.flatMap((step) => {
    const message = inbox.next(step);
    return (message && inbox.refusal(step, message)) ?? [];
  });
  return failures.find(({ facts }) => facts.code === 'field_mismatch') ?? failures.at(-1);
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
