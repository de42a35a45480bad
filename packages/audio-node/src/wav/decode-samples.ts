import g711 from 'alawmulaw';
import type { WavFormat } from './wav-format.ts';

/** Reads one sample at a byte of the file, as a 16-bit number. */
type ReadSample = (bytes: Buffer, offset: number) => number;

/**
 * Turns whole frames of a WAV file into 16-bit samples, one array a channel. Wider samples are rounded, floats beyond full scale are cut.
 * `bytes` holds a whole number of frames.
 */
export function decodeFrames(bytes: Buffer, format: WavFormat): Int16Array[] {
  const { channels, bitsPerSample } = format;
  const sampleBytes = bitsPerSample / 8;
  const frames = bytes.length / (sampleBytes * channels);
  const read = sampleReader(format);
  return Array.from({ length: channels }, (_, channel) => {
    const samples = new Int16Array(frames);
    let offset = channel * sampleBytes;
    for (let frame = 0; frame < frames; frame += 1) {
      samples[frame] = read(bytes, offset);
      offset += sampleBytes * channels;
    }
    return samples;
  });
}

/** Size of one sample of every channel. */
export function frameBytes({ channels, bitsPerSample }: WavFormat): number {
  return (channels * bitsPerSample) / 8;
}

function sampleReader({ encoding, bitsPerSample, endianness }: WavFormat): ReadSample {
  const little = endianness === 'LE';
  if (encoding === 'ulaw') return (bytes, offset) => g711.mulaw.decodeSample(bytes[offset]!);
  if (encoding === 'alaw') return (bytes, offset) => g711.alaw.decodeSample(bytes[offset]!);
  if (encoding === 'float') {
    if (bitsPerSample === 32)
      return (bytes, offset) => fromFloat(little ? bytes.readFloatLE(offset) : bytes.readFloatBE(offset));
    return (bytes, offset) => fromFloat(little ? bytes.readDoubleLE(offset) : bytes.readDoubleBE(offset));
  }
  if (bitsPerSample === 8) return (bytes, offset) => (bytes[offset]! - 128) << 8;
  if (bitsPerSample === 16)
    return (bytes, offset) => (little ? bytes.readInt16LE(offset) : bytes.readInt16BE(offset));
  if (bitsPerSample === 24)
    return (bytes, offset) => narrow(little ? bytes.readIntLE(offset, 3) : bytes.readIntBE(offset, 3), 256);
  return (bytes, offset) => narrow(little ? bytes.readInt32LE(offset) : bytes.readInt32BE(offset), 65_536);
}

function narrow(value: number, divisor: number): number {
  return Math.min(32_767, Math.round(value / divisor));
}

function fromFloat(value: number): number {
  if (Number.isNaN(value)) return 0;
  return Math.max(-32_768, Math.min(32_767, Math.round(value * 32_768)));
}
