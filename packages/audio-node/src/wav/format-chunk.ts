import { unreadable } from './unreadable.ts';
import type { WavFormat } from './wav-format.ts';

/** Where a `fmt ` chunk stands, for reading it and for saying what is wrong with it. */
export interface ChunkPlace {
  readonly endianness: 'LE' | 'BE';
  /** Such as `chunk "fmt " at byte 12`. */
  readonly chunk: string;
  /** Of the file. */
  readonly name: string;
}

/**
 * Reads the body of a `fmt ` chunk (WAVEFORMATEX or WAVEFORMATEXTENSIBLE of the Windows headers).
 * @throws DuologueError WAV_UNREADABLE
 */
export function parseFormatChunk(body: Buffer, { endianness, chunk, name }: ChunkPlace): WavFormat {
  const fail = (why: string) => unreadable(name, `its ${chunk} ${why}`);
  const u16 = (offset: number) =>
    endianness === 'LE' ? body.readUInt16LE(offset) : body.readUInt16BE(offset);
  const u32 = (offset: number) =>
    endianness === 'LE' ? body.readUInt32LE(offset) : body.readUInt32BE(offset);

  if (body.length < 16) throw fail(`has ${body.length} bytes where at least 16 are needed`);
  let tag = u16(0);
  if (tag === extensible) {
    if (body.length < 40)
      throw fail(`is of the extensible kind but has ${body.length} bytes where 40 are needed`);
    if (!subFormatTails.has(body.toString('hex', 28, 40))) {
      throw fail(`has the unknown sub-format ${body.toString('hex', 24, 40)}`);
    }
    // SoX writes the codec of a RIFX file into the first two bytes of the four.
    tag = u16(24) || u16(26);
  }
  const [channels, sampleRateHz, blockBytes, bits] = [u16(2), u32(4), u16(12), u16(14)];
  const encoding = encodings.get(tag);
  if (encoding === undefined) throw fail(`has the codec ${tag} (${codecName(tag)}), which cannot be read`);
  if (channels < 1 || channels > 64) throw fail(`has ${channels} channels; 1 to 64 can be read`);
  if (sampleRateHz < 1_000 || sampleRateHz > 384_000)
    throw fail(`has a rate of ${sampleRateHz} Hz; 1,000 to 384,000 can be read`);
  const bitsPerSample = containerBits(bits, blockBytes / channels);
  // only the whole numbers of PCM can fill a part of their bytes
  const fits =
    bitsPerSample !== undefined && (encoding === 'pcm' || bitsPerSample === bits || blockBytes === 0);
  if (!fits || !sizes[encoding].includes(bitsPerSample)) {
    throw fail(
      `has ${bits} bits a sample and ${blockBytes} bytes for ${channels} samples, which do not fit its codec (${codecName(tag)})`,
    );
  }
  return { encoding, bitsPerSample, sampleRateHz, channels, endianness };
}

const extensible = 0xfffe;
/** What follows the codec in the sub-format of every registered one: xxxxxxxx-0000-0010-8000-00AA00389B71, in both byte orders. */
const subFormatTails: ReadonlySet<string> = new Set(['00001000800000aa00389b71', '00000010800000aa00389b71']);

const encodings: ReadonlyMap<number, WavFormat['encoding']> = new Map([
  [1, 'pcm'],
  [3, 'float'],
  [6, 'alaw'],
  [7, 'ulaw'],
]);

const sizes: Readonly<Record<WavFormat['encoding'], readonly number[]>> = {
  pcm: [8, 16, 24, 32],
  float: [32, 64],
  alaw: [8],
  ulaw: [8],
};

/** A sample of, say, 20 bits fills the upper part of 3 bytes. Programs that leave the block size out mean whole bytes. */
function containerBits(bits: number, bytesPerSample: number): number | undefined {
  const needed = Math.ceil(bits / 8) * 8;
  if (bits === 0) return undefined;
  if (bytesPerSample === 0) return needed;
  const container = bytesPerSample * 8;
  return container >= needed && container <= 64 && Number.isInteger(bytesPerSample) ? container : undefined;
}

const codecNames: ReadonlyMap<number, string> = new Map([
  [0x0001, 'PCM'],
  [0x0002, 'Microsoft ADPCM'],
  [0x0003, 'float'],
  [0x0006, 'A-law'],
  [0x0007, 'mu-law'],
  [0x0011, 'IMA ADPCM'],
  [0x0031, 'GSM 6.10'],
  [0x0045, 'G.726 ADPCM'],
  [0x0050, 'MPEG'],
  [0x0055, 'MP3'],
  [0x00ff, 'AAC'],
  [0x2000, 'AC-3'],
  [0xf1ac, 'FLAC'],
]);

function codecName(tag: number): string {
  return codecNames.get(tag) ?? `0x${tag.toString(16).padStart(4, '0')}`;
}
