import { sumOfSquares } from './sum-of-squares.ts';

/** Windows louder than this count as speech: -45 dBFS, far above the noise of a quiet room. */
const speechMeanSquare = 32_768 ** 2 * 10 ** (-45 / 10);

/** Length of the windows in which energy is measured, in milliseconds. */
const windowMs = 10;

/** What is waited for in a stream of audio: so much of it in all, or so much speech and then so much silence. */
export interface AudioGoal {
  readonly ms?: number;
  readonly voiceMs?: number;
  readonly silenceMs?: number;
}

interface Stretch {
  readonly voiced: boolean;
  windows: number;
}

/**
 * Listens to a stream of audio in windows of 10 ms of the stream itself, so that neither the size of the chunks
 * nor the time at which they arrive makes a difference.
 */
export class EnergyEar {
  readonly #windowSamples: number;
  #samples = 0;
  #windows = 0;
  /** The sum of squares of the window that is not complete yet, and how many samples it is made of. */
  #sum = 0;
  #count = 0;
  /** What no goal has used up, as stretches of speech and silence in turn, and how many windows that is. */
  #stretches: Stretch[] = [];
  #unused = 0;
  #voiced = 0;

  constructor(sampleRateHz: number) {
    this.#windowSamples = (sampleRateHz * windowMs) / 1_000;
  }

  /** How much was heard in all, in milliseconds. */
  get heardMs(): number {
    return this.#windows * windowMs;
  }

  /** How much of that was speech, in milliseconds. */
  get voicedMs(): number {
    return this.#voiced * windowMs;
  }

  /** Takes the samples that follow those before; of digital silence only how many they are. */
  hear(samples: Int16Array, isSilence = false): void {
    let index = 0;
    while (index < samples.length) {
      const edge = Math.round((this.#windows + 1) * this.#windowSamples);
      const end = Math.min(samples.length, index + edge - this.#samples);
      this.#samples += end - index;
      this.#count += end - index;
      if (!isSilence) this.#sum += sumOfSquares(samples, index, end);
      index = end;
      if (this.#samples === edge) this.#endWindow();
    }
  }

  /** Uses up everything heard so far. */
  forget(): void {
    this.#stretches = [];
    this.#unused = 0;
  }

  /** Whether the stream reaches a goal; if so, the part up to there is used up. */
  reach({ ms = 0, voiceMs = 0, silenceMs = 0 }: AudioGoal): boolean {
    const speech = this.#findSpeech(inWindows(voiceMs), inWindows(silenceMs));
    if (speech === undefined) return false;
    const needed = Math.max(speech, inWindows(ms));
    if (needed > this.#unused) return false;
    this.#use(needed);
    return true;
  }

  #endWindow(): void {
    const voiced = this.#sum / this.#count > speechMeanSquare;
    if (voiced) this.#voiced += 1;
    this.#sum = 0;
    this.#count = 0;
    this.#windows += 1;
    this.#unused += 1;
    const last = this.#stretches.at(-1);
    if (last?.voiced === voiced) last.windows += 1;
    else this.#stretches.push({ voiced, windows: 1 });
  }

  /** The number of windows until so much speech was heard and so much silence after it; undefined while it was not. */
  #findSpeech(voiced: number, silent: number): number | undefined {
    let [position, voicedSoFar] = [0, 0];
    for (const stretch of this.#stretches) {
      const missing = voiced - voicedSoFar;
      if (stretch.voiced) {
        if (silent === 0 && stretch.windows >= missing) return position + missing;
        voicedSoFar += stretch.windows;
      } else if (missing <= 0 && stretch.windows >= silent) {
        return position + silent;
      }
      position += stretch.windows;
    }
    return voiced === 0 && silent === 0 ? 0 : undefined;
  }

  #use(windows: number): void {
    this.#unused -= windows;
    let left = windows;
    while (left > 0) {
      const first = this.#stretches[0];
      if (!first) return;
      const used = Math.min(left, first.windows);
      first.windows -= used;
      left -= used;
      if (first.windows === 0) this.#stretches.shift();
    }
  }
}

function inWindows(ms: number): number {
  return Math.ceil(ms / windowMs);
}
