import { systemClock } from '@duologue/core';
import type { AudioOutput, AudioOutputStart, Clock, Plugin, PluginHost } from '@duologue/core';
import { held } from '../held.ts';
import type { BackendFor } from './ask-backend.ts';
import type { BackendProbe } from './audio-backend.ts';
import { checkChoice, chooseBackend, probeChoice } from './choose-backend.ts';
import type { BackendChoice } from './choose-backend.ts';
import { warnOfTrouble } from '../warn-of-trouble.ts';

export interface SpeakerOptions extends BackendChoice {
  /** Only where it is given to a session as `audioOutput`; a plugin takes the clock of its session. Default the computer's. */
  readonly clock?: Clock;
}

/**
 * Plays the agent on this computer. It takes the backend that is asked for, or the best one that answers; without any, the start of the
 * session fails with NO_AUDIO_DEVICE, which says what was tried. It is a plugin, and can also be given to a session as `audioOutput`.
 *
 * @example
 * const speaker = new Speaker();
 * const { available } = await speaker.probe();
 * const session = new Session({ agentId, plugins: available ? [speaker] : [] });
 */
export class Speaker implements AudioOutput, Plugin {
  readonly name = 'Speaker';
  readonly #choice: BackendChoice;
  #clock: Clock;
  #reportProblem: (error: unknown) => void = warnOfTrouble;
  #backend: BackendFor<'output'> | undefined;
  #output: AudioOutput | undefined;

  /** @throws DuologueError INVALID_OPTIONS */
  constructor({ clock = systemClock, ...choice }: SpeakerOptions = {}) {
    checkChoice('output', choice);
    this.#choice = choice;
    this.#clock = clock;
  }

  /** Whether anything can be heard here, without playing anything but 50 ms of silence. */
  probe(): Promise<BackendProbe> {
    return probeChoice('output', this.#choice);
  }

  /** The name of the backend that was chosen; undefined before the session has started. */
  get backend(): string | undefined {
    return this.#backend?.name;
  }

  get maxLeadMs(): number {
    return this.#output?.maxLeadMs ?? 0;
  }

  apply(host: PluginHost): void {
    this.#clock = host.clock;
    this.#reportProblem = (error) => host.reportProblem(error);
    host.audio.useOutput(this);
    // Tell of a missing device before anybody is called.
    host.hooks.beforeConnect.tapPromise(this.name, async () => {
      await held(host.clock, () => this.#choose());
    });
  }

  async start(options: AudioOutputStart): Promise<void> {
    await held(this.#clock, async () => {
      const backend = await this.#choose();
      const { device } = this.#choice;
      this.#output = backend.openOutput({
        clock: this.#clock,
        onTrouble: this.#reportProblem,
        ...(device !== undefined && { device }),
      });
      await this.#output.start(options);
    });
  }

  write(samples: Int16Array): void {
    this.#output?.write(samples);
  }

  flush(): void | Promise<number> {
    return this.#output?.flush();
  }

  playedSamples(): number {
    return this.#output?.playedSamples() ?? 0;
  }

  async stop(): Promise<void> {
    const output = this.#output;
    this.#output = undefined;
    await output?.stop();
  }

  async #choose(): Promise<BackendFor<'output'>> {
    return (this.#backend ??= await chooseBackend('output', this.#choice));
  }
}
