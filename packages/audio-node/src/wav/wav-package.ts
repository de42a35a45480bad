import { Readable } from 'node:stream';
import wav from 'wav';
import type { WavFormat } from './wav-format.ts';

// The one place that knows the npm package `wav`. Its Reader goes wrong on much that real files hold (chunks of odd size, chunks in front
// of `fmt `, WAVE_FORMAT_EXTENSIBLE, sizes that are not true), mostly without an error; so the head of a file is read by `readWavHead`,
// and the Reader gets one that it cannot misunderstand. Its FileWriter loses a race with the opening of its own file and patches the header
// only at the end; so `WavWriter` takes the header from the Writer and writes the file itself.

const formatTags = { pcm: 1, float: 3, alaw: 6, ulaw: 7 } as const;

/** Size of the header that `wavHeader` makes. */
export const wavHeaderBytes = 44;

/** The header of a file with `dataBytes` bytes of 16-bit samples. */
export function wavHeader(format: Pick<WavFormat, 'sampleRateHz' | 'channels'>, dataBytes: number): Buffer {
  return makeHeader({ ...format, encoding: 'pcm', bitsPerSample: 16, endianness: 'LE' }, dataBytes);
}

/** Passes the samples of a file through the Reader: `samples` is the file without its head. Fails with what `samples` fails with. */
export function readSampleBytes(format: WavFormat, samples: AsyncIterable<Uint8Array>): Readable {
  const reader = new wav.Reader();
  const input = Readable.from(samples, { objectMode: false });
  // The Reader is a stream of readable-stream 1: no iteration, no destroy.
  const output = new Readable().wrap(reader);
  input.on('error', (error) => output.destroy(error));
  reader.on('error', (error: Error) => output.destroy(error));
  output.on('close', () => input.destroy());
  // A size of 0 means "to the end".
  reader.write(makeHeader({ ...format, endianness: 'LE' }, 0));
  input.pipe(reader);
  return output;
}

function makeHeader(
  { encoding, bitsPerSample, sampleRateHz, channels }: WavFormat,
  dataBytes: number,
): Buffer {
  const writer = new wav.Writer({
    format: formatTags[encoding],
    channels,
    sampleRate: sampleRateHz,
    bitDepth: bitsPerSample,
  });
  // The Writer keeps the buffer that it hands out and changes it later: copy it.
  const header = Buffer.from(writer.read(wavHeaderBytes) as Buffer);
  const size = Math.min(dataBytes, 0xffff_ffff - wavHeaderBytes);
  header.writeUInt32LE(size + wavHeaderBytes - 8, 4);
  header.writeUInt32LE(size, wavHeaderBytes - 4);
  return header;
}
