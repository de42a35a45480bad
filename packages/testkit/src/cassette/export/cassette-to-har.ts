import type { WireMessage } from '../../messages/wire-message.ts';
import { epochMsOf } from './epoch-time.ts';
import { headerOf, wireFramesOf, type WireFrame } from './cassette-messages.ts';

/** A message as browsers export it: `opcode` 1 is text, 2 is base64 of bytes; `time` is in seconds since 1970. */
interface WebSocketMessage {
  readonly type: 'send' | 'receive';
  readonly time: number;
  readonly opcode: 1 | 2;
  readonly data: string;
}

/**
 * Writes a cassette as HAR 1.2 with `_webSocketMessages`, as browsers export them: their network panels show it, audio and all.
 * @throws DuologueError as `readCassette`
 */
export function cassetteToHar(file: string): string {
  const { name, provenance } = headerOf(file);
  const startMs = epochMsOf(provenance.recorded_at);
  const messages: WebSocketMessage[] = [];
  let [lastT, end] = [0, ''];
  for (const wire of wireFramesOf(file)) {
    lastT = Math.max(lastT, wire.frame.t);
    if (wire.frame.lane === 'end') end = JSON.stringify(wire.frame.data);
    else messages.push(messageOf(wire, startMs));
  }
  const url = `wss://${provenance.host ?? 'unknown.invalid'}${provenance.path ?? '/'}`;
  const entry = {
    startedDateTime: provenance.recorded_at,
    time: lastT,
    request: {
      method: 'GET',
      url,
      httpVersion: 'HTTP/1.1',
      headers: [],
      queryString: [],
      cookies: [],
      headersSize: -1,
      bodySize: 0,
    },
    response: {
      status: 101,
      statusText: 'Switching Protocols',
      httpVersion: 'HTTP/1.1',
      headers: [],
      cookies: [],
      content: { size: 0, mimeType: 'x-unknown' },
      redirectURL: '',
      headersSize: -1,
      bodySize: -1,
    },
    cache: {},
    timings: { send: 0, wait: 0, receive: lastT },
    comment: end === '' ? name : `${name}; closed with ${end}`,
    _resourceType: 'websocket',
    _webSocketMessages: messages,
  };
  const creator = { name: 'duologue', version: provenance.recorder.replace(/^\D*/, '') || 'unknown' };
  return `${JSON.stringify({ log: { version: '1.2', creator, entries: [entry] } }, undefined, 2)}\n`;
}

function messageOf({ frame, message }: WireFrame, startMs: number): WebSocketMessage {
  const { dir, t, raw } = frame;
  const time = (startMs + t) / 1_000;
  const type = dir === 'up' ? 'send' : 'receive';
  if (raw && 'base64' in raw) return { type, time, opcode: 2, data: raw.base64 };
  return {
    type,
    time,
    opcode: 1,
    data: raw ? raw.text : JSON.stringify(message satisfies WireMessage | undefined),
  };
}
