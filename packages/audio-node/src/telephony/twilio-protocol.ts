import { count, fields, text, texts } from './media-stream-protocol.ts';
import type { MediaStreamProtocol } from './media-stream-protocol.ts';

/** Twilio Media Streams, bidirectional: https://www.twilio.com/docs/voice/media-streams/websocket-messages */
export const twilioProtocol: MediaStreamProtocol = {
  provider: 'twilio',
  parseStart({ start }) {
    const { streamSid, callSid, customParameters, mediaFormat } = fields(start);
    const { encoding, sampleRate } = fields(mediaFormat);
    const streamId = text(streamSid);
    const parameters = texts(customParameters);
    return streamId === undefined
      ? undefined
      : {
          streamId,
          callId: text(callSid) ?? streamId,
          // Twilio tells the numbers only to the webhook of the call; the app may pass them on as parameters
          from: parameters['from'],
          to: parameters['to'],
          parameters,
          encoding: text(encoding) ?? 'audio/x-mulaw',
          sampleRateHz: count(sampleRate) ?? 8_000,
        };
  },
  address: (streamSid) => ({ streamSid }),
  shortestFrameMs: 0,
};
