import { audioFacts, type AudioFacts } from '../speech/audio-facts.ts';

/** Collects what the microphone sends, so that a trace has an entry a second and not fifty. */
export class MicrophoneRun {
  readonly #limitSamples: number;
  #pieces: { readonly bytes: Uint8Array; readonly samples: Int16Array }[] = [];
  #samples = 0;

  constructor(sampleRateHz: number) {
    this.#limitSamples = sampleRateHz;
  }

  /** Adds a frame. The result is what was collected, once it is a second long. */
  add(bytes: Uint8Array, samples: Int16Array): AudioFacts | undefined {
    this.#pieces.push({ bytes, samples });
    this.#samples += samples.length;
    return this.#samples >= this.#limitSamples ? this.flush() : undefined;
  }

  /** What was collected so far, where there is anything. */
  flush(): AudioFacts | undefined {
    if (this.#pieces.length === 0) return undefined;
    const bytes = Buffer.concat(this.#pieces.map((piece) => piece.bytes));
    const samples = new Int16Array(this.#samples);
    let filled = 0;
    for (const piece of this.#pieces) {
      samples.set(piece.samples, filled);
      filled += piece.samples.length;
    }
    this.#pieces = [];
    this.#samples = 0;
    return audioFacts(bytes, samples);
  }
}
