import { defaultAudioFormat, parseAudioFormat, type AudioFormat } from '@duologue/core';
import { isPlainObject } from '../../match/show.ts';
import type { WireMessage } from '../../messages/wire-message.ts';
import type { WireFormats } from './redactor.ts';

/** What both directions use before the service has said anything. */
export const defaultFormats: WireFormats = Object.freeze({
  output: defaultAudioFormat,
  input: defaultAudioFormat,
});

/** The formats that a message of the service announces; those of before where it announces none, or none that can be read. */
export function formatsAfter(message: WireMessage | undefined, before: WireFormats): WireFormats {
  if (message?.type !== 'conversation_initiation_metadata') return before;
  const event = message.conversation_initiation_metadata_event;
  if (!isPlainObject(event)) return before;
  return {
    output: read(event.agent_output_audio_format) ?? before.output,
    input: read(event.user_input_audio_format) ?? before.input,
  };
}

function read(name: unknown): AudioFormat | undefined {
  try {
    return parseAudioFormat(String(name));
  } catch {
    return undefined;
  }
}

/** How long so many bytes sound, in milliseconds with three decimals. */
export function msOf(bytes: number, { encoding, sampleRateHz }: AudioFormat): number {
  const samples = encoding === 'pcm' ? bytes / 2 : bytes;
  return Math.round((samples * 1_000_000) / sampleRateHz) / 1_000;
}
