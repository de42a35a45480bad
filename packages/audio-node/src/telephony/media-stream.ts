import g711 from 'alawmulaw';
import { systemClock } from '@duologue/core';
import type { Clock } from '@duologue/core';
import { LineState } from './line-state.ts';
import { parseMessage } from './media-stream-protocol.ts';
import type { MediaStreamEvent, MediaStreamProtocol, MediaStreamStart } from './media-stream-protocol.ts';
import type { PhoneCall } from './phone-call.ts';
import type { PhoneWire } from './phone-wire.ts';
import { telnyxProtocol } from './telnyx-protocol.ts';
import { twilioProtocol } from './twilio-protocol.ts';

/** The part of a WebSocket of the package `ws` that a media stream needs. */
export interface MediaSocket {
  send(data: string): void;
  close(code?: number, reason?: string): void;
  terminate(): void;
  on(event: 'message', listener: (data: unknown, isBinary: boolean) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

export interface MediaStreamOptions {
  readonly provider: 'twilio' | 'telnyx';
  /** The clock of the session that will take the call; default the computer's. */
  readonly clock?: Clock;
  /** How long the provider may take to say what call it is, in milliseconds; default 10,000. */
  readonly startTimeoutMs?: number;
}

/** A line with more messages than this that cannot be read is hung up. */
const mostMalformed = 100;
/** A message is larger than this only by mistake or malice: it would hold more than four seconds of sound. */
const longestMessage = 65_536;
/** Sound that comes faster than time, in milliseconds: more is no phone call. */
const mostAheadMs = 30_000;

/**
 * Takes a media stream that a provider has opened to a WebSocket server of this process. Resolves when the provider has said what call it is.
 * @throws DuologueError PHONE_LINE_FAILED when it says nothing, or something else
 */
export function acceptMediaStream(
  socket: MediaSocket,
  { provider, clock = systemClock, startTimeoutMs = 10_000 }: MediaStreamOptions,
): Promise<PhoneCall> {
  const stream = new MediaStream(socket, provider === 'twilio' ? twilioProtocol : telnyxProtocol, clock);
  return stream.open(startTimeoutMs);
}

class MediaStream {
  readonly #socket: MediaSocket;
  readonly #protocol: MediaStreamProtocol;
  readonly #clock: Clock;
  readonly #line: LineState<MediaStreamStart>;
  #decode: (bytes: Uint8Array) => Int16Array = (bytes) => g711.mulaw.decode(bytes);
  #malformed = 0;
  #startedAtMs = 0;
  #receivedMs = 0;

  constructor(socket: MediaSocket, protocol: MediaStreamProtocol, clock: Clock) {
    this.#socket = socket;
    this.#protocol = protocol;
    this.#clock = clock;
    const line = new LineState<MediaStreamStart>({
      name: `The media stream of ${protocol.provider}`,
      clock,
      cut: (why) => socket.close(1008, why.slice(0, 120)),
    });
    this.#line = line;
    socket.on('message', (data, isBinary) => this.#received(data, isBinary));
    socket.on('close', () => line.close({ by: 'caller' }));
    socket.on('error', (error) => line.close({ by: 'failure', error }));
  }

  async open(timeoutMs: number): Promise<PhoneCall> {
    return this.#createCall(await this.#line.opened(timeoutMs));
  }

  #createCall({
    streamId,
    callId,
    from,
    to,
    parameters,
    encoding,
    sampleRateHz,
  }: MediaStreamStart): PhoneCall {
    const codec = codecs.get(encoding.toLowerCase());
    if (!codec || sampleRateHz !== 8_000) {
      throw this.#line.fail(
        `carries ${encoding} at ${sampleRateHz} Hz; only mu-law and A-law at 8,000 Hz can be heard`,
      );
    }
    this.#decode = (bytes) => codec.decode(bytes);
    this.#startedAtMs = this.#clock.now();
    const details = {
      provider: this.#protocol.provider,
      id: callId,
      parameters,
      sampleRateHz,
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
    };
    return this.#line.connect(details, this.#wire(streamId, codec));
  }

  #wire(streamId: string, codec: G711): PhoneWire {
    const { address, shortestFrameMs } = this.#protocol;
    const shortest = shortestFrameMs * 8;
    const send = (event: string, content?: object) => this.#send({ event, ...address(streamId), ...content });
    return {
      sendAudio: (samples) => {
        const coded = codec.encode(samples.length < shortest ? padded(samples, shortest) : samples);
        const payload = Buffer.from(coded.buffer, coded.byteOffset, coded.byteLength).toString('base64');
        send('media', { media: { payload } });
      },
      queue: {
        sendMark: (name) => send('mark', { mark: { name } }),
        sendClear: () => send('clear'),
      },
      hangUp: () => {
        if (this.#line.closed) return;
        this.#line.close({ by: 'server' });
        this.#socket.close(1000, 'The call is over.');
      },
    };
  }

  #send(message: object): void {
    if (!this.#line.closed) this.#socket.send(JSON.stringify(message));
  }

  #received(data: unknown, isBinary: boolean): void {
    if (this.#line.closed) return;
    const event = isBinary ? undefined : this.#parse(data);
    if (event === undefined) {
      this.#malformed += 1;
      if (this.#malformed > mostMalformed)
        this.#line.fail(`sent more than ${mostMalformed} messages that cannot be read`);
      return;
    }
    this.#handle(event);
  }

  #parse(data: unknown): MediaStreamEvent | undefined {
    const bytes = Buffer.isBuffer(data) ? data : undefined;
    if (bytes === undefined || bytes.length > longestMessage) return undefined;
    try {
      const message: unknown = JSON.parse(bytes.toString('utf8'));
      return typeof message === 'object' && message !== null
        ? parseMessage(message as Record<string, unknown>, this.#protocol)
        : undefined;
    } catch {
      return undefined;
    }
  }

  #handle(event: MediaStreamEvent): void {
    const line = this.#line;
    if (event.type === 'audio') this.#hear(event.payload, event.number);
    else if (event.type === 'mark') line.listener?.mark(event.name);
    else if (event.type === 'digit') line.press(event.digit);
    else if (event.type === 'start') line.open(event.start);
    else if (event.type === 'stop') {
      line.close({ by: 'caller' });
      this.#socket.close(1000);
    } else if (event.type === 'error') line.fail(`reports an error: ${event.message}`);
  }

  #hear(payload: string, number: number | undefined): void {
    const samples = this.#decode(Buffer.from(payload, 'base64'));
    const { listener } = this.#line;
    if (samples.length === 0 || !listener) return;
    this.#receivedMs += samples.length / 8;
    if (this.#receivedMs > this.#clock.now() - this.#startedAtMs + mostAheadMs) {
      this.#line.fail('sends sound much faster than a caller can speak');
      return;
    }
    listener.audio(samples, number);
  }
}

interface G711 {
  encode(samples: Int16Array): Uint8Array;
  decode(bytes: Uint8Array): Int16Array;
}

const codecs: ReadonlyMap<string, G711> = new Map([
  ['audio/x-mulaw', g711.mulaw],
  ['pcmu', g711.mulaw],
  ['audio/x-alaw', g711.alaw],
  ['pcma', g711.alaw],
]);

function padded(samples: Int16Array, length: number): Int16Array {
  const frame = new Int16Array(length);
  frame.set(samples);
  return frame;
}
