import type { Interrupt } from '../scenario/server-steps.ts';
import type { SayStream } from './say-stream.ts';
import type { Stage } from './stage.ts';
import { correction, interruption } from '../messages/server-messages.ts';

/** How long after the guess a turn counts as heard although our own session has not said so. */
const graceMs = 1_000;

/**
 * Cuts the turn that is being said when its moment has come.
 * The result is `done` where it was cut or need not be cut any more, otherwise when to look again.
 */
export function interrupt(
  stage: Stage,
  step: Interrupt,
  isNew: boolean,
): 'done' | { readonly atMs: number | undefined } {
  const { say } = stage;
  if (!say || !step.at) {
    cut(stage, step);
    return 'done';
  }
  // speech from before the turn is no barge-in
  if (isNew) stage.ear.forget();
  if (isDue(stage, step, say)) {
    cut(stage, step);
    return 'done';
  }
  const overAtMs = say.heardToMs + (stage.playedMs === undefined ? 0 : graceMs);
  const isOver = say.sent && (stage.nowMs >= overAtMs || (stage.playedMs ?? 0) >= say.durationMs - 1);
  if (isOver && step.optional) return 'done';
  return { atMs: lookAgainMs(stage, step, say, overAtMs) };
}

function isDue(stage: Stage, { at }: Interrupt, say: SayStream): boolean {
  if (!at) return true;
  if ('voiceMs' in at) return stage.ear.reach(at) && noteMicBarrier(stage);
  if ('chunk' in at) return say.chunksSent >= at.chunk;
  return stage.heardMs(say) >= thresholdMs(at, say);
}

function lookAgainMs(stage: Stage, { at }: Interrupt, say: SayStream, overAtMs: number): number | undefined {
  const times = [overAtMs];
  if (at && !('voiceMs' in at) && !('chunk' in at) && stage.playedMs === undefined) {
    times.push(say.heardToMs - say.durationMs + thresholdMs(at, say));
  }
  const ahead = times.filter((time) => time > stage.nowMs);
  return ahead.length > 0 ? Math.min(...ahead) : undefined;
}

function thresholdMs(at: { readonly playedMs: number } | { readonly word: string }, say: SayStream): number {
  return 'playedMs' in at ? at.playedMs : say.endOfWordMs(at.word);
}

function noteMicBarrier(stage: Stage): true {
  stage.effects.push({ do: 'micBarrier' });
  return true;
}

/** Ends the turn that is being said, now. */
export function cut(stage: Stage, step: Interrupt): void {
  const { say, turns } = stage;
  const cutId = say?.eventId ?? turns.last;
  const playedMs = say ? stage.heardMs(say) : 0;
  const late = say?.cut(step.lateChunks ?? 0) ?? [];
  turns.end();
  stage.heardToMs = stage.nowMs;
  stage.send(interruption(step.ids === 'live' ? turns.openNext() : cutId));
  if (say && step.correction !== false) {
    const heard = typeof step.correction === 'string' ? step.correction : say.heardText(playedMs);
    stage.send(correction(say.text, heard, say.eventId));
  }
  for (const outgoing of late) stage.sendOutgoing(outgoing);
}
