import { DuologueError, systemClock } from '@duologue/core';
import type { AudioInput, AudioInputStart, Clock, Plugin, PluginHost } from '@duologue/core';
import { held } from './held.ts';
import { checkClip } from './pacer/clip.ts';
import { Pacer } from './pacer/pacer.ts';
import { warnOfTrouble } from './warn-of-trouble.ts';

export interface WavMicrophoneOptions {
  /** A WAV file of any rate and any number of channels. */
  readonly path: string | URL;
  /** Silence before the file, in milliseconds; default 0. */
  readonly delayMs?: number;
  /** Play the file over and over, without a gap; default false. */
  readonly loop?: boolean;
  /** What follows the file: silence (default), as from a microphone that stays on, or nothing at all. */
  readonly afterwards?: 'silence' | 'end';
  /** Only where it is given to a session as `audioInput`; a plugin takes the clock of its session. Default the computer's. */
  readonly clock?: Clock;
}

/**
 * A WAV file in the place of a microphone. It is sent at the speed of the session's clock, from the moment when the agent has answered;
 * a session that is started again hears it again. It is a plugin, and can also be given to a session as `audioInput`.
 * A file that cannot be read fails the start of the session.
 */
export class WavMicrophone implements AudioInput, Plugin {
  readonly name = 'WavMicrophone';
  readonly #options: WavMicrophoneOptions;
  #clock: Clock;
  #reportProblem: (error: unknown) => void = warnOfTrouble;
  #pacer: Pacer | undefined;

  /** @throws DuologueError INVALID_OPTIONS */
  constructor(options: string | URL | WavMicrophoneOptions) {
    this.#options =
      typeof options === 'string' || options instanceof URL ? { path: options } : { ...options };
    const { path, delayMs, clock, afterwards = 'silence' } = this.#options;
    if (!(path instanceof URL) && (typeof path !== 'string' || path === '')) {
      throw new DuologueError(
        'INVALID_OPTIONS',
        'WavMicrophone got no path. Give it the path of a WAV file.',
      );
    }
    if (afterwards !== 'silence' && afterwards !== 'end') {
      throw new DuologueError(
        'INVALID_OPTIONS',
        `afterwards is "${String(afterwards)}". It is "silence" or "end".`,
      );
    }
    this.#clock = clock ?? systemClock;
    this.#makePacer(delayMs);
  }

  apply(host: PluginHost): void {
    this.#clock = host.clock;
    this.#reportProblem = (error) => host.reportProblem(error);
    host.audio.useInput(this);
    // Tell of a missing file before anybody is called.
    host.hooks.beforeConnect.tapPromise(this.name, () =>
      held(host.clock, () => checkClip(this.#options.path)),
    );
  }

  async start(options: AudioInputStart, onFrame: (samples: Int16Array) => void): Promise<void> {
    const { path, delayMs, loop = false, afterwards = 'silence' } = this.#options;
    const pacer = this.#makePacer(delayMs);
    this.#pacer = pacer;
    await held(this.#clock, () => checkClip(path));
    pacer.say(path, { loop }).then(
      (said) => {
        if (said && afterwards === 'end') pacer.stop();
      },
      (error: unknown) => this.#reportProblem(error),
    );
    await pacer.start(options, onFrame);
  }

  stop(): void {
    this.#pacer?.stop();
    this.#pacer = undefined;
  }

  #makePacer(delayMs = 0): Pacer {
    return new Pacer({ delayMs, tailMs: 0, clock: this.#clock });
  }
}
