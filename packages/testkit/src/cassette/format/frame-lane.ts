import { clientTypeOf } from '../../messages/client-contract.ts';
import type { WireMessage } from '../../messages/wire-message.ts';
import type { FrameDirection, FrameLane } from './cassette-frame.ts';

/** The lane of a message by its type. */
export function laneOf(dir: FrameDirection, data: WireMessage | undefined): FrameLane {
  if (!data) return 'control';
  if (dir === 'up') {
    const type = clientTypeOf(data);
    if (type === 'user_audio_chunk') return 'mic';
    return type === 'pong' ? 'keepalive' : 'control';
  }
  if (data.type === 'audio') return 'agent-audio';
  return data.type === 'ping' ? 'keepalive' : 'control';
}
