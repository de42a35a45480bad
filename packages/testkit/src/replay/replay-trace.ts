import type { Session, TranscriptEntry } from '@duologue/core';
import type { Conversation } from '../conversation/conversation.ts';
import { canonicalHash, canonicalTrace, type CanonicalTrace } from '../trace/canonical-trace.ts';
import type { TraceEntry } from '../trace/trace-entry.ts';

/** What happened in a replay, as the server saw it, with what the session made of it. It grows while the replay runs. */
export class ReplayTrace {
  readonly #conversation: () => Conversation | undefined;
  readonly #session: Session;

  constructor(conversation: () => Conversation | undefined, session: Session) {
    this.#conversation = conversation;
    this.#session = session;
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
