import { DuologueError, systemClock } from '@duologue/core';
import type { AudioInput, AudioInputStart, Clock, Plugin, PluginHost } from '@duologue/core';
import { held } from '../held.ts';
import { loadResampler } from '../resample/resampler.ts';
import { warnOfTrouble } from '../warn-of-trouble.ts';
import { checkKind, openClip, repeat } from './clip.ts';
import type { Clip } from './clip.ts';
import { ClipFeed } from './clip-feed.ts';
import { FrameTicker, frameSamples } from './frame-ticker.ts';

export interface PacerOptions {
  /** Silence that follows every clip before the next may begin, in milliseconds: it ends the turn. Default 700. */
  readonly tailMs?: number;
  /** Silence before the first clip, in milliseconds; default 0. */
  readonly delayMs?: number;
  /** Only where it is given to a session as `audioInput`; a plugin takes the clock of its session. Default the computer's. */
  readonly clock?: Clock;
}

export interface SayOptions {
  /** Say it over and over, without a gap; default false. */
  readonly loop?: boolean;
}

/** How much of a clip is read ahead, in milliseconds. */
const aheadMs = 2_000;
/** How many clips may wait. */
const longestQueue = 1_000;

/**
 * A microphone that never stops: it sends the clips that it is told to say, one after the other, and silence between them,
 * in frames of the length and rate that the session wants, at the speed of the session's clock.
 * It is a plugin, and can also be given to a session as `audioInput`.
 *
 * @example
 * const pacer = new Pacer();
 * const session = new Session({ agentId, plugins: [pacer] });
 * await session.start();
 * await pacer.say('question.wav');
 */
export class Pacer implements AudioInput, Plugin {
  readonly name: string = 'Pacer';
  readonly #tailMs: number;
  readonly #delayMs: number;
  #clock: Clock;
  /** Undefined where no session knows this as its plugin. */
  #reportProblem: ((error: unknown) => void) | undefined;
  readonly #queue: Utterance[] = [];
  #running: Running | undefined;

  /** @throws DuologueError INVALID_OPTIONS */
  constructor({ tailMs = 700, delayMs = 0, clock = systemClock }: PacerOptions = {}) {
    for (const [name, value] of Object.entries({ tailMs, delayMs })) {
      if (!(value >= 0 && value < Infinity)) {
        throw new DuologueError(
          'INVALID_OPTIONS',
          `${name} is ${value}. It is a number of milliseconds, 0 or more.`,
        );
      }
    }
    this.#tailMs = tailMs;
    this.#delayMs = delayMs;
    this.#clock = clock;
  }

  apply(host: PluginHost): void {
    this.#clock = host.clock;
    this.#reportProblem = (error) => host.reportProblem(error);
    host.audio.useInput(this);
  }

  /** Whether a clip is being said or waits to be. */
  get speaking(): boolean {
    return this.#queue.length > 0;
  }

  /**
   * Says a clip after those that wait. Resolves with true when its last sample was sent, with false when it was cut off,
   * and rejects when it cannot be read (FILE_UNREADABLE, WAV_UNREADABLE), which is a problem of the session, too.
   * Before the start of the session it waits.
   * @throws DuologueError OVERFLOW when 1,000 clips wait, INVALID_OPTIONS for what is no clip
   */
  say(clip: Clip, { loop = false }: SayOptions = {}): Promise<boolean> {
    checkKind(clip);
    if (this.#queue.length >= longestQueue) {
      throw new DuologueError(
        'OVERFLOW',
        `${longestQueue} clips wait to be said. Wait for some of them first.`,
      );
    }
    return new Promise((resolve, reject) => {
      const utterance = { clip, loop, feed: undefined, resolve, reject };
      this.#queue.push(utterance);
      if (this.#running) void this.#open(utterance, this.#running);
    });
  }

  /** Falls silent at once and forgets the clips that wait. */
  hush(): void {
    for (const { feed, resolve } of this.#queue.splice(0)) {
      feed?.close().catch(this.#reportProblem ?? warnOfTrouble);
      resolve(false);
    }
  }

  async start(
    { format, frameMs, signal }: AudioInputStart,
    onFrame: (samples: Int16Array) => void,
  ): Promise<void> {
    const { sampleRateHz } = format;
    const makeResampler = await held(this.#clock, loadResampler);
    const silence = Math.round((this.#delayMs * sampleRateHz) / 1_000);
    const running: Running = { sampleRateHz, makeResampler, silence, ticker: undefined };
    this.#running = running;
    await Promise.all(this.#queue.map((utterance) => this.#open(utterance, running)));
    if (signal.aborted || this.#running !== running) return;
    running.ticker = new FrameTicker({
      clock: this.#clock,
      frameMs,
      onFrame: (index) => onFrame(this.#next(frameSamples(index, frameMs, sampleRateHz), running)),
    });
    running.ticker.start();
  }

  stop(): void {
    this.#running?.ticker?.stop();
    this.#running = undefined;
    this.hush();
  }

  async #open(utterance: Utterance, { sampleRateHz, makeResampler }: Running): Promise<void> {
    const reading = { toHz: sampleRateHz, makeResampler };
    try {
      await held(this.#clock, async () => {
        const pieces = utterance.loop
          ? repeat(utterance.clip, reading)
          : await openClip(utterance.clip, reading);
        const feed = new ClipFeed(pieces, {
          clock: this.#clock,
          aheadSamples: (aheadMs * sampleRateHz) / 1_000,
        });
        utterance.feed = feed;
        await feed.fill();
        if (!this.#queue.includes(utterance)) await feed.close();
      });
    } catch (error) {
      const place = this.#queue.indexOf(utterance);
      if (place >= 0) this.#queue.splice(place, 1);
      this.#fail(utterance, error);
    }
  }

  #next(length: number, running: Running): Int16Array {
    const frame = new Int16Array(length);
    let filled = 0;
    while (filled < length) {
      const pause = Math.min(running.silence, length - filled);
      running.silence -= pause;
      filled += pause;
      const [utterance] = this.#queue;
      if (filled === length || utterance?.feed === undefined) break;
      const taken = utterance.feed.take(frame.subarray(filled));
      filled += taken;
      if (utterance.feed.over) this.#finish(utterance, utterance.feed, running);
      else if (taken === 0) break; // the disk is slower than real time: this frame stays silent
    }
    return frame;
  }

  #finish(utterance: Utterance, { error }: ClipFeed, running: Running): void {
    this.#queue.shift();
    running.silence = Math.round((this.#tailMs * running.sampleRateHz) / 1_000);
    if (error === undefined) utterance.resolve(true);
    else this.#fail(utterance, error);
  }

  #fail({ reject }: Utterance, error: unknown): void {
    this.#reportProblem?.(error);
    reject(error);
  }
}

interface Utterance {
  readonly clip: Clip;
  readonly loop: boolean;
  feed: ClipFeed | undefined;
  readonly resolve: (said: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/** What holds from a start to the stop. */
interface Running {
  readonly sampleRateHz: number;
  readonly makeResampler: Awaited<ReturnType<typeof loadResampler>>;
  ticker: FrameTicker | undefined;
  /** Samples of silence that must pass before a clip may go on. */
  silence: number;
}
