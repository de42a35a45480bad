import type { AudioOutput, Clock, Timer } from '@duologue/core';
import type { ClearedPlayback } from './cleared-playback.ts';
import { lostAfterMs, MarkedPlayback } from './marked-playback.ts';
import type { PhoneQueue, PhoneWire } from './phone-wire.ts';

export interface PhoneOutputOptions {
  readonly clock: Clock;
  readonly wire: PhoneWire;
  readonly queue: PhoneQueue;
  readonly sampleRateHz: number;
}

interface Clearing {
  readonly cleared: ClearedPlayback;
  readonly resolve: (heardLate: number) => void;
  readonly timer: Timer;
}

const frameMs = 20;
/** How far frames are sent ahead, in milliseconds: the far end can drop them at once, so it may be long enough for the hiccups of the internet. */
const aheadMs = 400;
/** How often a mark asks how far the far end is, in milliseconds of sound. */
const markEveryMs = 100;
/** An answer to `clear` that is late by this much will not come any more, in milliseconds. */
const clearPatienceMs = 2_000;
/** When nothing has followed for this long, the rest of a turn goes out although it fills no frame, in milliseconds. */
const restAfterMs = 40;

/**
 * Plays down a phone line whose far end keeps a queue, drops it on `clear` and tells by marks what it has played.
 * Frames leave by the clock and not by the marks: a mark that comes late delays no sound.
 */
export class PhoneOutput implements AudioOutput {
  /** What is sent ahead, and all that is written while a mark is late: until it counts as lost, it must not hold up the sound. */
  readonly maxLeadMs: number = aheadMs + lostAfterMs;
  readonly #wire: PhoneWire;
  readonly #queue: PhoneQueue;
  readonly #clock: Clock;
  readonly #frameSamples: number;
  readonly #markSamples: number;
  readonly #playback: MarkedPlayback;
  /** Whole frames that are not due yet. */
  #frames: Int16Array[] = [];
  /** The beginning of a frame that is not full. */
  #rest: Int16Array = new Int16Array();
  #frameTimer: Timer | undefined;
  #restTimer: Timer | undefined;
  /** What the far end was told to drop and has not answered yet, by the mark that it answers with. */
  readonly #clearing = new Map<string, Clearing>();
  #clears = 0;
  /** When the frame that goes out next must be at the far end. */
  #neededMs = -Infinity;

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
      this.#frames.push(waiting.subarray(start, start + this.#frameSamples));
    }
    this.#rest = waiting.subarray(whole);
    this.#sendDue();
  }

  /** Resolves when the far end is silent, with how many samples were heard on the way there. */
  flush(): void | Promise<number> {
    this.#forget();
    if (!this.#playback.busy) return;
    const cleared = this.#playback.flushed();
    this.#clears += 1;
    const name = `silent-${this.#clears}`;
    return new Promise((resolve) => {
      const timer = this.#clock.setTimeout(() => this.#settle(name, 0), clearPatienceMs);
      this.#clearing.set(name, { cleared, resolve, timer });
      this.#queue.sendClear();
      this.#queue.sendMark(name);
    });
  }

  playedSamples(): number {
    return this.#playback.played;
  }

  stop(): void {
    this.#forget();
    for (const name of this.#clearing.keys()) this.#settle(name, 0);
  }

  /** The far end has played what was sent before a mark. */
  marked(name: string): void {
    const nowMs = this.#clock.now();
    this.#playback.returned(name);
    for (const { cleared } of this.#clearing.values()) cleared.returned(name, nowMs);
    const clearing = this.#clearing.get(name);
    if (clearing) this.#settle(name, clearing.cleared.heardLate(nowMs));
  }

  #settle(name: string, heardLate: number): void {
    const clearing = this.#clearing.get(name);
    this.#clearing.delete(name);
    clearing?.timer.cancel();
    clearing?.resolve(heardLate);
  }

  #sendDue(): void {
    const nowMs = this.#clock.now();
    // the far end has run dry: time begins again with the next frame
    if (this.#neededMs < nowMs) this.#neededMs = nowMs;
    while (this.#frames[0] && this.#neededMs - aheadMs <= nowMs) {
      this.#send(this.#frames[0]);
      this.#frames.shift();
      this.#neededMs += frameMs;
    }
    this.#wait(nowMs);
  }

  #wait(nowMs: number): void {
    this.#frameTimer?.cancel();
    this.#restTimer?.cancel();
    if (this.#frames.length > 0) {
      this.#frameTimer = this.#clock.setTimeout(() => this.#sendDue(), this.#neededMs - aheadMs - nowMs);
    } else {
      this.#restTimer = this.#clock.setTimeout(() => this.#sendRest(), restAfterMs);
    }
  }

  #send(frame: Int16Array): void {
    this.#wire.sendAudio(frame);
    this.#playback.wrote(frame.length);
    if (this.#playback.unmarked >= this.#markSamples) this.#queue.sendMark(this.#playback.mark());
  }

  #sendRest(): void {
    if (this.#rest.length > 0) {
      this.#neededMs += (this.#rest.length * frameMs) / this.#frameSamples;
      this.#send(this.#rest);
    }
    this.#rest = new Int16Array();
    if (this.#playback.unmarked > 0) this.#queue.sendMark(this.#playback.mark());
  }

  #forget(): void {
    this.#frameTimer?.cancel();
    this.#restTimer?.cancel();
    this.#frames = [];
    this.#rest = new Int16Array();
    this.#neededMs = -Infinity;
  }
}
