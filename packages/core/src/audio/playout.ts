import type { Clock, Timer } from '../clock.ts';
import type { AudioChunk } from './audio-chunk.ts';
import type { AudioOutput } from './audio-slots.ts';
import { OutputLead } from './output-lead.ts';
import { PlayoutLedger } from './playout-ledger.ts';
import { RecalledAudio } from './recalled-audio.ts';
import { SegmentQueue, type Segment } from './segment-queue.ts';
import { SpeakingEdges, type SpeakingListener } from './speaking-edges.ts';

/** How often playout looks at its output, in milliseconds: one common frame of telephony and WebRTC. */
const tickMs = 20;

/** How long audio that a pause took back waits for the word of its output, in milliseconds: any line is there and back by then. */
const wordMs = 1_000;

export interface PlayoutOptions {
  readonly clock: Clock;
  readonly sampleRateHz: number;
  /** The longest queue, in milliseconds. */
  readonly limitMs: number;
  readonly listener: PlayoutListener;
}

/** A place in the audio of a turn. */
export interface PlayoutPosition {
  readonly eventId?: number;
  readonly playedMs: number;
}

/** What playout tells the session, in the tick in which it happens. */
export interface PlayoutListener extends SpeakingListener {
  /** `samples` is what was heard, as quiet as it was; `atMs` is when it began to be heard. */
  played(samples: Int16Array, eventId: number | undefined, positionSamples: number, atMs: number): void;
  dropped(sampleCount: number, eventId: number | undefined, why: 'interrupted' | 'overflow' | 'ended'): void;
  outputFailed(error: unknown): void;
  /** The output plays, but will not tell what was heard of something that it dropped. */
  outputUnsure(error: unknown): void;
}

/** A pause that the output has not told everything about yet. */
interface Unsure {
  readonly recalled: RecalledAudio;
  readonly timer: Timer;
  /** An interruption that came meanwhile, and settles with the same word. */
  settled?: (() => void) | undefined;
}

/**
 * The only queue of the agent's audio. It gives the output no more than the output's lead,
 * and knows to the sample what was heard.
 */
export class Playout {
  readonly ledger: PlayoutLedger = new PlayoutLedger();
  readonly #clock: Clock;
  readonly #samplesPerMs: number;
  readonly #limitSamples: number;
  readonly #listener: PlayoutListener;
  readonly #lead: OutputLead;
  readonly #speech: SpeakingEdges;
  /** Not yet at the output. */
  #waiting: SegmentQueue = new SegmentQueue();
  #ticker: Timer | undefined;
  #gain = 1;
  #paused = false;
  #unsure: Unsure | undefined;
  #closed = false;

  constructor({ clock, sampleRateHz, limitMs, listener }: PlayoutOptions) {
    this.#clock = clock;
    this.#samplesPerMs = sampleRateHz / 1_000;
    this.#limitSamples = Math.floor(limitMs * this.#samplesPerMs);
    this.#listener = listener;
    this.#lead = new OutputLead(this.#samplesPerMs, (error) => listener.outputFailed(error));
    this.#speech = new SpeakingEdges(listener);
  }

  /** Milliseconds that wait to be heard. */
  get queuedMs(): number {
    return (this.#queuedSamples - this.#lead.heardSince) / this.#samplesPerMs;
  }

  /** What is heard at this moment, to the sample: also what the books, which are kept every 20 ms, do not show yet. */
  get position(): PlayoutPosition | undefined {
    if (!this.speaking) return undefined;
    let { eventId } = this.speaking;
    let played = this.ledger.row(eventId).played;
    let unbooked = this.#lead.heardSince;
    for (const segment of this.#lead.segments) {
      if (unbooked === 0) break;
      if (segment.eventId !== eventId) played = this.ledger.row(segment.eventId).played;
      ({ eventId } = segment);
      const count = Math.min(unbooked, segment.samples.length);
      played += count;
      unbooked -= count;
    }
    return { ...(eventId !== undefined && { eventId }), playedMs: played / this.#samplesPerMs };
  }

  /** True while audio waits, or the agent was heard less than 200 ms ago. */
  get busy(): boolean {
    return this.#queuedSamples > 0 || this.speaking !== undefined;
  }

  /** The turn that is being heard. */
  get speaking(): { readonly eventId: number | undefined } | undefined {
    return this.#speech.turn;
  }

  /** Begins to play to an output that is open. */
  attach(output: AudioOutput): void {
    this.#lead.detach();
    this.#requeue([...this.#lead.recall(), ...this.#waiting.segments]);
    this.#lead.attach(output);
    this.#wake();
  }

  /** Queues a chunk of a turn. Returns false where there was no room for it. */
  push({ samples, alignment }: AudioChunk, eventId: number | undefined): boolean {
    const row = this.ledger.open(eventId);
    row.received += samples.length;
    if (this.#queuedSamples + samples.length > this.#limitSamples) {
      row.dropped += samples.length;
      this.#listener.dropped(samples.length, eventId, 'overflow');
      return false;
    }
    if (alignment) row.heard.add(alignment, row.accepted / this.#samplesPerMs);
    if (samples.length === 0) return true;
    // where something waited already, the output has no need of it yet
    const full = this.#ticker !== undefined && this.#waiting.sampleCount > 0;
    this.#waiting.add({ samples, heard: samples, eventId, positionSamples: row.accepted });
    row.accepted += samples.length;
    if (!full) this.#wake();
    return true;
  }

  /** Books audio that was received and not let into the queue. */
  bookStale(sampleCount: number, eventId: number | undefined): void {
    const row = this.ledger.open(eventId);
    row.received += sampleCount;
    row.dropped += sampleCount;
  }

  playedMs(eventId: number | undefined): number {
    return this.ledger.row(eventId).played / this.#samplesPerMs;
  }

  /** Takes in what the output has played by now. */
  settle(): void {
    this.#confirm();
  }

  /**
   * Drops what waits and is not to be kept, also what the output holds, in this tick. Returns the turns that lost something.
   * `heardAfterAll` is called, at most once, when the output has learned how much of what it dropped was heard.
   */
  flush(
    keep: (eventId: number | undefined) => boolean,
    why: 'interrupted' | 'ended',
    heardAfterAll?: () => void,
  ): (number | undefined)[] {
    this.#confirm();
    const kept: Segment[] = [];
    const held = this.#lead.segments.filter(({ eventId }) => !keep(eventId));
    const dropped = new Map<number | undefined, number>();
    for (const segment of [...this.#lead.segments, ...this.#waiting.segments]) {
      const { samples, eventId } = segment;
      if (keep(eventId)) kept.push({ ...segment, heard: samples });
      else dropped.set(eventId, (dropped.get(eventId) ?? 0) + samples.length);
    }
    if (dropped.size === 0 && kept.length > 0) return [];
    this.#lead.recall();
    const late = this.#requeue(kept);
    for (const [eventId, sampleCount] of dropped) {
      this.ledger.open(eventId).dropped += sampleCount;
      this.#listener.dropped(sampleCount, eventId, why);
    }
    if (this.speaking && !keep(this.speaking.eventId)) this.#speech.stop(this.#clock.now());
    if (kept.length > 0) this.#pump();
    else if (!this.speaking) this.#sleep();
    if (this.#unsure) this.#unsure.settled = heardAfterAll;
    else if (late) {
      this.#learn(late, (sampleCount) => {
        this.ledger.heardAfterAll(held, sampleCount);
        heardAfterAll?.();
      });
    }
    return [...dropped.keys()];
  }

  get gain(): number {
    return this.#gain;
  }

  /** Makes what is not yet at the output quieter: 0 to 1. */
  setGain(gain: number): void {
    this.#gain = gain;
  }

  /** Stops being heard at once; nothing is lost. */
  pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    this.#confirm();
    const held = this.#lead.recall();
    const late = this.#requeue([...held, ...this.#waiting.segments]);
    if (late && held.length > 0) this.#waitForWord(held, late);
  }

  /** Goes on where it was left, as soon as the output has told where that is. */
  resume(): void {
    this.#paused = false;
    if (this.busy) this.#wake();
  }

  /** The end: nothing is heard any more. */
  close(): void {
    this.#closed = true;
    this.flush(() => false, 'ended');
    this.#unsure?.timer.cancel();
    this.#sleep();
    this.#lead.detach();
  }

  get #queuedSamples(): number {
    return this.#waiting.sampleCount + this.#lead.sampleCount;
  }

  #wake(): void {
    if (!this.#lead.isAttached || this.#isHeld) return;
    this.#ticker ??= this.#clock.setInterval(() => this.#pump(), tickMs);
    this.#pump();
  }

  #sleep(): void {
    this.#ticker?.cancel();
    this.#ticker = undefined;
  }

  #pump(): void {
    if (this.#isHeld) return;
    this.#confirm();
    if (!this.#lead.isAttached) return;
    this.#fill();
    if (this.#queuedSamples === 0 && this.#speech.dry(this.#clock.now())) this.#sleep();
  }

  /** Gives the output as much as it may hold, when it is time for that. */
  #fill(): void {
    if (!this.#lead.wantsMore) return;
    let { room } = this.#lead;
    while (room > 0) {
      const segment = this.#waiting.take(room);
      if (!segment) return;
      room -= segment.samples.length;
      this.#speech.wrote(segment.eventId, this.#clock.now());
      if (!this.#lead.write(this.#gain === 1 ? segment : quieter(segment, this.#gain))) return;
    }
  }

  /** Books what the output has played. */
  #confirm(): void {
    const segments = this.#lead.takeHeard();
    if (segments.length === 0) return;
    let behind = 0;
    for (const { samples } of segments) behind += samples.length;
    const nowMs = this.#clock.now();
    for (const segment of segments) {
      const atMs = nowMs - behind / this.#samplesPerMs;
      behind -= segment.heard.length;
      this.#book(segment, atMs);
    }
  }

  #book({ heard, eventId, positionSamples }: Segment, atMs: number): void {
    this.#speech.heard(eventId, atMs);
    this.ledger.open(eventId).played += heard.length;
    this.#listener.played(heard, eventId, positionSamples, atMs);
  }

  /** What waits is not to be played: it is paused, or nobody knows yet whether it was heard. */
  get #isHeld(): boolean {
    return this.#paused || (this.#unsure?.recalled.has(this.#waiting.segments[0]) ?? false);
  }

  #waitForWord(held: readonly Segment[], late: PromiseLike<number>): void {
    const unsure: Unsure = {
      recalled: new RecalledAudio(held, this.#samplesPerMs, this.#clock.now()),
      timer: this.#clock.setTimeout(() => this.#takeWord(unsure, 0), wordMs),
    };
    this.#unsure = unsure;
    this.#learn(
      late,
      (sampleCount) => this.#takeWord(unsure, sampleCount),
      () => this.#takeWord(unsure, 0),
    );
  }

  /** Of what a pause took back, so many samples were heard: they are not said again. */
  #takeWord(unsure: Unsure, sampleCount: number): void {
    if (this.#unsure !== unsure) return;
    this.#unsure = undefined;
    unsure.timer.cancel();
    for (const { segment, sampleCount: count, atMs } of unsure.recalled.heard(sampleCount)) {
      const waits = this.#waiting.segments[0]?.samples === segment.samples;
      const heard = waits ? this.#waiting.take(count) : undefined;
      if (heard) this.#book(heard, atMs);
      else this.ledger.heardAfterAll([segment], count);
    }
    unsure.settled?.();
    if (this.busy) this.#wake();
  }

  /** Takes what the output tells later; one that cannot tell plays on. */
  #learn(late: PromiseLike<number>, told: (sampleCount: number) => void, untold?: () => void): void {
    late.then(told, (error: unknown) => {
      if (this.#closed) return;
      this.#listener.outputUnsure(error);
      untold?.();
    });
  }

  /** Queues `segments` in the place of everything, and has the output drop what it holds. */
  #requeue(segments: readonly Segment[]): PromiseLike<number> | undefined {
    this.#waiting = new SegmentQueue(segments);
    return this.#lead.flush();
  }
}

function quieter(segment: Segment, gain: number): Segment {
  return { ...segment, heard: segment.samples.map((sample) => sample * gain) };
}
