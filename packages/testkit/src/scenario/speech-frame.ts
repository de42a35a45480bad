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
  readonly eventId: number;
  readonly facts: AudioFacts;
  /** The text that its alignment carries. */
  readonly text: string;
  /** Reads the bytes again, where they are kept elsewhere. */
  readonly source?: () => Uint8Array;
}

/** A frame of speech in one turn: as a message, as text, and what is known of it. */
export interface TurnFrame {
  readonly message: WireMessage;
  readonly text: string;
  readonly audio: SentAudio;
}

/** One chunk with the characters that begin in it. It is written once for each turn id: a script has the same ones in every run. */
export class SpeechFrame {
  readonly startMs: number;
  readonly #chunk: SpeechChunk;
  /** Counted from the start of the chunk. */
  readonly #times: readonly CharTime[];
  readonly #alignedText: string;
  #last: TurnFrame | undefined;

  constructor(chunk: SpeechChunk, times: readonly CharTime[]) {
    this.startMs = chunk.startMs;
    this.#chunk = chunk;
    this.#times = times;
    this.#alignedText = times.map(({ char }) => char).join('');
  }

  /** The frame as a part of the turn `eventId`. */
  inTurn(eventId: number): TurnFrame {
    if (this.#last?.audio.eventId === eventId) return this.#last;
    const { base64, bytes, facts } = this.#chunk;
    const message = audio(base64, eventId, this.#times);
    const sent = { bytes, eventId, facts, text: this.#alignedText };
    this.#last = { message, text: JSON.stringify(message), audio: sent };
    return this.#last;
  }
}
