import type { PreparedSpeech, SpeechChunk } from '../scenario/prepared-speech.ts';
import type { Say } from '../scenario/server-steps.ts';
import { wordEndMs, wordsHeard, type CharTime } from '../speech/alignment.ts';
import { agentResponse, audio } from '../messages/server-messages.ts';
import type { WireMessage } from '../messages/wire-message.ts';

/** How far ahead of being heard a chunk is sent that was held back and not needed, in milliseconds. */
const leadMs = 300;

export interface SayOptions {
  readonly step: Say;
  readonly text: string;
  readonly eventId: number;
  /** The audio; undefined for text alone. */
  readonly speech: PreparedSpeech | undefined;
  readonly startMs: number;
  /** When the audio begins to be heard if the client plays it at once, behind what it still has to play. */
  readonly heardFromMs: number;
  /** How many control messages of the client had been taken when it began. */
  readonly after: number;
  /** The last chunks, which wait for an interruption. */
  readonly heldBack: number;
  /** Nothing is sent after this chunk. */
  readonly lastChunk: number | undefined;
}

type PlannedFrame = { readonly dueMs: number } & (
  { readonly chunk: SpeechChunk } | { readonly chunk?: never }
);

/** One turn on its way: which frame is due when, and what can have been heard of it. */
export class SayStream {
  readonly eventId: number;
  readonly text: string;
  /** How many control messages of the client had been taken when it began. */
  readonly after: number;
  readonly durationMs: number;
  readonly #options: SayOptions;
  readonly #times: readonly CharTime[];
  readonly #frames: readonly PlannedFrame[];
  #sent = 0;
  #chunksSent = 0;
  /** How many characters the chunks so far have carried. */
  #aligned = 0;
  #cut = false;

  constructor(options: SayOptions) {
    this.#options = options;
    this.eventId = options.eventId;
    this.text = options.text;
    this.after = options.after;
    this.durationMs = options.speech?.durationMs ?? 0;
    this.#times = options.speech?.align(options.text, options.step.words) ?? [];
    this.#frames = plan(options);
  }

  get chunksSent(): number {
    return this.#chunksSent;
  }

  /** When it is heard to its end, as far as a server can know. */
  get heardToMs(): number {
    return this.#options.heardFromMs + this.durationMs;
  }

  /** True when nothing more of it will be sent. */
  get sent(): boolean {
    return this.#cut || this.#sent === this.#frames.length;
  }

  /** When the next frame is due; undefined where none is. */
  get nextDueMs(): number | undefined {
    return this.#cut || this.#stopped ? undefined : this.#frames[this.#sent]?.dueMs;
  }

  /** The frames that are due. */
  take(nowMs: number): WireMessage[] {
    const due: WireMessage[] = [];
    for (let dueMs = this.nextDueMs; dueMs !== undefined && dueMs <= nowMs; dueMs = this.nextDueMs) {
      const frame = this.#frames[this.#sent];
      if (!frame) break;
      this.#sent += 1;
      due.push(this.#message(frame));
    }
    return due;
  }

  /** Ends it. The result are the next `late` chunks, which arrive although it has ended. */
  cut(late: number): WireMessage[] {
    this.#cut = true;
    return this.#frames
      .slice(this.#sent)
      .filter(({ chunk }) => chunk)
      .slice(0, late)
      .map((frame) => this.#message(frame));
  }

  /** What a server would guess was heard by `nowMs`, in milliseconds. */
  guessPlayedMs(nowMs: number): number {
    return Math.min(this.durationMs, Math.max(0, nowMs - this.#options.heardFromMs));
  }

  /** The words heard to their end after `playedMs`; three dots where there are none, as the service says it. */
  heardText(playedMs: number): string {
    return wordsHeard(this.#times, playedMs) || '...';
  }

  /** When a word is heard to its end, in milliseconds of the turn. */
  endOfWordMs(word: string): number | undefined {
    return wordEndMs(this.#times, word);
  }

  get #stopped(): boolean {
    return this.#chunksSent === this.#options.lastChunk;
  }

  #message({ chunk }: PlannedFrame): WireMessage {
    if (!chunk) return agentResponse(this.text, this.eventId);
    this.#chunksSent += 1;
    const { startMs, endMs, base64 } = chunk;
    if (this.#options.step.alignment === false) return audio(base64, this.eventId, []);
    return audio(base64, this.eventId, this.#timesUpTo(endMs, startMs));
  }

  /** The characters up to `endMs` that no chunk had yet, counted from `originMs`. */
  #timesUpTo(endMs: number, originMs: number): CharTime[] {
    const relative: CharTime[] = [];
    for (
      let time = this.#times[this.#aligned];
      time && time.startMs < endMs;
      time = this.#times[this.#aligned]
    ) {
      relative.push({ ...time, startMs: Math.max(0, Math.round(time.startMs - originMs)) });
      this.#aligned += 1;
    }
    return relative;
  }
}

function plan({ step, speech, startMs, heardFromMs, heldBack }: SayOptions): PlannedFrame[] {
  const chunks = speech?.chunks(step.chunkMs ?? 100) ?? [];
  const factor = step.pace === 'realtime' ? 1 : typeof step.pace === 'number' ? step.pace : Infinity;
  const firstHeld = chunks.length - heldBack;
  const frames: PlannedFrame[] = chunks.map((chunk, index) => {
    const pacedMs = startMs + chunk.startMs / factor;
    return {
      chunk,
      dueMs: index < firstHeld ? pacedMs : Math.max(pacedMs, heardFromMs + chunk.startMs - leadMs),
    };
  });
  const { response = 'after' } = step;
  if (response === 'none') return frames;
  const place = { before: 0, amid: Math.ceil(chunks.length / 2), after: Math.max(0, firstHeld) }[response];
  return frames.toSpliced(place, 0, { dueMs: place === 0 ? startMs : (frames[place - 1]?.dueMs ?? startMs) });
}
