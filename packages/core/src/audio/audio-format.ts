import { DuologueError } from '../errors.ts';

/** How one direction of audio is coded on the wire: always mono. */
export interface AudioFormat {
  /** `pcm`: 16-bit signed little-endian. `ulaw`: G.711 mu-law, 8 bit. */
  readonly encoding: 'pcm' | 'ulaw';
  readonly sampleRateHz: number;
}

/** The formats of the public contract (TtsOutputFormat and AsrInputFormat in its API reference). */
export const audioFormatNames = [
  'pcm_8000',
  'pcm_16000',
  'pcm_22050',
  'pcm_24000',
  'pcm_44100',
  'pcm_48000',
  'ulaw_8000',
] as const;

export type AudioFormatName = (typeof audioFormatNames)[number];

/** What both directions use where the service announces nothing. */
export const defaultAudioFormat: AudioFormat = Object.freeze({ encoding: 'pcm', sampleRateHz: 16_000 });

/**
 * Reads a name such as `pcm_16000`. Any whole rate from 8,000 to 48,000 Hz is read, not only those of the list.
 * @throws DuologueError UNSUPPORTED_AUDIO_FORMAT
 */
export function parseAudioFormat(name: string): AudioFormat {
  const [, encoding, rate] = /^(pcm|ulaw)_(\d{4,5})$/.exec(name) ?? [];
  const sampleRateHz = Number(rate);
  if ((encoding !== 'pcm' && encoding !== 'ulaw') || !(sampleRateHz >= 8_000 && sampleRateHz <= 48_000)) {
    throw new DuologueError(
      'UNSUPPORTED_AUDIO_FORMAT',
      `The audio format "${name}" cannot be used. Set the agent to one of ${audioFormatNames.join(', ')}.`,
      { details: { format: name } },
    );
  }
  return { encoding, sampleRateHz };
}

/** The name of a format on the wire, such as `pcm_16000`. */
export function formatAudioFormat({ encoding, sampleRateHz }: AudioFormat): string {
  return `${encoding}_${sampleRateHz}`;
}
