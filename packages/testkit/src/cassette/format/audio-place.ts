import { isPlainObject } from '../../match/show.ts';
import type { WireMessage } from '../../messages/wire-message.ts';
import type { AudioReference, DroppedAudio, FrameLane } from './cassette-frame.ts';

/** What stands where a message of this lane holds its audio: base64 on the wire, `StoredAudio` in a cassette. */
export function audioIn(lane: FrameLane, data: WireMessage | undefined): unknown {
  if (lane === 'mic') return data?.user_audio_chunk;
  if (lane !== 'agent-audio') return undefined;
  return isPlainObject(data?.audio_event) ? data.audio_event.audio_base_64 : undefined;
}

/** The message with something else in the place of its audio. The order of its fields stays. */
export function withAudio(lane: FrameLane, data: WireMessage, audio: unknown): WireMessage {
  if (lane === 'mic') return { ...data, user_audio_chunk: audio };
  if (lane !== 'agent-audio' || !isPlainObject(data.audio_event)) return data;
  return { ...data, audio_event: { ...data.audio_event, audio_base_64: audio } };
}

export function isAudioReference(value: unknown): value is AudioReference {
  return isPlainObject(value) && typeof value.file === 'string';
}

export function isDroppedAudio(value: unknown): value is DroppedAudio {
  return isPlainObject(value) && value.dropped === true;
}
