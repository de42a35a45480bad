import { systemClock, type Timer } from '@duologue/core';
import { ToneMeter } from './tone-meter.ts';

const tickMs = 20;
const rateHz = 16_000;

/** A loudspeaker for clients that leave sound to their app: plays what it is given in real time, and tells the tone. */
export class Speaker {
  readonly #meter: ToneMeter;
  #queue = new Int16Array(0);
  #timer: Timer | undefined;
  #startMs = 0;
  #ticks = 0;

  constructor(heard: (hz: number, ms: number) => void) {
    this.#meter = new ToneMeter(rateHz, heard);
  }

  start(): void {
    this.#startMs = systemClock.now();
    this.#timer = systemClock.setInterval(() => this.#catchUp(), tickMs);
  }

  stop(): void {
    this.#timer?.cancel();
  }

  /** Takes 16-bit little-endian PCM at 16 kHz. */
  output(pcm: Buffer): void {
    const samples = Int16Array.from({ length: pcm.length / 2 }, (_, index) => pcm.readInt16LE(2 * index));
    const queue = new Int16Array(this.#queue.length + samples.length);
    queue.set(this.#queue);
    queue.set(samples, this.#queue.length);
    this.#queue = queue;
  }

  /** Drops what was not played yet. */
  interrupt(): void {
    this.#queue = new Int16Array(0);
  }

  #catchUp(): void {
    const due = Math.floor((systemClock.now() - this.#startMs) / tickMs);
    for (; this.#ticks < due; this.#ticks += 1) {
      const samples = this.#queue.subarray(0, (rateHz * tickMs) / 1_000);
      this.#queue = this.#queue.subarray(samples.length);
      this.#meter.hear(samples);
    }
  }
}
