import type { Conversation } from '../conversation/conversation.ts';
import type { FailureCode } from '../engine/failure.ts';
import { describeEnd } from './child.ts';
import type { Played } from './play-to-command.ts';

/** Whether a command has played a scenario as it is written. */
export interface Verdict {
  readonly ok: boolean;
  readonly code?: FailureCode | 'never_connected' | 'command_failed' | 'interrupted';
  readonly problem?: string;
}

export function verdictOn(
  conversations: readonly Conversation[],
  { end, stopped }: Played,
  { connectMs }: { readonly connectMs: number },
): Verdict {
  if (stopped === 'interrupted')
    return { ok: false, code: 'interrupted', problem: 'It was stopped before it was over.' };
  if (conversations.length === 0) {
    const how =
      stopped === undefined
        ? `It ended with ${describeEnd(end)}.`
        : `It was given ${connectMs / 1_000} s, and ended.`;
    return {
      ok: false,
      code: 'never_connected',
      problem: `The command never connected to the address in DUOLOGUE_URL. ${how}`,
    };
  }
  const [failure] = conversations.flatMap((conversation) => {
    const found = conversation.failure ?? (conversation.isComplete ? undefined : conversation.unfinished());
    return found ? [found] : [];
  });
  if (failure) return { ok: false, code: failure.code, problem: failure.message };
  if (stopped === undefined && end.code !== 0) {
    return {
      ok: false,
      code: 'command_failed',
      problem: `The conversation was played to its end, but the command ended with ${describeEnd(end)}.`,
    };
  }
  return { ok: true };
}
