import type { Clock } from '@duologue/core';
import { VirtualClock } from '../clock/virtual-clock.ts';
import { Conversation } from '../conversation/conversation.ts';
import { traceFile } from '../conversation/save-traces.ts';
import type { Wire } from '../conversation/wire.ts';
import type { Origin } from '../diagnostics/origin.ts';
import type { PreparedScenario } from '../scenario/prepare.ts';

export interface ScriptOptions {
  readonly clock: Clock;
  /** Default the seed of the scenario, or 1. */
  readonly seed?: number;
  /**
   * How long a step waits for the client, beyond what is being said, before the script counts as stuck;
   * default 60,000 ms of virtual time, or 5,000 ms.
   */
  readonly patienceMs?: number;
  /**
   * How long the call may go on once the script is over and everything is heard, in milliseconds; then the script has failed
   * with `not_closed`. Default without limit; in a replay as long as `patienceMs`.
   */
  readonly hangUpWithinMs?: number;
  /**
   * Whether a message that does not fit the contract fails the script, or is only remarked in the trace.
   * Default true, but false for clients whose address names another SDK as its `source`: the official ones take liberties.
   */
  readonly strict?: boolean;
  /** What the message of a failure says about where the conversation comes from. */
  readonly origin?: Origin;
  /** Whether each conversation keeps the audio of both sides in memory, up to ten minutes; default false. */
  readonly keepAudio?: boolean;
}

/** Starts a conversation for a new connection. Each of one server has a seed of its own, the first one that of the script. */
export function startConversation(
  prepared: PreparedScenario,
  wire: Wire,
  {
    clock,
    seed = prepared.scenario.seed ?? 1,
    patienceMs,
    hangUpWithinMs,
    origin,
    strict = true,
    keepAudio = false,
  }: ScriptOptions,
  index: number,
): Conversation {
  return new Conversation({
    prepared,
    clock,
    wire,
    seed: (seed + index) % 0x1_0000_0000,
    patienceMs: patienceMs ?? (clock instanceof VirtualClock ? 60_000 : 5_000),
    hangUpWithinMs,
    origin,
    tracePath: origin?.traceFolder && traceFile(origin.traceFolder, prepared.scenario.name, index),
    strict,
    keepAudio,
  });
}
