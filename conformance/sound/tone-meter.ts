/** The tones that the scenarios use. */
const tonesHz: readonly number[] = [440, 660, 880];

const windowMs = 20;

/** Tells which tone is heard in a stream of audio, in windows of 20 ms. */
export class ToneMeter {
  readonly #rateHz: number;
  readonly #tell: (hz: number, ms: number) => void;
  readonly #window: Int16Array;
  #filled = 0;

  constructor(rateHz: number, tell: (hz: number, ms: number) => void) {
    this.#rateHz = rateHz;
    this.#tell = tell;
    this.#window = new Int16Array((rateHz * windowMs) / 1_000);
  }

  hear(samples: Int16Array): void {
    for (const sample of samples) {
      this.#window[this.#filled] = sample;
      this.#filled += 1;
      if (this.#filled < this.#window.length) continue;
      this.#filled = 0;
      const hz = toneOf(this.#window, this.#rateHz);
      if (hz !== undefined) this.#tell(hz, windowMs);
    }
  }
}

/** The tone of a window; undefined where it is quiet. */
function toneOf(samples: Int16Array, rateHz: number): number | undefined {
  const level = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
  if (level < 1_000) return undefined;
  const strengths = tonesHz.map((hz) => strengthAt(samples, hz, rateHz));
  return tonesHz[strengths.indexOf(Math.max(...strengths))];
}

/** The energy at one frequency (Goertzel). */
function strengthAt(samples: Int16Array, hz: number, rateHz: number): number {
  const factor = 2 * Math.cos((2 * Math.PI * hz) / rateHz);
  let [last, beforeLast] = [0, 0];
  for (const sample of samples) [last, beforeLast] = [sample + factor * last - beforeLast, last];
  return last * last + beforeLast * beforeLast - factor * last * beforeLast;
}
