import { isDigitalSilence } from '../../speech/digital-silence.ts';

/** Windows louder than this count as speech: -45 dBFS. */
const speechMeanSquare = 32_768 ** 2 * 10 ** (-45 / 10);

/** Length of the windows in which energy is measured, in milliseconds. */
const windowMs = 10;

/** Sums up how much speech a stream of audio holds, and how long it has been silent since. Chunking makes no difference. */
export class VoiceMeter {
  readonly #windowSamples: number;
  #sum = 0;
  #count = 0;
  #voicedWindows = 0;
  #silentWindows = 0;

  constructor(sampleRateHz: number) {
    this.#windowSamples = Math.round((sampleRateHz * windowMs) / 1_000);
  }

  /** Speech so far, in milliseconds. */
  get voiceMs(): number {
    return this.#voicedWindows * windowMs;
  }

  /** Silence since the last speech, or since the start, in milliseconds. */
  get silenceMs(): number {
    return this.#silentWindows * windowMs;
  }

  /** Takes samples; `bytes` are the same ones, where they are 16-bit, to know digital silence at a glance. */
  hear(samples: Int16Array, bytes?: Uint8Array): void {
    if (bytes && isDigitalSilence(bytes)) return this.#hearSilence(samples.length);
    for (const sample of samples) {
      this.#sum += sample * sample;
      this.#count += 1;
      if (this.#count === this.#windowSamples) this.#endWindow();
    }
  }

  #hearSilence(samples: number): void {
    let left = samples;
    if (this.#count > 0) {
      const rest = Math.min(left, this.#windowSamples - this.#count);
      this.#count += rest;
      left -= rest;
      if (this.#count === this.#windowSamples) this.#endWindow();
    }
    if (left === 0) return;
    this.#silentWindows += Math.floor(left / this.#windowSamples);
    this.#count = left % this.#windowSamples;
  }

  #endWindow(): void {
    if (this.#sum / this.#count > speechMeanSquare) {
      this.#voicedWindows += 1;
      this.#silentWindows = 0;
    } else this.#silentWindows += 1;
    this.#sum = 0;
    this.#count = 0;
  }
}
