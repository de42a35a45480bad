import { systemClock } from '@duologue/core';
import type { AudioInput, AudioInputStart, Clock, Plugin, PluginHost } from '@duologue/core';
import { held } from '../held.ts';
import type { BackendFor } from './ask-backend.ts';
import type { BackendProbe } from './audio-backend.ts';
import { checkChoice, chooseBackend, probeChoice } from './choose-backend.ts';
import type { BackendChoice } from './choose-backend.ts';
import { warnOfTrouble } from '../warn-of-trouble.ts';

export interface MicrophoneOptions extends BackendChoice {
  /** Only where it is given to a session as `audioInput`; a plugin takes the clock of its session. Default the computer's. */
  readonly clock?: Clock;
}

/**
 * The microphone of this computer. It takes the backend that is asked for, or the best one that answers; without any, the start of the
 * session fails with NO_AUDIO_DEVICE, which says what was tried. It is a plugin, and can also be given to a session as `audioInput`.
 */
export class Microphone implements AudioInput, Plugin {
  readonly name = 'Microphone';
  readonly #choice: BackendChoice;
  #clock: Clock;
  #reportProblem: (error: unknown) => void = warnOfTrouble;
  #backend: BackendFor<'input'> | undefined;
  #input: AudioInput | undefined;

  /** @throws DuologueError INVALID_OPTIONS */
  constructor({ clock = systemClock, ...choice }: MicrophoneOptions = {}) {
    checkChoice('input', choice);
    this.#choice = choice;
    this.#clock = clock;
  }

  /** Whether anything can be recorded here. What it hears on the way is dropped. */
  probe(): Promise<BackendProbe> {
    return probeChoice('input', this.#choice);
  }

  /** The name of the backend that was chosen; undefined before the session has started. */
  get backend(): string | undefined {
    return this.#backend?.name;
  }

  apply(host: PluginHost): void {
    this.#clock = host.clock;
    this.#reportProblem = (error) => host.reportProblem(error);
    host.audio.useInput(this);
    // Tell of a missing device before anybody is called.
    host.hooks.beforeConnect.tapPromise(this.name, async () => {
      await held(host.clock, () => this.#choose());
    });
  }

  async start(options: AudioInputStart, onFrame: (samples: Int16Array) => void): Promise<void> {
    await held(this.#clock, async () => {
      const backend = await this.#choose();
      const { device } = this.#choice;
      this.#input = backend.openInput({
        clock: this.#clock,
        onTrouble: this.#reportProblem,
        ...(device !== undefined && { device }),
      });
      await this.#input.start(options, onFrame);
    });
  }

  async stop(): Promise<void> {
    const input = this.#input;
    this.#input = undefined;
    await input?.stop();
  }

  async #choose(): Promise<BackendFor<'input'>> {
    return (this.#backend ??= await chooseBackend('input', this.#choice));
  }
}
