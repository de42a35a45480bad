import { SpokenSegments } from '../../speech/spoken-segments.ts';

/** Compares what the microphone sent with what was spoken into it, utterance by utterance. */
export class HeardSpeech {
  readonly #heard: SpokenSegments;
  readonly #spoken: SpokenSegments;
  readonly #pause: Int16Array;

  constructor(sampleRateHz: number) {
    this.#heard = new SpokenSegments(sampleRateHz);
    this.#spoken = new SpokenSegments(sampleRateHz);
    this.#pause = new Int16Array(sampleRateHz / 2);
  }

  /** The microphone has sent this. */
  hear(samples: Int16Array): void {
    this.#heard.hear(samples);
  }

  /** This is being spoken into it. */
  expect(samples: Int16Array): void {
    this.#spoken.hear(samples);
    this.#spoken.hear(this.#pause);
  }

  /** What is wrong with what was heard; undefined where nothing is. Speech that was still under way is not judged. */
  problem(): string | undefined {
    const { ended: heard } = this.#heard;
    const { ended: spoken } = this.#spoken;
    const [long, short] = heard.length > spoken.length ? [heard, spoken] : [spoken, heard];
    for (const [index, segment] of short.entries()) {
      const other = long[index];
      if (other?.sha256 === segment.sha256) continue;
      const [said, got] = [spoken[index]?.ms ?? 0, heard[index]?.ms ?? 0];
      const lost =
        said > got ? `: ${said - got} ms are missing` : got > said ? `: ${got - said} ms are too much` : '';
      return `The user's utterance ${index + 1} was ${said} ms of speech, and the client sent ${got} ms${lost || ' that sound different'}.`;
    }
    return undefined;
  }
}
