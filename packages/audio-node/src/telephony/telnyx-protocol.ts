import { count, fields, text, texts } from './media-stream-protocol.ts';
import type { MediaStreamEvent, MediaStreamProtocol } from './media-stream-protocol.ts';

/**
 * Telnyx media streaming with `stream_bidirectional_mode: rtp`:
 * https://developers.telnyx.com/api-reference/websockets/stream-call-media-over-websocket
 */
export const telnyxProtocol: MediaStreamProtocol = {
  provider: 'telnyx',
  parse,
  audio: (_, payload) => ({ event: 'media', media: { payload } }),
  mark: (_, name) => ({ event: 'mark', mark: { name } }),
  clear: () => ({ event: 'clear' }),
  shortestFrameMs: 20,
};

function parse(message: Readonly<Record<string, unknown>>): MediaStreamEvent | undefined {
  const { event, start, media, mark, dtmf, payload, stream_id } = message;
  if (typeof event !== 'string') return undefined;
  if (event === 'media') {
    const { payload: sound, track, chunk } = fields(media);
    if (typeof sound !== 'string') return undefined;
    // frames may come out of order; their chunk says where they belong
    return track === 'outbound' ? { type: 'other' } : { type: 'audio', payload: sound, number: count(chunk) };
  }
  if (event === 'mark') {
    const name = text(fields(mark)['name']);
    return name === undefined ? undefined : { type: 'mark', name };
  }
  if (event === 'dtmf') {
    const digit = text(fields(dtmf)['digit']);
    return digit === undefined ? undefined : { type: 'digit', digit };
  }
  if (event === 'start') {
    const { call_control_id, from, to, custom_parameters, media_format } = fields(start);
    const { encoding, sample_rate } = fields(media_format);
    const streamId = text(stream_id);
    if (streamId === undefined) return undefined;
    return {
      type: 'start',
      start: {
        streamId,
        callId: text(call_control_id) ?? streamId,
        from: text(from),
        to: text(to),
        parameters: texts(custom_parameters),
        encoding: text(encoding) ?? 'PCMU',
        sampleRateHz: count(sample_rate) ?? 8_000,
      },
    };
  }
  if (event === 'error') {
    const { title, detail } = fields(payload);
    return {
      type: 'error',
      message: [text(title), text(detail)].filter(Boolean).join(': ') || 'no reason given',
    };
  }
  return { type: event === 'stop' ? 'stop' : 'other' };
}
