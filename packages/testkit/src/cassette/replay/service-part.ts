import type { AudioFormat } from '@duologue/core';
import type { Effect } from '../../engine/effects.ts';
import { isPlainObject } from '../../match/show.ts';
import type { WireMessage } from '../../messages/wire-message.ts';
import { isAudioReference, withAudio } from '../format/audio-place.ts';
import type { CassetteFrame } from '../format/cassette-frame.ts';
import { storedAudioOf, type CassetteReader } from '../format/read-cassette.ts';
import { msOf } from '../format/wire-formats.ts';
import type { Placeholders } from '../redaction/placeholders.ts';
import type { PingBook } from './ping-book.ts';
import type { ReissuedIds } from './reissued-ids.ts';

export interface ServicePartOptions {
  readonly reader: CassetteReader;
  readonly ids: ReissuedIds;
  readonly placeholders: Placeholders;
  readonly pings: PingBook;
  readonly outputFormat: AudioFormat;
}

/** What the service says in a recording, made ready for this conversation: fresh ids, values for placeholders, audio in its place. */
export class ServicePart {
  readonly #options: ServicePartOptions;
  #framesSent = 0;
  #turnId = 0;
  #heardToMs = 0;
  #recorded = { heardFromT: 0, heardToT: 0 };

  constructor(options: ServicePartOptions) {
    this.#options = options;
  }

  get framesSent(): number {
    return this.#framesSent;
  }

  /** The turn that was said last. */
  get turnId(): number {
    return this.#turnId;
  }

  /** When the client has played everything, if it plays at once and without a break. */
  get heardToMs(): number {
    return this.#heardToMs;
  }

  /** Of the recording: when the turn that is being said began to be heard, and when it is heard to its end. */
  get recorded(): { readonly heardFromT: number; readonly heardToT: number } {
    return this.#recorded;
  }

  /** Sends a frame now; `control` is how many messages of the client have come. */
  send(frame: CassetteFrame, nowMs: number, control: number): Effect {
    const { pings, ids, placeholders } = this.#options;
    const { lane, raw, t } = frame;
    const after = { control };
    if (raw && !('text' in raw)) return { do: 'note', text: 'a binary frame of the recording was left out' };
    this.#framesSent += 1;
    if (lane === 'control') pings.noteControl();
    if (raw) return { do: 'sendText', text: raw.text, after };
    if (lane === 'agent-audio') return this.#sendAudio(frame, nowMs, after);
    const message = placeholders.fill(ids.issue(frame.data)) as WireMessage;
    if (lane === 'keepalive') pings.open(idOf(message), idOf(frame.data ?? {}));
    if (message.type === 'interruption') {
      this.#heardToMs = nowMs;
      this.#recorded = { heardFromT: t, heardToT: t };
    }
    return { do: 'send', message, after };
  }

  #sendAudio(frame: CassetteFrame, nowMs: number, after: { readonly control: number }): Effect {
    const { reader, ids, outputFormat } = this.#options;
    const stored = storedAudioOf(frame);
    const bytes = reader.audioOf(frame, true);
    const data = ids.issueEvents(frame.data ?? {});
    const base64 = bytes?.toString('base64') ?? '';
    const message = bytes && stored ? withAudio('agent-audio', data, base64) : data;
    const id = idOf(message);
    const eventId = Number(id ?? this.#turnId);
    this.#noteAudio(frame.t, eventId, stored?.ms ?? msOf(bytes?.length ?? 0, outputFormat), nowMs);
    if (!bytes || !isAudioReference(stored) || typeof id !== 'number') return { do: 'send', message, after };
    const { sha256, rms_dbfs: dbfs } = stored;
    const facts = { bytes: bytes.length, sha256, dbfs };
    const source = () => reader.audioOf(frame) ?? bytes;
    const audio = { bytes, eventId, facts, text: alignedText(message), source };
    // base64 needs no escaping, and to look for what does would take longer than all the rest
    const [before = '', behind = ''] = JSON.stringify(withAudio('agent-audio', data, sha256)).split(sha256);
    return { do: 'send', message, text: `${before}${base64}${behind}`, after, audio };
  }

  /** Keeps in mind what is being said, and until when: in the recording and now. */
  #noteAudio(t: number, eventId: number, ms: number, nowMs: number): void {
    const isNew = eventId !== this.#turnId || t > this.#recorded.heardToT;
    const fromT = Math.max(t, this.#recorded.heardToT);
    this.#recorded = { heardFromT: isNew ? fromT : this.#recorded.heardFromT, heardToT: fromT + ms };
    this.#turnId = eventId;
    this.#heardToMs = Math.max(nowMs, this.#heardToMs) + ms;
  }
}

function idOf(message: WireMessage): unknown {
  for (const value of Object.values(message)) if (isPlainObject(value)) return value.event_id;
  return undefined;
}

function alignedText(message: WireMessage): string {
  const event = message.audio_event;
  const alignment = isPlainObject(event) ? event.alignment : undefined;
  const chars = isPlainObject(alignment) ? alignment.chars : undefined;
  return Array.isArray(chars) ? chars.join('') : '';
}
