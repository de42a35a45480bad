import type { Plugin, PluginHost } from '@duologue/core';
import { held } from '../held.ts';
import { checkDetectorOptions, loadSpeechDetector } from './speech-detector.ts';
import type { SpeechDetector, SpeechDetectorFactory, SpeechDetectorOptions } from './speech-detector.ts';

export interface VoiceActivityOptions extends SpeechDetectorOptions {
  /** Called when the user begins to speak (true) and has stopped (false). */
  readonly onChange?: (speaking: boolean) => void;
}

/**
 * Knows whether the user is speaking, without asking the service. Needs the package `@echogarden/fvad-wasm`.
 * It hears what the service hears: after mute, volume and noise suppression.
 */
export class VoiceActivity implements Plugin {
  readonly name = 'VoiceActivity';
  readonly #options: VoiceActivityOptions;
  #make: SpeechDetectorFactory | undefined;
  #detector: SpeechDetector | undefined;

  /** @throws DuologueError INVALID_OPTIONS */
  constructor(options: VoiceActivityOptions = {}) {
    this.#options = checkDetectorOptions(options);
  }

  get speaking(): boolean {
    return this.#detector?.speaking ?? false;
  }

  apply(host: PluginHost): void {
    const { name } = this;
    const { hooks, clock } = host;
    const { onChange = () => {}, ...options } = this.#options;
    hooks.beforeConnect.tapPromise(name, () =>
      held(clock, async () => (this.#make = await loadSpeechDetector())).then(() => {}),
    );
    hooks.connected.tap(name, ({ userFormat: { sampleRateHz } }) => {
      this.#detector?.close();
      this.#detector = this.#make?.({ ...options, sampleRateHz, onChange });
    });
    hooks.userAudio.tap({ name, stage: 'observe' }, ({ samples }) => {
      this.#detector?.push(samples);
    });
    hooks.ended.tap(name, () => {
      this.#detector?.close();
      this.#detector = undefined;
    });
  }
}
