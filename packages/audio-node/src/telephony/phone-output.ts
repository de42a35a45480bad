import type { AudioOutput, Clock, Timer } from '@duologue/core';
import { MarkedPlayback } from './marked-playback.ts';
import type { PhoneQueue, PhoneWire } from './phone-wire.ts';

export interface PhoneOutputOptions {
  readonly clock: Clock;
  readonly wire: PhoneWire;
  readonly queue: PhoneQueue;
  readonly sampleRateHz: number;
}

const frameMs = 20;
/** How often a mark asks how far the far end is, in milliseconds of sound. */
const markEveryMs = 100;
/** When nothing has followed for this long, the rest of a turn goes out although it fills no frame, in milliseconds. */
const restAfterMs = 40;

/** Plays down a phone line whose far end keeps a queue, drops it on `clear` and tells by marks what it has played. */
export class PhoneOutput implements AudioOutput {
  /** The far end can drop it at once, so it may be long enough for the hiccups of the internet. */
  readonly maxLeadMs = 400;
  readonly #wire: PhoneWire;
  readonly #queue: PhoneQueue;
  readonly #clock: Clock;
  readonly #frameSamples: number;
  readonly #markSamples: number;
  readonly #playback: MarkedPlayback;
  /** The beginning of a frame that is not full. */
  #rest: Int16Array = new Int16Array();
  #restTimer: Timer | undefined;

  constructor({ clock, wire, queue, sampleRateHz }: PhoneOutputOptions) {
    this.#wire = wire;
    this.#queue = queue;
    this.#clock = clock;
    this.#frameSamples = (sampleRateHz * frameMs) / 1_000;
    this.#markSamples = (sampleRateHz * markEveryMs) / 1_000;
    this.#playback = new MarkedPlayback({ clock, sampleRateHz });
  }

  start(): void {}

  write(samples: Int16Array): void {
    const waiting = new Int16Array(this.#rest.length + samples.length);
    waiting.set(this.#rest);
    waiting.set(samples, this.#rest.length);
    const whole = waiting.length - (waiting.length % this.#frameSamples);
    for (let start = 0; start < whole; start += this.#frameSamples) {
      this.#send(waiting.subarray(start, start + this.#frameSamples));
    }
    this.#rest = waiting.subarray(whole);
    this.#restTimer?.cancel();
    this.#restTimer = this.#clock.setTimeout(() => this.#sendRest(), restAfterMs);
  }

  flush(): void {
    this.#restTimer?.cancel();
    this.#rest = new Int16Array();
    if (!this.#playback.busy) return;
    this.#queue.sendClear();
    this.#playback.flushed();
  }

  playedSamples(): number {
    return this.#playback.played;
  }

  stop(): void {
    this.#restTimer?.cancel();
    this.#rest = new Int16Array();
  }

  /** The far end has played what was sent before a mark. */
  marked(name: string): void {
    this.#playback.returned(name);
  }

  #send(frame: Int16Array): void {
    this.#wire.sendAudio(frame);
    this.#playback.wrote(frame.length);
    if (this.#playback.unmarked >= this.#markSamples) this.#queue.sendMark(this.#playback.mark());
  }

  #sendRest(): void {
    if (this.#rest.length > 0) this.#send(this.#rest);
    this.#rest = new Int16Array();
    if (this.#playback.unmarked > 0) this.#queue.sendMark(this.#playback.mark());
  }
}
