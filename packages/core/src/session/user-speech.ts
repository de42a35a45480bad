/** The mean level above which sound counts as speech in a quiet room: about -44 dBFS. */
const quietest = 200;

/** How much louder than the noise of the room speech is: 10 dB. */
const overNoise = 3;

/** How fast the noise is believed to have become louder, as a factor each second: about 1 dB. */
const noiseRise = 1.15;

/** A longer silence inside what the user says is taken for its beginning anew, in milliseconds. */
const longestPauseMs = 2_000;

/** A transcript that comes later than this after the last sound belongs to something else, in milliseconds. */
const longestDelayMs = 10_000;

/** From here on a score of the service means speech. */
const speechScore = 0.5;

/**
 * When the user began to speak. The service tells of words only once it has them, so the beginning is found here: by the
 * service's own `vad_score` where the agent sends it, and otherwise by the loudness of what was sent.
 */
export class UserSpeech {
  readonly #now: () => number;
  #beganAtMs = 0;
  /** When speech was last heard; undefined before, and from a final transcript on. */
  #lastAtMs: number | undefined;
  #noise: number = quietest / overNoise;
  #isScored = false;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** A frame was sent. */
  heard(samples: Int16Array, sampleRateHz: number): void {
    if (this.#isScored || samples.length === 0) return;
    const durationMs = (samples.length / sampleRateHz) * 1_000;
    const level = levelOf(samples);
    const isSpeech = level > Math.max(quietest, this.#noise * overNoise);
    const risen = this.#noise * noiseRise ** (durationMs / 1_000);
    this.#noise = Math.max(quietest / overNoise, Math.min(level, risen));
    if (isSpeech) this.#speaks(this.#now() - durationMs);
  }

  /** The service says how likely speech is, 0 to 1. From then on only that counts. */
  scored(score: number): void {
    if (!this.#isScored) this.#lastAtMs = undefined;
    this.#isScored = true;
    if (score >= speechScore) this.#speaks(this.#now());
  }

  /** When what is transcribed now began; now, where nothing was heard of it. */
  get beganAtMs(): number {
    return this.silentMs === undefined ? this.#now() : this.#beganAtMs;
  }

  /** How long the voice that is transcribed now is over, in milliseconds; undefined where nothing was heard of it. */
  get silentMs(): number | undefined {
    if (this.#lastAtMs === undefined) return undefined;
    const silentMs = this.#now() - this.#lastAtMs;
    return silentMs <= longestDelayMs ? silentMs : undefined;
  }

  /** What was heard so far has its final transcript. */
  transcribed(): void {
    this.#lastAtMs = undefined;
  }

  #speaks(atMs: number): void {
    if (this.#lastAtMs === undefined || atMs - this.#lastAtMs > longestPauseMs) this.#beganAtMs = atMs;
    this.#lastAtMs = this.#now();
  }
}

/** Root mean square. Four squares at a time, which is faster: it is taken of each frame of every session. */
function levelOf(samples: Int16Array): number {
  const { length } = samples;
  let sum = 0;
  let index = 0;
  for (; index + 4 <= length; index += 4) {
    sum +=
      (samples[index] ?? 0) ** 2 +
      (samples[index + 1] ?? 0) ** 2 +
      ((samples[index + 2] ?? 0) ** 2 + (samples[index + 3] ?? 0) ** 2);
  }
  for (; index < length; index += 1) sum += (samples[index] ?? 0) ** 2;
  return Math.sqrt(sum / length);
}
