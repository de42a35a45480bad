import { audio } from '../messages/server-messages.ts';
import type { WireMessage } from '../messages/wire-message.ts';
import type { CharTime } from '../speech/alignment.ts';
import type { AudioFacts } from '../speech/audio-facts.ts';

/** A piece of speech, coded for the wire. */
export interface SpeechChunk {
  readonly base64: string;
  readonly bytes: Uint8Array;
  readonly facts: AudioFacts;
  /** Where it stands in the turn, in milliseconds. */
  readonly startMs: number;
  readonly endMs: number;
}

/** What is known of the audio of a message before it is sent. */
export interface SentAudio {
  readonly bytes: Uint8Array;
  readonly facts: AudioFacts;
  /** The text that its alignment carries. */
  readonly text: string;
}

/** Stands in for the id of the turn until that is known: no other part of a message can look like it. */
const idMark = '"event_id":0';

/** One chunk with the characters that begin in it, written once and sent in any number of turns. */
export class SpeechFrame {
  readonly startMs: number;
  readonly sent: SentAudio;
  readonly #chunk: SpeechChunk;
  /** Counted from the start of the chunk. */
  readonly #times: readonly CharTime[];
  readonly #head: string;
  readonly #tail: string;

  constructor(chunk: SpeechChunk, times: readonly CharTime[]) {
    this.startMs = chunk.startMs;
    this.sent = { bytes: chunk.bytes, facts: chunk.facts, text: times.map(({ char }) => char).join('') };
    this.#chunk = chunk;
    this.#times = times;
    // base64 has no quotation marks, and the id stands before the characters of the text
    const [head, tail] = splitOnce(JSON.stringify(audio(chunk.base64, 0, times)), idMark);
    this.#head = head;
    this.#tail = tail;
  }

  message(eventId: number): WireMessage {
    return audio(this.#chunk.base64, eventId, this.#times);
  }

  /** The message as one text frame. */
  text(eventId: number): string {
    return `${this.#head}"event_id":${eventId}${this.#tail}`;
  }
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return [text.slice(0, at), text.slice(at + separator.length)];
}
