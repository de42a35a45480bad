import { count, fields, text, texts } from './media-stream-protocol.ts';
import type { MediaStreamProtocol } from './media-stream-protocol.ts';

/**
 * Telnyx media streaming with `stream_bidirectional_mode: rtp`:
 * https://developers.telnyx.com/api-reference/websockets/stream-call-media-over-websocket
 */
export const telnyxProtocol: MediaStreamProtocol = {
  provider: 'telnyx',
  parseStart({ start, stream_id }) {
    const { call_control_id, from, to, custom_parameters, media_format } = fields(start);
    const { encoding, sample_rate } = fields(media_format);
    const streamId = text(stream_id);
    return streamId === undefined
      ? undefined
      : {
          streamId,
          callId: text(call_control_id) ?? streamId,
          from: text(from),
          to: text(to),
          parameters: texts(custom_parameters),
          encoding: text(encoding) ?? 'PCMU',
          sampleRateHz: count(sample_rate) ?? 8_000,
        };
  },
  address: () => ({}),
  shortestFrameMs: 20,
};
