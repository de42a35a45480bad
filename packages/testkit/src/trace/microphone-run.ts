import type { WireAudio } from '../messages/read-audio.ts';
import { audioFacts, type AudioFacts } from '../speech/audio-facts.ts';

/** Collects what the microphone sends, so that a trace has an entry a second and not fifty. */
export class MicrophoneRun {
  readonly #limitSamples: number;
  #pieces: WireAudio[] = [];
  #samples = 0;

  constructor(sampleRateHz: number) {
    this.#limitSamples = sampleRateHz;
  }

  /** Adds a frame. The result is what was collected, once it is a second long. */
  add(piece: WireAudio): AudioFacts | undefined {
    this.#pieces.push(piece);
    this.#samples += piece.samples.length;
    return this.#samples >= this.#limitSamples ? this.flush() : undefined;
  }

  /** What was collected so far, where there is anything. */
  flush(): AudioFacts | undefined {
    if (this.#pieces.length === 0) return undefined;
    const pieces = this.#pieces;
    this.#pieces = [];
    this.#samples = 0;
    const bytes = Buffer.concat(pieces.map((piece) => piece.bytes));
    return audioFacts(bytes, ...pieces.map(({ samples }) => samples));
  }
}
