/** How the samples of a WAV file are coded. */
export interface WavFormat {
  readonly encoding: 'pcm' | 'float' | 'ulaw' | 'alaw';
  /** Size of one sample in the file: 8, 16, 24 or 32 for `pcm`, 32 or 64 for `float`, 8 for the others. */
  readonly bitsPerSample: number;
  readonly sampleRateHz: number;
  /** 1 to 64. */
  readonly channels: number;
  /** `BE` for the rare RIFX files. */
  readonly endianness: 'LE' | 'BE';
}

/** Where the samples are, as the head of a file says. */
export interface WavHead {
  readonly format: WavFormat;
  /** Bytes in front of the first sample. */
  readonly dataOffset: number;
  /** Bytes of samples; undefined where they go to the end of the file, as in a file that was streamed. */
  readonly dataBytes: number | undefined;
}
