import type { DuologueError } from '@duologue/core';
import type { ByteSource } from './byte-source.ts';
import { chunksFollow } from './chunks-follow.ts';
import { parseFormatChunk } from './format-chunk.ts';
import { printable, unreadable } from './unreadable.ts';
import type { WavFormat, WavHead } from './wav-format.ts';

/** Sizes that programs write which cannot go back to the head: ffmpeg and sox the first, the npm package `wav` the second. */
const unknownSizes: ReadonlySet<number> = new Set([0xffff_ffff, 0xffff_ff9b, 0x7fff_ffff, 0x7fff_f000]);
/** A `fmt ` chunk has 16, 18 or 40 bytes; a few codecs add more. */
const longestFormatChunk = 4_096;

/**
 * Walks the chunks of a WAV file up to its first sample.
 * @throws DuologueError WAV_UNREADABLE, which names the chunk and the byte where it begins
 */
export async function readWavHead(source: ByteSource): Promise<WavHead> {
  const riff = await source.take(12);
  const { endianness, riffBytes } = parseRiff(riff, source.name);
  let format: WavFormat | undefined;
  let longDataBytes: number | undefined;

  for (;;) {
    const chunkAt = source.position;
    const head = await source.take(8);
    if (head.length < 8) throw endsEarly(source.name, chunkAt, format);
    const id = head.toString('latin1', 0, 4);
    const size = endianness === 'LE' ? head.readUInt32LE(4) : head.readUInt32BE(4);
    const chunk = `chunk "${printable(id)}" at byte ${chunkAt}`;

    if (id === 'data') {
      if (format === undefined)
        throw unreadable(
          source.name,
          `its ${chunk} comes before any "fmt " chunk, so nothing says how its samples are coded`,
        );
      const dataOffset = chunkAt + 8;
      return {
        format,
        dataOffset,
        dataBytes: longDataBytes ?? (await knownSize(size, source, { endianness, riffBytes })),
      };
    }
    if (id === 'fmt ' && size > longestFormatChunk) {
      throw unreadable(source.name, `its ${chunk} claims ${size} bytes, more than any "fmt " chunk has`);
    }
    const paddedSize = size + (size % 2);
    const wanted = id === 'fmt ' || id === 'ds64' ? paddedSize : 0;
    const body = await source.take(Math.min(wanted, longestFormatChunk));
    const found = body.length + (await source.skip(paddedSize - body.length));
    // The last chunk of a file may go without its pad byte, but what the check is for comes after it anyway.
    if (found < paddedSize) {
      throw unreadable(
        source.name,
        `its ${chunk} claims ${size} bytes, but the file ends after ${found} of them`,
      );
    }
    if (id === 'fmt ')
      format = parseFormatChunk(body.subarray(0, size), { endianness, chunk, name: source.name });
    if (id === 'ds64' && size >= 16) longDataBytes = Number(body.readBigUInt64LE(8));
  }
}

function parseRiff(riff: Buffer, name: string): { endianness: 'LE' | 'BE'; riffBytes: number } {
  if (riff.length === 0) throw unreadable(name, 'it is empty');
  const id = riff.toString('latin1', 0, 4);
  if (id !== 'RIFF' && id !== 'RIFX' && id !== 'RF64' && id !== 'BW64') {
    throw unreadable(name, `it begins with ${other(riff)} where a WAV file has "RIFF"`);
  }
  if (riff.length < 12) throw unreadable(name, `it ends after ${riff.length} bytes, inside its first header`);
  const form = riff.toString('latin1', 8, 12);
  if (form !== 'WAVE')
    throw unreadable(name, `it is a RIFF file that holds "${printable(form)}" where a WAV file has "WAVE"`);
  const endianness = id === 'RIFX' ? 'BE' : 'LE';
  return { endianness, riffBytes: endianness === 'LE' ? riff.readUInt32LE(4) : riff.readUInt32BE(4) };
}

/** How many bytes of samples follow, or undefined where the file was streamed, so that its sizes mean nothing. */
async function knownSize(
  size: number,
  source: ByteSource,
  { endianness, riffBytes }: { readonly endianness: 'LE' | 'BE'; readonly riffBytes: number },
): Promise<number | undefined> {
  if (unknownSizes.has(size)) return undefined;
  if (size > 0) return size;
  // A size of 0 is true where the file ends here or goes on with chunks. Otherwise nobody came back to fill it in.
  if (source.totalBytes === source.position) return 0;
  const endsAt = riffBytes + 8;
  const counted = endsAt > source.position && !unknownSizes.has(riffBytes);
  return counted && (await chunksFollow(source, { endsAt, endianness })) ? 0 : undefined;
}

function endsEarly(name: string, at: number, format: WavFormat | undefined): DuologueError {
  return unreadable(
    name,
    `it ends at byte ${at} without a ${format === undefined ? '"fmt " and a ' : ''}"data" chunk`,
  );
}

/** Kinds of sound file that are taken for a WAV file most often, by their first bytes. */
const signatures: readonly (readonly [RegExp, string])[] = [
  [/^ID3|^\xff[\xe2-\xff]/, 'an MP3 file'],
  [/^OggS/, 'an Ogg file'],
  [/^fLaC/, 'a FLAC file'],
  [/^FORM....AIF/s, 'an AIFF file'],
  [/^caff/, 'a CAF file'],
  [/^....ftyp/s, 'an MP4 or M4A file'],
  [/^\.snd/, 'an AU file'],
  [/^riff\x2e\x91/, 'a Wave64 file'],
  [/^.E\xdf\xa3/s, 'a WebM or Matroska file'],
];

function other(riff: Buffer): string {
  const start = riff.toString('latin1');
  const kind = signatures.find(([signature]) => signature.test(start))?.[1];
  const shown = `"${printable(start.slice(0, 4))}"`;
  return kind === undefined ? shown : `${shown}, like ${kind},`;
}
