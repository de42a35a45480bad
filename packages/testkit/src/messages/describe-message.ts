import { show } from '../match/show.ts';
import { clientTypeOf } from './client-contract.ts';
import { redact } from './redact.ts';
import type { WireMessage } from './wire-message.ts';

/** A message of either side in few words, as time lines and failures name it. Secrets and audio are left out. */
export function describeMessage(message: WireMessage): string {
  const type = clientTypeOf(message) ?? 'a message without a type';
  const { type: _type, user_audio_chunk: _audio, ...fields } = message;
  const [[key, inner] = ['', undefined], ...others] = Object.entries(fields);
  // the server wraps its fields in an object named after the event
  const content =
    others.length === 0 && typeof inner === 'object' && /_event$|_part$|^client_tool_call$|_tool_/.test(key)
      ? inner
      : fields;
  if (isEmpty(content)) return type;
  return `${type} ${show(redact(withoutAudio(content)))}`;
}

function withoutAudio(content: unknown): unknown {
  if (typeof content !== 'object' || content === null || !('audio_base_64' in content)) return content;
  const { audio_base_64: base64, alignment: _alignment, ...rest } = content as WireMessage;
  return { ...rest, bytes: typeof base64 === 'string' ? Buffer.byteLength(base64, 'base64') : 0 };
}

function isEmpty(content: unknown): boolean {
  return typeof content === 'object' && content !== null && Object.keys(content).length === 0;
}
