// reading
export { mixDown, readWav } from './read-wav.ts';
export type { Wav } from './read-wav.ts';
export { WavReader } from './wav-reader.ts';
export type { WavFormat } from './wav-format.ts';
export type { WavSource } from './byte-source.ts';

// writing
export { WavWriter } from './wav-writer.ts';
export type { WavWriterOptions } from './wav-writer.ts';
