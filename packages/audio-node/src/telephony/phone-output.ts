import type { AudioOutput, Clock, Timer } from '@duologue/core';
import type { ClearedPlayback } from './cleared-playback.ts';
import { keyPause } from './dtmf.ts';
import type { KeyPress } from './dtmf.ts';
import { KeysOnLine } from './keys-on-line.ts';
import type { ClearedKeys } from './keys-on-line.ts';
import { lostAfterMs, MarkedPlayback } from './marked-playback.ts';
import type { PhoneQueue, PhoneWire } from './phone-wire.ts';

export interface PhoneOutputOptions {
  readonly clock: Clock;
  readonly wire: PhoneWire;
  readonly queue: PhoneQueue;
  readonly sampleRateHz: number;
}

/** Sound that waits to be sent: a frame of the agent, or a key, which is sent as a whole. */
interface Piece {
  readonly samples: Int16Array;
  readonly key?: KeyPress;
}

interface Clearing {
  readonly cleared: ClearedPlayback;
  readonly cut: ClearedKeys;
  /** Keys that come behind those that were cut. */
  readonly keys: KeyPress[];
  readonly resolve: (heardLate: number) => void;
  readonly timer: Timer;
}

const frameMs = 20;
/** How far frames are sent ahead, in milliseconds, and up to `markEveryMs` more: the far end can drop them at once, so it may be long enough for the hiccups of the internet. */
const aheadMs = 400;
/**
 * How often a mark asks how far the far end is, in milliseconds of sound. The frames up to the next mark leave together with it: what a frame costs
 * is above all that it is written by itself.
 */
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
  /**
   * What is sent ahead, and all that is written while a mark is late: until it counts as lost, it must not hold up the sound. Where marks are that late,
   * the far end holds some 100 ms less than else: the next frames are written when a sixteenth of this is free.
   */
  readonly maxLeadMs: number = aheadMs + lostAfterMs;
  readonly #wire: PhoneWire;
  readonly #queue: PhoneQueue;
  readonly #clock: Clock;
  readonly #frameSamples: number;
  readonly #markSamples: number;
  readonly #playback: MarkedPlayback;
  readonly #keys = new KeysOnLine();
  readonly #pause: KeyPress;
  /** What is not due yet. */
  #pieces: Piece[] = [];
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
    this.#pause = keyPause(sampleRateHz);
  }

  start(): void {}

  write(samples: Int16Array): void {
    const waiting = new Int16Array(this.#rest.length + samples.length);
    waiting.set(this.#rest);
    waiting.set(samples, this.#rest.length);
    const whole = waiting.length - (waiting.length % this.#frameSamples);
    for (let start = 0; start < whole; start += this.#frameSamples) {
      this.#pieces.push({ samples: waiting.subarray(start, start + this.#frameSamples) });
    }
    this.#rest = waiting.subarray(whole);
    this.#sendDue();
  }

  /** How many keys were not heard yet. */
  get keysWaiting(): number {
    this.#keys.agentSamples(this.#playback.played);
    const clearing = [...this.#clearing.values()].reduce(
      (sum, { cut, keys }) => sum + cut.size + keys.length,
      0,
    );
    return clearing + this.#keys.size + keysOf(this.#pieces).length;
  }

  /** Presses keys behind what was written so far. What of them is flushed before it is heard is pressed again. */
  press(keys: readonly KeyPress[]): void {
    const clearing = [...this.#clearing.values()].at(-1);
    if (clearing) {
      clearing.keys.push(...keys);
      return;
    }
    if (this.#rest.length > 0) this.#pieces.push({ samples: this.#rest });
    this.#rest = new Int16Array();
    this.#pieces.push(...piecesOf(keys));
    this.#sendDue();
  }

  /** Resolves when the far end is silent, with how many samples were heard on the way there. */
  flush(): void | Promise<number> {
    const keys = this.#forget();
    if (!this.#playback.busy) return this.press(keys);
    const cleared = this.#playback.flushed();
    const cut = this.#keys.clear(this.#playback.written);
    this.#clears += 1;
    const name = `silent-${this.#clears}`;
    return new Promise((resolve) => {
      const timer = this.#clock.setTimeout(() => this.#settle(name, 0), clearPatienceMs);
      this.#clearing.set(name, { cleared, cut, keys, resolve, timer });
      this.#queue.together(() => {
        this.#queue.sendClear();
        this.#queue.sendMark(name);
      });
    });
  }

  playedSamples(): number {
    return this.#keys.agentSamples(this.#playback.played);
  }

  stop(): void {
    this.#forget();
    for (const { timer, resolve } of this.#clearing.values()) {
      timer.cancel();
      resolve(0);
    }
    this.#clearing.clear();
  }

  /** The far end has played what was sent before a mark. */
  marked(name: string): void {
    const nowMs = this.#clock.now();
    this.#playback.returned(name);
    for (const { cleared } of this.#clearing.values()) cleared.returned(name, nowMs);
    const clearing = this.#clearing.get(name);
    if (clearing) this.#settle(name, clearing.cleared.heardLate(nowMs));
  }

  /** It is known, as well as it ever will be, what was heard before the line was silent. */
  #settle(name: string, heardLate: number): void {
    const clearing = this.#clearing.get(name);
    if (!clearing) return;
    const { cut, keys, resolve, timer } = clearing;
    this.#clearing.delete(name);
    timer.cancel();
    resolve(cut.agentSamples(heardLate));
    const again = [...cut.untaken(heardLate), ...keys];
    if (again.length === 0) return;
    this.#pieces.unshift(...piecesOf([this.#pause, ...again]));
    this.#sendDue();
  }

  #sendDue(): void {
    // what waits already is not due, and what comes behind it neither
    if (this.#frameTimer) return;
    const nowMs = this.#clock.now();
    // the far end has run dry: time begins again with the next frame
    if (this.#neededMs < nowMs) this.#neededMs = nowMs;
    if (this.#pieces.length > 0 && this.#isDue(nowMs)) this.#queue.together(() => this.#sendUntil(nowMs));
    this.#wait(nowMs);
  }

  #sendUntil(nowMs: number): void {
    while (this.#pieces[0] && this.#isDue(nowMs)) {
      this.#send(this.#pieces[0]);
      this.#pieces.shift();
    }
  }

  /** Whether the next piece is to leave: its time has come, or it belongs to a mark whose first frames have left. */
  #isDue(nowMs: number): boolean {
    const inMs = this.#neededMs - aheadMs - nowMs;
    return inMs <= 0 || (inMs < markEveryMs && this.#playback.unmarked > 0);
  }

  #wait(nowMs: number): void {
    this.#restTimer?.cancel();
    if (this.#pieces.length > 0) {
      this.#frameTimer ??= this.#clock.setTimeout(
        () => {
          this.#frameTimer = undefined;
          this.#sendDue();
        },
        this.#neededMs - aheadMs - nowMs,
      );
    } else {
      this.#restTimer = this.#clock.setTimeout(() => this.#sendRest(), restAfterMs);
    }
  }

  #send({ samples, key }: Piece): void {
    if (key) this.#keys.sent(key, this.#playback.written);
    for (let start = 0; start < samples.length; start += this.#frameSamples) {
      const frame = samples.subarray(start, start + this.#frameSamples);
      this.#wire.sendAudio(frame);
      this.#playback.wrote(frame.length);
      if (this.#playback.unmarked >= this.#markSamples) this.#queue.sendMark(this.#playback.mark());
    }
    this.#neededMs += (samples.length * frameMs) / this.#frameSamples;
  }

  #sendRest(): void {
    this.#queue.together(() => {
      if (this.#rest.length > 0) this.#send({ samples: this.#rest });
      this.#rest = new Int16Array();
      if (this.#playback.unmarked > 0) this.#queue.sendMark(this.#playback.mark());
    });
  }

  /** Drops what waits here, and returns the keys of it. */
  #forget(): KeyPress[] {
    this.#frameTimer?.cancel();
    this.#frameTimer = undefined;
    this.#restTimer?.cancel();
    const keys = keysOf(this.#pieces);
    this.#pieces = [];
    this.#rest = new Int16Array();
    this.#neededMs = -Infinity;
    return keys;
  }
}

function piecesOf(keys: readonly KeyPress[]): Piece[] {
  return keys.map((key) => ({ samples: key.sound, key }));
}

function keysOf(pieces: readonly Piece[]): KeyPress[] {
  return pieces.flatMap(({ key }) => (key ? [key] : []));
}
