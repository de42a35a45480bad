import type { PreparedSpeech } from '../scenario/prepared-speech.ts';
import type { Say } from '../scenario/server-steps.ts';
import type { SpeechFrame } from '../scenario/speech-frame.ts';
import { wordEndMs, wordsHeard, type CharTime } from '../speech/alignment.ts';
import { agentResponse } from '../messages/server-messages.ts';
import { missingWord } from '../scenario/missing-word.ts';
import type { Outgoing } from './effects.ts';
import { StepFailure } from './step-failure.ts';

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

interface PlannedFrame {
  readonly dueMs: number;
  /** Undefined for the text of the turn. */
  readonly speech: SpeechFrame | undefined;
}

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
  #cut = false;

  constructor(options: SayOptions) {
    this.#options = options;
    this.eventId = options.eventId;
    this.text = options.text;
    this.after = options.after;
    this.durationMs = options.speech?.durationMs ?? 0;
    const saying = options.speech?.saying(options.text, options.step);
    this.#times = saying?.times ?? [];
    this.#frames = plan(options, saying?.frames ?? []);
  }

  get chunksSent(): number {
    return this.#chunksSent;
  }

  /** How many chunks of audio there are in all. */
  get chunks(): number {
    return this.#frames.filter(({ speech }) => speech).length;
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
  take(nowMs: number): Outgoing[] {
    const due: Outgoing[] = [];
    for (let dueMs = this.nextDueMs; dueMs !== undefined && dueMs <= nowMs; dueMs = this.nextDueMs) {
      const frame = this.#frames[this.#sent];
      if (!frame) break;
      this.#sent += 1;
      due.push(this.#outgoing(frame));
    }
    return due;
  }

  /** Ends it. The result are the next `late` chunks, which arrive although it has ended. */
  cut(late: number): Outgoing[] {
    this.#cut = true;
    return this.#frames
      .slice(this.#sent)
      .filter(({ speech }) => speech)
      .slice(0, late)
      .map((frame) => this.#outgoing(frame));
  }

  /** What a server would guess was heard by `nowMs`, in milliseconds. */
  guessPlayedMs(nowMs: number): number {
    return Math.min(this.durationMs, Math.max(0, nowMs - this.#options.heardFromMs));
  }

  /** The words heard to their end after `playedMs`; three dots where there are none, as the service says it. */
  heardText(playedMs: number): string {
    return wordsHeard(this.#times, playedMs) || '...';
  }

  /**
   * When a word is heard to its end, in milliseconds of the turn.
   * @throws StepFailure that names the word that was probably meant, where the turn does not have it
   */
  endOfWordMs(word: string): number {
    const endMs = wordEndMs(this.#times, word);
    if (endMs !== undefined) return endMs;
    const missing = missingWord(this.text, this.#options.step, word) ?? `the word "${word}" is never heard`;
    throw new StepFailure({
      code: 'harness_error',
      cause: missing.replace(/^./, (first) => first.toUpperCase()),
    });
  }

  get #stopped(): boolean {
    return this.#chunksSent === this.#options.lastChunk;
  }

  #outgoing({ speech }: PlannedFrame): Outgoing {
    if (!speech) return { message: agentResponse(this.text, this.eventId) };
    this.#chunksSent += 1;
    return speech.inTurn(this.eventId);
  }
}

function plan(
  { step, startMs, heardFromMs, heldBack }: SayOptions,
  speech: readonly SpeechFrame[],
): PlannedFrame[] {
  const factor = step.pace === 'realtime' ? 1 : typeof step.pace === 'number' ? step.pace : Infinity;
  const firstHeld = speech.length - heldBack;
  const frames = speech.map((frame, index): PlannedFrame => {
    const pacedMs = startMs + frame.startMs / factor;
    const dueMs = index < firstHeld ? pacedMs : Math.max(pacedMs, heardFromMs + frame.startMs - leadMs);
    return { speech: frame, dueMs };
  });
  const { response = 'after' } = step;
  if (response === 'none') return frames;
  const place = { before: 0, amid: Math.ceil(speech.length / 2), after: Math.max(0, firstHeld) }[response];
  const dueMs = place === 0 ? startMs : (frames[place - 1]?.dueMs ?? startMs);
  return frames.toSpliced(place, 0, { speech: undefined, dueMs });
}
