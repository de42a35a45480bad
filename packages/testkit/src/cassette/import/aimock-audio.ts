import { formatAudioFormat, parseAudioFormat } from '@duologue/core';
import { isPlainObject, show } from '../../match/show.ts';
import { notImportable, type Fields } from './imported-call.ts';

/** Names that programs have for encodings of the wire. */
const encodings: Readonly<Record<string, 'pcm' | 'ulaw'>> = {
  pcm: 'pcm',
  pcm16: 'pcm',
  pcm16le: 'pcm',
  pcm_s16le: 'pcm',
  ulaw: 'ulaw',
  mulaw: 'ulaw',
  pcmu: 'ulaw',
  g711_ulaw: 'ulaw',
};

/** What gpt-live-1 speaks where a recording does not say. */
const usual = { encoding: 'pcm16', rate: 24_000, channels: 1 };

/**
 * The audio format that a recording of aimock names in `audio`, such as `pcm_16000`: its `encoding`, its `rate` (or `sampleRateHz`) and its
 * `channels`.
 * @throws DuologueError CASSETTE_INVALID for audio that ConvAI has no format for
 */
export function audioFormatIn({ audio }: Fields): string {
  const { encoding = usual.encoding, channels = usual.channels, ...rest } = isPlainObject(audio) ? audio : {};
  const rate = show(rest.rate ?? rest.sampleRateHz ?? usual.rate);
  const known = Object.hasOwn(encodings, String(encoding)) ? encodings[String(encoding)] : undefined;
  if (channels !== 1) throw notImportable(`its audio has ${String(channels)} channels, and ConvAI's has 1`);
  if (!known) throw notImportable(`its audio is "${String(encoding)}", and ConvAI has 16-bit PCM and mu-law`);
  try {
    return formatAudioFormat(parseAudioFormat(`${known}_${rate}`));
  } catch {
    throw notImportable(`its audio has ${rate} samples a second, and ConvAI's 8,000 to 48,000`);
  }
}
