/** Where speech, or what stands for it, comes from. */
export type SpeechSource = WavSource | ToneSource | SilenceSource | SamplesSource;

/** A WAV file of any rate; mixed to mono and resampled to what the conversation uses. */
export interface WavSource {
  /** A path relative to the scenario file (in TypeScript: to the working directory), or a `file:` URL. */
  readonly wav: string;
}

/** A sine tone: loud enough to count as speech. */
export interface ToneSource {
  readonly toneHz: number;
  readonly ms: number;
}

export interface SilenceSource {
  readonly silenceMs: number;
}

/** Samples in memory: 16-bit mono. Only in TypeScript. */
export interface SamplesSource {
  readonly samples: Int16Array;
  readonly sampleRateHz: number;
}

/** Speech from a WAV file: a path, or a URL such as `new URL('hello.wav', import.meta.url)`. */
export function wav(file: string | URL): WavSource {
  return { wav: String(file) };
}

/** A tone of `hz` for `ms` milliseconds. */
export function tone(hz: number, ms: number): ToneSource {
  return { toneHz: hz, ms };
}

/** Silence for `ms` milliseconds. */
export function silence(ms: number): SilenceSource {
  return { silenceMs: ms };
}
