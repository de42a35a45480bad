import type { Clock } from '../clock.ts';
import type { DuologueError } from '../errors.ts';
import type { ToolRegistry } from '../tools/tool-registry.ts';
import type { ConnectionRequest, Transport } from '../transport/transport.ts';
import type { SessionHooks } from './create-hooks.ts';
import type { SessionState } from './facts.ts';
import type { Limits } from './session-options.ts';
import type { AudioSlots } from './slots.ts';
import type { Turnstile } from './turnstile.ts';

/** What a session lends to each of its conversations. */
export interface SessionParts {
  readonly hooks: SessionHooks;
  readonly clock: Clock;
  /** The same clock; its timers pass the turnstile. */
  readonly turnstileClock: Clock;
  readonly turnstile: Turnstile;
  readonly limits: Required<Limits>;
  readonly registry: ToolRegistry;
  readonly slots: AudioSlots;
  readonly transport: Transport;
  /** Length of a microphone frame, in milliseconds. */
  readonly frameMs: number;
  /** True where the conversation carries no audio. */
  readonly textOnly: boolean;
  readonly liveness: { readonly suspectMs: number; readonly lostMs: number };
  readonly approvalTimeoutMs: number;
  /** Finds the address and puts the first messages together. @throws DuologueError */
  readonly prepare: (signal: AbortSignal) => Promise<ConnectionRequest>;
  readonly setState: (state: SessionState, error?: DuologueError) => void;
  readonly report: (error: DuologueError) => void;
}
