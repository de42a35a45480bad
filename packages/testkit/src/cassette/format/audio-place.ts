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

/** The longest audio that one message can hold, in milliseconds: an hour is twice as much as the service lets through. */
const longestMs = 3_600_000;

/** Whether what stands in the place of audio can be read, where it is no base64 but something of ours. */
export function isReadableAudio(value: unknown): boolean {
  if (isDroppedAudio(value)) {
    const { bytes, ms, rms_dbfs: dbfs } = value;
    return isCount(bytes) && Number.isFinite(dbfs) && ms >= 0 && ms <= longestMs;
  }
  if (!isAudioReference(value)) return true;
  const { from, to, sha256, ms } = value;
  return isCount(from) && isCount(to) && typeof sha256 === 'string' && ms >= 0 && ms <= longestMs;
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
