import type { Clock, Timer } from '../clock.ts';
import type { AudioChunk } from './audio-chunk.ts';
import type { AudioOutput } from './audio-slots.ts';
import { PlayoutLedger } from './playout-ledger.ts';

/** How often playout looks at its output, in milliseconds: one common frame of telephony and WebRTC. */
const tickMs = 20;

/** How long playout may be dry before the agent counts as silent: longer than the gaps between bursts of one turn. */
const dryMs = 200;

export interface PlayoutOptions {
  readonly clock: Clock;
  readonly sampleRateHz: number;
  /** The longest queue, in milliseconds. */
  readonly limitMs: number;
  readonly listener: PlayoutListener;
}

/** What playout tells the session, in the tick in which it happens. */
export interface PlayoutListener {
  /** `atMs` is when `samples` began to be heard. */
  played(samples: Int16Array, eventId: number | undefined, positionSamples: number, atMs: number): void;
  dropped(sampleCount: number, eventId: number | undefined, why: 'interrupted' | 'overflow' | 'ended'): void;
  startedSpeaking(eventId: number | undefined, atMs: number): void;
  stoppedSpeaking(eventId: number | undefined, atMs: number): void;
  /** The queue ran dry inside a turn, and more of the turn came within 200 ms. */
  ranDry(eventId: number | undefined): void;
  outputFailed(error: unknown): void;
}

interface Segment {
  readonly samples: Int16Array;
  readonly eventId: number | undefined;
  /** Where `samples` begins in the accepted audio of its turn. */
  readonly positionSamples: number;
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
  #output: AudioOutput | undefined;
  /** Not yet at the output. */
  #waiting: Segment[] = [];
  #waitingSamples = 0;
  /** At the output and not yet heard. */
  #atOutput: Segment[] = [];
  #atOutputSamples = 0;
  /** Samples that the output has confirmed as heard. */
  #confirmed = 0;
  #ticker: Timer | undefined;
  #speaking: { eventId: number | undefined } | undefined;
  #dryAtMs: number | undefined;
  #gain = 1;
  #paused = false;

  constructor({ clock, sampleRateHz, limitMs, listener }: PlayoutOptions) {
    this.#clock = clock;
    this.#samplesPerMs = sampleRateHz / 1_000;
    this.#limitSamples = Math.floor(limitMs * this.#samplesPerMs);
    this.#listener = listener;
  }

  /** Milliseconds that wait to be heard. */
  get queuedMs(): number {
    return (this.#waitingSamples + this.#atOutputSamples) / this.#samplesPerMs;
  }

  /** True while audio waits, or the agent was heard less than 200 ms ago. */
  get busy(): boolean {
    return this.queuedMs > 0 || this.#speaking !== undefined;
  }

  /** The turn that is being heard. */
  get speaking(): { readonly eventId: number | undefined } | undefined {
    return this.#speaking;
  }

  /** Begins to play to an output that is open. */
  attach(output: AudioOutput): void {
    this.#output = undefined;
    this.#recall([...this.#atOutput, ...this.#waiting]);
    this.#output = output;
    this.#confirmed = 0;
    this.#confirmed = this.#playedAtOutput();
    this.#wake();
  }

  /** Queues a chunk of a turn. Returns false where there was no room for it. */
  push({ samples, alignment }: AudioChunk, eventId: number | undefined): boolean {
    const row = this.ledger.open(eventId);
    row.received += samples.length;
    if (this.#waitingSamples + this.#atOutputSamples + samples.length > this.#limitSamples) {
      row.dropped += samples.length;
      this.#listener.dropped(samples.length, eventId, 'overflow');
      return false;
    }
    if (alignment) row.heard.add(alignment, row.accepted / this.#samplesPerMs);
    if (samples.length === 0) return true;
    // where something waited already, the output is full
    const full = this.#ticker !== undefined && this.#waiting.length > 0;
    this.#waiting.push({ samples, eventId, positionSamples: row.accepted });
    this.#waitingSamples += samples.length;
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

  /** Drops what waits and is not to be kept, also what the output holds, in this tick. Returns the turns that lost something. */
  flush(
    keep: (eventId: number | undefined) => boolean,
    why: 'interrupted' | 'ended',
  ): (number | undefined)[] {
    this.#confirm();
    const kept: Segment[] = [];
    const dropped = new Map<number | undefined, number>();
    for (const segment of [...this.#atOutput, ...this.#waiting]) {
      const { samples, eventId } = segment;
      if (keep(eventId)) kept.push(segment);
      else dropped.set(eventId, (dropped.get(eventId) ?? 0) + samples.length);
    }
    if (dropped.size === 0 && kept.length > 0) return [];
    this.#recall(kept);
    for (const [eventId, sampleCount] of dropped) {
      this.ledger.open(eventId).dropped += sampleCount;
      this.#listener.dropped(sampleCount, eventId, why);
    }
    if (this.#speaking && !keep(this.#speaking.eventId)) this.#stopSpeaking(this.#clock.now());
    if (kept.length > 0) this.#pump();
    else if (!this.#speaking) this.#sleep();
    return [...dropped.keys()];
  }

  /** Makes what is not yet at the output quieter: 0 to 1. */
  setGain(gain: number): void {
    this.#gain = gain;
  }

  /** Stops being heard at once; nothing is lost. */
  pause(): void {
    if (this.#paused) return;
    this.#confirm();
    this.#recall([...this.#atOutput, ...this.#waiting]);
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    if (this.busy) this.#wake();
  }

  /** The end: nothing is heard any more. */
  close(): void {
    this.flush(() => false, 'ended');
    this.#sleep();
    this.#output = undefined;
  }

  #wake(): void {
    if (!this.#output || this.#paused) return;
    this.#ticker ??= this.#clock.setInterval(() => this.#pump(), tickMs);
    this.#pump();
  }

  #sleep(): void {
    this.#ticker?.cancel();
    this.#ticker = undefined;
  }

  #pump(): void {
    if (this.#paused) return;
    this.#confirm();
    const output = this.#output;
    if (!output) return;
    const room = Math.floor(output.maxLeadMs * this.#samplesPerMs) - this.#atOutputSamples;
    if (room > 0) this.#feed(output, room);
    this.#watchForSilence();
  }

  #feed(output: AudioOutput, room: number): void {
    let left = room;
    while (left > 0) {
      const segment = this.#waiting[0];
      if (!segment) break;
      const count = Math.min(left, segment.samples.length);
      const part = { ...segment, samples: segment.samples.subarray(0, count) };
      if (count === segment.samples.length) this.#waiting.shift();
      else {
        const rest = segment.samples.subarray(count);
        this.#waiting[0] = { ...segment, samples: rest, positionSamples: segment.positionSamples + count };
      }
      left -= count;
      this.#waitingSamples -= count;
      this.#atOutput.push(part);
      this.#atOutputSamples += count;
      this.#noteWrite(part.eventId);
      try {
        output.write(this.#gain === 1 ? part.samples : part.samples.map((sample) => sample * this.#gain));
      } catch (error) {
        return this.#listener.outputFailed(error);
      }
    }
  }

  /** Moves what the output has played from `#atOutput` to the books. */
  #confirm(): void {
    const confirmed = this.#playedAtOutput();
    let fresh = Math.min(confirmed - this.#confirmed, this.#atOutputSamples);
    if (!(fresh > 0)) return;
    this.#confirmed += fresh;
    this.#atOutputSamples -= fresh;
    const nowMs = this.#clock.now();
    while (fresh > 0) {
      const segment = this.#atOutput[0];
      if (!segment) break;
      const count = Math.min(fresh, segment.samples.length);
      if (count === segment.samples.length) this.#atOutput.shift();
      else {
        const rest = segment.samples.subarray(count);
        this.#atOutput[0] = { ...segment, samples: rest, positionSamples: segment.positionSamples + count };
      }
      const atMs = nowMs - fresh / this.#samplesPerMs;
      fresh -= count;
      if (this.#speaking?.eventId !== segment.eventId) this.#startSpeaking(segment.eventId, atMs);
      this.ledger.open(segment.eventId).played += count;
      this.#listener.played(
        segment.samples.subarray(0, count),
        segment.eventId,
        segment.positionSamples,
        atMs,
      );
    }
  }

  #playedAtOutput(): number {
    try {
      return Math.floor(this.#output?.playedSamples() ?? 0);
    } catch (error) {
      this.#listener.outputFailed(error);
      return this.#confirmed;
    }
  }

  /** Takes everything back from the output and queues `segments` in its place. */
  #recall(segments: Segment[]): void {
    this.#waiting = segments;
    this.#waitingSamples = segments.reduce((sum, { samples }) => sum + samples.length, 0);
    this.#atOutput = [];
    this.#atOutputSamples = 0;
    try {
      this.#output?.flush();
      this.#confirmed = Math.floor(this.#output?.playedSamples() ?? 0);
    } catch (error) {
      this.#listener.outputFailed(error);
    }
  }

  /** The first audio after silence is heard as soon as it is written. */
  #noteWrite(eventId: number | undefined): void {
    if (this.#speaking && this.#dryAtMs === undefined) return;
    if (!this.#speaking || this.#speaking.eventId !== eventId)
      this.#startSpeaking(eventId, this.#clock.now());
    else this.#listener.ranDry(eventId);
    this.#dryAtMs = undefined;
  }

  #startSpeaking(eventId: number | undefined, atMs: number): void {
    if (this.#speaking) this.#stopSpeaking(this.#dryAtMs ?? atMs);
    this.#speaking = { eventId };
    this.#listener.startedSpeaking(eventId, atMs);
  }

  #stopSpeaking(atMs: number): void {
    const eventId = this.#speaking?.eventId;
    this.#speaking = undefined;
    this.#dryAtMs = undefined;
    this.#listener.stoppedSpeaking(eventId, atMs);
  }

  #watchForSilence(): void {
    if (this.queuedMs > 0) return;
    if (!this.#speaking) return this.#sleep();
    const nowMs = this.#clock.now();
    this.#dryAtMs ??= nowMs;
    if (nowMs - this.#dryAtMs < dryMs) return;
    this.#stopSpeaking(this.#dryAtMs);
    this.#sleep();
  }
}
