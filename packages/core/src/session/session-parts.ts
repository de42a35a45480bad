import type { Clock } from '../clock.ts';
import type { DuologueError } from '../errors.ts';
import type { ToolRegistry } from '../tools/tool-registry.ts';
import type { ConnectionRequest, Transport } from '../transport/transport.ts';
import { webSocketTransport } from '../transport/websocket-transport.ts';
import type { HookTable, SessionHooks } from './create-hooks.ts';
import type { SessionState } from './facts.ts';
import { firstRequest } from './first-request.ts';
import { defaultLimits, defaultLiveness, type Limits, type SessionOptions } from './session-options.ts';
import type { AudioSlots } from './slots.ts';
import { Turnstile } from './turnstile.ts';
import { turnstileClock } from './turnstile-clock.ts';

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

/** What the session itself brings. */
export interface SessionOwn extends Pick<SessionParts, 'clock' | 'registry' | 'slots' | 'setState'> {
  readonly table: HookTable;
}

/** Puts the parts together, with every option that was left out filled in. */
export function sessionParts(options: SessionOptions, own: SessionOwn): SessionParts {
  const { clock, registry, slots, setState, table } = own;
  const limits = { ...defaultLimits, ...options.limits };
  const report = (error: DuologueError) => table.report({ error });
  const turnstile = new Turnstile(report);
  return {
    hooks: table.hooks,
    clock,
    turnstileClock: turnstileClock(clock, turnstile),
    turnstile,
    limits,
    registry,
    slots,
    transport: options.transport ?? webSocketTransport({ frameBytes: limits.frameBytes, ...options.socket }),
    frameMs: options.frameMs ?? 20,
    textOnly: options.overrides?.conversation?.textOnly ?? false,
    liveness: { ...defaultLiveness, ...options.liveness },
    approvalTimeoutMs: options.approvalTimeoutMs ?? 60_000,
    prepare: (signal) => firstRequest(options, clock, signal),
    setState,
    report,
  };
}
