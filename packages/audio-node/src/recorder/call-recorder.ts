import { mkdir } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { DuologueError } from '@duologue/core';
import type { Clock, ConnectedFact, Plugin, PluginHost } from '@duologue/core';
import { held } from '../held.ts';
import { loadResampler } from '../resample/resampler.ts';
import type { ResamplerFactory } from '../resample/resampler.ts';
import { Tape } from './tape.ts';

export interface CallRecorderOptions {
  /** A file that is there already is replaced; folders that are missing are made. */
  readonly path: string;
  /** Default: the higher one of the two rates that the agent announces. */
  readonly sampleRateHz?: number;
}

/** A file that is complete. */
export interface Recording {
  readonly path: string;
  /** From `connected` to the end of the session, in milliseconds. */
  readonly durationMs: number;
}

/**
 * Records the call as a stereo WAV file: the user on the left, as sent, and the agent on the right, as heard.
 * Both are aligned on the session's clock, from `connected` to the end. The file can be read at any time, also after a crash, which costs
 * the last seconds. When the session is started again, the second call goes to `call-2.wav`, and so on.
 */
export class CallRecorder implements Plugin {
  readonly name = 'CallRecorder';
  readonly #options: CallRecorderOptions;
  #calls = 0;
  #path: string;
  #tape: Tape | undefined;
  /** Undefined when `finished` has resolved. */
  #resolve: ((recording: Recording | undefined) => void) | undefined;
  #finished: Promise<Recording | undefined> = this.#promise();
  #makeResampler: ResamplerFactory | undefined;

  /** @throws DuologueError INVALID_OPTIONS */
  constructor(options: string | CallRecorderOptions) {
    this.#options = typeof options === 'string' ? { path: options } : { ...options };
    const { path, sampleRateHz = 16_000 } = this.#options;
    if (typeof path !== 'string' || path === '') {
      throw new DuologueError(
        'INVALID_OPTIONS',
        'CallRecorder got no path. Give it the path of the file that it writes.',
      );
    }
    if (!Number.isInteger(sampleRateHz) || sampleRateHz < 8_000 || sampleRateHz > 48_000) {
      throw new DuologueError(
        'INVALID_OPTIONS',
        `sampleRateHz is ${sampleRateHz}. It is a whole number from 8,000 to 48,000.`,
      );
    }
    this.#path = path;
  }

  /** The file of the running call, or of the last one. */
  get path(): string {
    return this.#path;
  }

  /**
   * Resolves when the file of the call is complete; with undefined where the start failed or the file could not be written.
   * From the next start on, it is a new promise.
   */
  get finished(): Promise<Recording | undefined> {
    return this.#finished;
  }

  apply(host: PluginHost): void {
    const { name } = this;
    const { hooks, clock } = host;
    const attempt = (work: () => void) => this.#attempt(work, (error) => host.reportProblem(error));
    hooks.beforeConnect.tapPromise(name, () => held(clock, () => this.#prepare()));
    hooks.connected.tap(name, (fact) => attempt(() => this.#connected(fact, clock)));
    hooks.userAudio.tap({ name, stage: 'observe' }, (chunk) => {
      attempt(() => this.#tape?.sides.addUser(chunk, clock.now()));
    });
    hooks.agentAudioPlayed.tap(name, (played) => {
      attempt(() => this.#tape?.sides.addAgent(played, clock.now()));
    });
    hooks.ended.tap(name, () => attempt(() => this.#finish(clock.now())));
    hooks.stateChanged.tap(name, ({ state }) => {
      if (state === 'idle') this.#done(undefined);
    });
  }

  async #prepare(): Promise<void> {
    if (!this.#resolve) this.#finished = this.#promise();
    this.#makeResampler = await loadResampler();
    const folder = dirname(this.#options.path);
    await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
      const { message } = cause as Error;
      throw new DuologueError('FILE_UNWRITABLE', `The folder ${folder} cannot be made: ${message}.`, {
        cause,
      });
    });
  }

  #connected(fact: ConnectedFact, clock: Clock): void {
    const nowMs = clock.now();
    if (!fact.reconnected || !this.#tape) {
      this.#calls += 1;
      if (!this.#resolve) this.#finished = this.#promise();
      this.#path = numbered(this.#options.path, this.#calls);
      this.#tape = this.#open(fact, nowMs);
    }
    this.#tape.sides.connect(fact, nowMs);
  }

  #open({ userFormat, agentFormat }: ConnectedFact, nowMs: number): Tape {
    if (!this.#makeResampler)
      throw new DuologueError(
        'INVALID_STATE',
        'CallRecorder was connected before its beforeConnect tap ran.',
      );
    const sampleRateHz =
      this.#options.sampleRateHz ?? Math.max(userFormat.sampleRateHz, agentFormat.sampleRateHz);
    return new Tape({ path: this.#path, sampleRateHz, makeResampler: this.#makeResampler, nowMs });
  }

  #finish(nowMs: number): void {
    const tape = this.#tape;
    if (!tape) return;
    const durationMs = tape.finish(nowMs);
    this.#tape = undefined;
    this.#done({ path: tape.path, durationMs });
  }

  /** A disk that is full is told once, and the call goes on unrecorded. */
  #attempt(work: () => void, report: (error: unknown) => void): void {
    try {
      work();
    } catch (error) {
      this.#tape?.giveUp();
      this.#tape = undefined;
      this.#done(undefined);
      report(error);
    }
  }

  #done(recording: Recording | undefined): void {
    this.#resolve?.(recording);
    this.#resolve = undefined;
  }

  #promise(): Promise<Recording | undefined> {
    return new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }
}

/** `call.wav`, `call-2.wav`, `call-3.wav` … */
function numbered(path: string, call: number): string {
  const extension = extname(path);
  return call === 1 ? path : `${path.slice(0, path.length - extension.length)}-${call}${extension}`;
}
