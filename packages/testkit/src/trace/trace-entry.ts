import type { AudioFacts } from '../speech/audio-facts.ts';

/**
 * `control`: everything that decides the course of the conversation. `agent-audio` and `mic`: speech, whose chunking means nothing.
 * `keepalive`: pings and pongs. `session`: what a session of ours made of it. `note`: remarks of the harness.
 */
export type Lane = 'control' | 'agent-audio' | 'mic' | 'keepalive' | 'session' | 'note';

/** One line of a trace. Secrets are redacted; of audio there are only length, hash and level. */
export interface TraceEntry {
  /** Grows by one with each entry: the order of what was seen. */
  readonly seq: number;
  /** Milliseconds since the connection was opened, on the clock of the conversation. They order nothing. */
  readonly t: number;
  readonly lane: Lane;
  /** `down`: from the service to the client. `up`: from the client to the service. Absent where nothing was sent. */
  readonly dir?: 'down' | 'up';
  /** The type of the message, or what the entry tells. */
  readonly type: string;
  readonly data?: unknown;
  /** Of a scripted server's frame: how many control messages of the client the script had taken before. */
  readonly after?: { readonly control: number };
}

/** What a trace holds of a piece of audio. */
export interface AudioTrace extends AudioFacts {
  readonly eventId?: number;
  /** The text that its alignment carries. */
  readonly text?: string;
}
