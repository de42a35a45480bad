import type { AudioInput, AudioOutput } from '../audio/audio-slots.ts';
import type { Clock } from '../clock.ts';
import type { EndpointOptions } from '../connect/endpoint-options.ts';
import type { InitiationOptions } from '../connect/initiation.ts';
import type { Tool } from '../tools/tool.ts';
import type { SocketOptions } from '../transport/socket-options.ts';
import type { Transport } from '../transport/transport.ts';
import type { Logger, Plugin } from './plugin.ts';

/** Everything a session can be told. Where to connect comes from {@link EndpointOptions}, what to say first from {@link InitiationOptions}. */
export interface SessionOptions extends EndpointOptions, InitiationOptions {
  /** Applied in this order. */
  readonly plugins?: readonly Plugin[];
  /** Client tools, beside those that plugins add. */
  readonly tools?: readonly Tool<never>[];
  /** Takes the place of any input that a plugin brings, as tests need. */
  readonly audioInput?: AudioInput;
  /** Takes the place of any output that a plugin brings. Without any, audio is played to nobody at the speed of the clock. */
  readonly audioOutput?: AudioOutput;
  /** How connections are opened; default a WebSocket. */
  readonly transport?: Transport;
  /** How that WebSocket is opened: proxy, TLS, another runtime's sockets. HTTP calls go through `fetch`. */
  readonly socket?: SocketOptions;
  /** Default the computer's clock. */
  readonly clock?: Clock;
  /** Seeds every random choice, a whole number from 0 to 2^32 - 1; default a fresh one. */
  readonly seed?: number;
  /** Default none: a session is silent. */
  readonly logger?: Logger;
  readonly limits?: Limits;
  /** Length of a microphone frame in milliseconds: 10 to 250, default 20. */
  readonly frameMs?: number;
  /** How long an `approveToolCall` tap may take for a client tool, in milliseconds; default 60,000. */
  readonly approvalTimeoutMs?: number;
  /** When a connection from which nothing comes counts as suspect, and when as lost. It is watched from its first message where it
   * can be asked for a sign of life, as a WebSocket of Node can, and elsewhere from its first ping. */
  readonly liveness?: LivenessLimits;
}

export interface LivenessLimits {
  /** Milliseconds of silence until a problem is told; default 15,000, `Infinity` for never. */
  readonly suspectMs?: number;
  /** Milliseconds of silence until the session ends, or is recovered; default 30,000, `Infinity` for never. */
  readonly lostMs?: number;
}

/** The bounds of every queue. Overflow is counted and told to `problemOccurred`. */
export interface Limits {
  /** Agent audio that waits to be heard, in milliseconds; default 600,000. The newest is dropped. */
  readonly playoutMs?: number;
  /** User audio that waits for a slow socket, in milliseconds; default 2,000. The oldest is dropped. */
  readonly microphoneMs?: number;
  /** Messages sent before the agent answered; default 100. One more throws. */
  readonly pendingMessages?: number;
  /** Tool calls that run or wait; default 100. One more is answered as an error. */
  readonly pendingTools?: number;
  /** Entries of the transcript; default 10,000. The oldest are dropped. */
  readonly transcriptEntries?: number;
  /** Events that wait in `session.events()`; default 1,000. The oldest are dropped. */
  readonly events?: number;
  /** Bytes of one frame; default 16 MiB. A larger one closes the connection. */
  readonly frameBytes?: number;
}

export const defaultLimits: Readonly<Required<Limits>> = Object.freeze({
  playoutMs: 600_000,
  microphoneMs: 2_000,
  pendingMessages: 100,
  pendingTools: 100,
  transcriptEntries: 10_000,
  events: 1_000,
  frameBytes: 16 * 1024 * 1024,
});

export const defaultLiveness: Readonly<Required<LivenessLimits>> = Object.freeze({
  suspectMs: 15_000,
  lostMs: 30_000,
});
