import type { Plugin, PluginHost } from '@duologue/core';
import { held } from '../held.ts';
import { loadDenoiser } from './denoiser.ts';
import type { Denoiser, DenoiserFactory } from './denoiser.ts';

/** Takes the noise out of what the user says before it is sent. Needs the package `@echogarden/rnnoise-wasm`. */
export class NoiseSuppression implements Plugin {
  readonly name = 'NoiseSuppression';
  /** False lets the user through as they are. */
  active = true;
  #make: DenoiserFactory | undefined;
  #denoiser: Denoiser | undefined;

  apply({ hooks, clock }: PluginHost): void {
    const { name } = this;
    hooks.beforeConnect.tapPromise(name, () =>
      held(clock, async () => (this.#make = await loadDenoiser())).then(() => {}),
    );
    hooks.connected.tap(name, ({ userFormat: { sampleRateHz } }) => {
      this.#denoiser?.close();
      this.#denoiser = this.#make?.(sampleRateHz);
    });
    hooks.userAudio.tap(name, (chunk) => {
      const clean = this.#denoiser?.process(chunk.samples);
      return clean && this.active ? { ...chunk, samples: clean } : chunk;
    });
    hooks.ended.tap(name, () => {
      this.#denoiser?.close();
      this.#denoiser = undefined;
    });
  }
}
