import { count, fields, text, texts } from './media-stream-protocol.ts';
import type { MediaStreamEvent, MediaStreamProtocol } from './media-stream-protocol.ts';

/** Twilio Media Streams, bidirectional: https://www.twilio.com/docs/voice/media-streams/websocket-messages */
export const twilioProtocol: MediaStreamProtocol = {
  provider: 'twilio',
  parse,
  audio: (streamSid, payload) => ({ event: 'media', streamSid, media: { payload } }),
  mark: (streamSid, name) => ({ event: 'mark', streamSid, mark: { name } }),
  clear: (streamSid) => ({ event: 'clear', streamSid }),
  shortestFrameMs: 0,
};

function parse(message: Readonly<Record<string, unknown>>): MediaStreamEvent | undefined {
  const { event, start, media, mark, dtmf } = message;
  if (typeof event !== 'string') return undefined;
  if (event === 'media') {
    const { payload, track, chunk } = fields(media);
    if (typeof payload !== 'string') return undefined;
    // a stream can be told to bring back what we send, too
    return track === 'outbound' ? { type: 'other' } : { type: 'audio', payload, number: count(chunk) };
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
    const { streamSid, callSid, customParameters, mediaFormat } = fields(start);
    const { encoding, sampleRate } = fields(mediaFormat);
    const streamId = text(streamSid);
    if (streamId === undefined) return undefined;
    const parameters = texts(customParameters);
    return {
      type: 'start',
      start: {
        streamId,
        callId: text(callSid) ?? streamId,
        // Twilio tells the numbers only to the webhook of the call; the app may pass them on as parameters
        from: parameters['from'],
        to: parameters['to'],
        parameters,
        encoding: text(encoding) ?? 'audio/x-mulaw',
        sampleRateHz: count(sampleRate) ?? 8_000,
      },
    };
  }
  return { type: event === 'stop' ? 'stop' : 'other' };
}
