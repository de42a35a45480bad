import type { Session, TranscriptEntry } from '@duologue/core';
import { VirtualClock } from '../clock/virtual-clock.ts';
import type { Conversation } from '../conversation/conversation.ts';
import { toBeQuiescent } from '../matchers/call-matchers.ts';
import { canonicalHash, canonicalTrace, type CanonicalTrace } from '../trace/canonical-trace.ts';
import { closeIn } from '../trace/read-trace.ts';
import type { TraceEntry } from '../trace/trace-entry.ts';

/** What the harness knows of a session that nobody sees on the wire. */
interface Heard {
  readonly connections: number;
  readonly allPlayedMs: number;
}

/** What happened in a replay, as the server saw it, with what the session made of it. It grows while the replay runs. */
export class ReplayTrace {
  readonly #conversation: () => Conversation | undefined;
  readonly #session: Session;
  readonly #heard: Heard | undefined;

  constructor(conversation: () => Conversation | undefined, session: Session, heard?: Heard) {
    this.#conversation = conversation;
    this.#session = session;
    this.#heard = heard;
  }

  /** Whether more may still come: the session is in a call, its connection is there or comes back, and the clock is not at rest. */
  get isOpen(): boolean {
    const { state, clock } = this.#session;
    if (state === 'idle' || state === 'ended') return false;
    if (state !== 'reconnecting' && closeIn(this.entries)) return false;
    return !(clock instanceof VirtualClock && toBeQuiescent(clock).pass);
  }

  /** How often the session has connected. */
  get connections(): number {
    return this.#heard?.connections ?? 0;
  }

  /** How much of the agent's audio was heard in all connections, in milliseconds. */
  get playedMs(): number {
    return this.#heard?.allPlayedMs ?? 0;
  }

  get entries(): readonly TraceEntry[] {
    return this.#conversation()?.trace.entries ?? [];
  }

  /** The session's own transcript. */
  get transcript(): readonly TranscriptEntry[] {
    return this.#session.transcript;
  }

  /** What every run of the same conversation has in common. */
  get canonical(): CanonicalTrace {
    return canonicalTrace(this.entries);
  }

  /** Equal for two runs exactly where their canonical traces are. */
  get hash(): string {
    return canonicalHash(this.canonical);
  }
}
