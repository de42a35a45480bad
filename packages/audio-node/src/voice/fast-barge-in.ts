import { DuologueError } from '@duologue/core';
import type { Plugin, PluginHost, Timer } from '@duologue/core';
import { held } from '../held.ts';
import { checkDetectorOptions, loadSpeechDetector } from './speech-detector.ts';
import type { SpeechDetector, SpeechDetectorFactory, SpeechDetectorOptions } from './speech-detector.ts';

export interface FastBargeInOptions extends SpeechDetectorOptions {
  /** How long the agent is held back for a user who speaks while the service decides nothing, in milliseconds; default 1,500. */
  readonly patienceMs?: number;
}

/**
 * Silences the agent as soon as the user begins to speak, long before the service says so: from the first sound of a voice it takes `onsetMs`.
 * When the service then interrupts, the agent has said nothing more; when it was a cough, the agent goes on where it was, and not a word is lost.
 * Needs the package `@echogarden/fvad-wasm`, and headphones or echo cancellation: a loudspeaker would let the agent interrupt itself.
 */
export class FastBargeIn implements Plugin {
  readonly name = 'FastBargeIn';
  readonly #options: FastBargeInOptions;
  #make: SpeechDetectorFactory | undefined;
  #detector: SpeechDetector | undefined;
  #patience: Timer | undefined;

  /** @throws DuologueError INVALID_OPTIONS */
  constructor(options: FastBargeInOptions = {}) {
    const { patienceMs = 1_500 } = options;
    if (!(patienceMs >= 100 && patienceMs <= 60_000)) {
      throw new DuologueError(
        'INVALID_OPTIONS',
        `patienceMs is ${patienceMs}. It is a number from 100 to 60,000.`,
      );
    }
    this.#options = checkDetectorOptions(options);
  }

  /** Whether the agent is held back now. */
  get holding(): boolean {
    return this.#patience !== undefined;
  }

  apply(host: PluginHost): void {
    const { name } = this;
    const { hooks, clock } = host;
    const { patienceMs: _, ...options } = this.#options;
    hooks.beforeConnect.tapPromise(name, () =>
      held(clock, async () => (this.#make = await loadSpeechDetector())).then(() => {}),
    );
    hooks.connected.tap(name, ({ userFormat: { sampleRateHz } }) => {
      this.#detector?.close();
      const onChange = (speaking: boolean) => (speaking ? this.#holdBack(host) : this.#letGo(host));
      this.#detector = this.#make?.({ ...options, sampleRateHz, onChange });
    });
    hooks.userAudio.tap({ name, stage: 'observe' }, ({ samples }) => {
      this.#detector?.push(samples);
    });
    // what the service cut will not be heard; what it says next must be
    hooks.interrupted.tap(name, () => this.#letGo(host));
    hooks.ended.tap(name, () => {
      this.#letGo(host);
      this.#detector?.close();
      this.#detector = undefined;
    });
  }

  #holdBack({ clock, playout }: PluginHost): void {
    if (this.#patience || !playout.position) return;
    const { patienceMs = 1_500 } = this.#options;
    playout.pause();
    this.#patience = clock.setTimeout(() => {
      this.#patience = undefined;
      playout.resume();
    }, patienceMs);
  }

  #letGo({ playout }: PluginHost): void {
    if (!this.#patience) return;
    this.#patience.cancel();
    this.#patience = undefined;
    playout.resume();
  }
}
