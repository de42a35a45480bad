import type { Duplex } from 'node:stream';
import { systemClock } from '@duologue/core';
import type { Clock } from '@duologue/core';
import { g711, type G711 } from './g711.ts';
import { LineState } from './line-state.ts';
import { parseMessage } from './media-stream-protocol.ts';
import type { MediaStreamEvent, MediaStreamProtocol, MediaStreamStart } from './media-stream-protocol.ts';
import type { PhoneCall } from './phone-call.ts';
import type { PhoneWire } from './phone-wire.ts';
import { telnyxProtocol } from './telnyx-protocol.ts';
import { twilioProtocol } from './twilio-protocol.ts';
import { readUsualSound } from './usual-sound.ts';

/** The part of a WebSocket of the package `ws` that a media stream needs. */
export interface MediaSocket {
  send(data: string): void;
  close(code?: number, reason?: string): void;
  terminate(): void;
  on(event: 'message', listener: (data: unknown, isBinary: boolean) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  /** Bytes that wait to be sent. A line on which they pile up is hung up; without this, nobody notices. */
  readonly bufferedAmount?: number;
}

export interface MediaStreamOptions {
  readonly provider: 'twilio' | 'telnyx';
  /** The clock of the session that will take the call; default the computer's. */
  readonly clock?: Clock;
  /** How long the provider may take to say what call it is, in milliseconds; default 10,000. */
  readonly startTimeoutMs?: number;
  /** A line on which nothing at all has come in for this long is dead and is hung up, in milliseconds; default 30,000, never with Infinity. */
  readonly silenceTimeoutMs?: number;
  /**
   * The connection that the WebSocket runs over: `request.socket` of its upgrade. Five frames and their mark are then written in one piece and not
   * in six; default none.
   */
  readonly connection?: Pick<Duplex, 'cork' | 'uncork'>;
}

/** A line with more messages than this that cannot be read is hung up. */
const mostMalformed = 100;
/** A message is larger than this only by mistake or malice: it would hold more than four seconds of sound. */
const longestMessage = 65_536;
/** Bytes that may wait to be sent: two seconds of frames. A line that takes no sound for that long is dead. */
const mostUnsent = 32_768;

/**
 * Takes a media stream that a provider has opened to a WebSocket server of this process. Resolves when the provider has said what call it is.
 * @throws DuologueError PHONE_LINE_FAILED when it says nothing, or something else, INVALID_OPTIONS
 */
export async function acceptMediaStream(
  socket: MediaSocket,
  options: MediaStreamOptions,
): Promise<PhoneCall> {
  const { startTimeoutMs = 10_000 } = options;
  return new MediaStream(socket, options).open(startTimeoutMs);
}

class MediaStream {
  readonly #socket: MediaSocket;
  readonly #connection: MediaStreamOptions['connection'];
  readonly #protocol: MediaStreamProtocol;
  readonly #line: LineState<MediaStreamStart>;
  /** Known from the start on; what is heard before has no listener. */
  #codec: G711 | undefined;
  #malformed = 0;

  constructor(
    socket: MediaSocket,
    { provider, clock = systemClock, silenceTimeoutMs = 30_000, connection }: MediaStreamOptions,
  ) {
    const protocol = provider === 'twilio' ? twilioProtocol : telnyxProtocol;
    this.#socket = socket;
    this.#connection = connection;
    this.#protocol = protocol;
    const line = new LineState<MediaStreamStart>({
      name: `The media stream of ${protocol.provider}`,
      clock,
      silenceTimeoutMs,
      connection: {
        close: ({ error }) => socket.close(error ? 1008 : 1000, closeReason(error)),
        cut: () => socket.terminate(),
      },
    });
    this.#line = line;
    socket.on('message', (data, isBinary) => line.receive(() => this.#received(data, isBinary)));
    socket.on('close', () => line.gone());
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
    const codec = g711.get(encoding.toLowerCase());
    if (!codec || sampleRateHz !== 8_000) {
      throw this.#line.fail(
        `carries ${encoding} at ${sampleRateHz} Hz; only mu-law and A-law at 8,000 Hz can be heard`,
      );
    }
    this.#codec = codec;
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
    const message = (event: string, content?: object) =>
      JSON.stringify({ event, ...address(streamId), ...content });
    // base64 needs no escapes: the rest of the message is the same each time
    const beforeSound = message('media', { media: { payload: '' } }).slice(0, -'"}}'.length);
    return {
      sendAudio: (samples) => {
        const sound = codec.encode(samples.length < shortest ? padded(samples, shortest) : samples);
        this.#send(`${beforeSound}${sound}"}}`);
      },
      queue: {
        together: (send) => this.#together(send),
        sendMark: (name) => this.#send(message('mark', { mark: { name } })),
        sendClear: () => this.#send(message('clear')),
      },
      hangUp: () => this.#line.close({ by: 'server' }),
    };
  }

  #send(message: string): void {
    this.#line.attempt(() => this.#socket.send(message));
    if ((this.#socket.bufferedAmount ?? 0) > mostUnsent) this.#line.fail('takes no sound any more');
  }

  #together(send: () => void): void {
    this.#connection?.cork();
    try {
      send();
    } finally {
      this.#connection?.uncork();
    }
  }

  #received(data: unknown, isBinary: boolean): void {
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
      const text = bytes.toString('utf8');
      const sound = readUsualSound(text);
      if (sound) return sound;
      const message: unknown = JSON.parse(text);
      return typeof message === 'object' && message !== null
        ? parseMessage(message as Record<string, unknown>, this.#protocol)
        : undefined;
    } catch {
      return undefined;
    }
  }

  #hear(payload: string, number: number | undefined): void {
    if (this.#codec) this.#line.hear(this.#codec.decode(payload), number);
  }

  #handle(event: MediaStreamEvent): void {
    const line = this.#line;
    if (event.type === 'audio') this.#hear(event.payload, event.number);
    else if (event.type === 'mark') line.listener?.mark(event.name);
    else if (event.type === 'digit') line.press(event.digit);
    else if (event.type === 'start') line.open(event.start);
    else if (event.type === 'stop') line.close({ by: 'caller' });
    else if (event.type === 'error') line.fail(`reports an error: ${event.message}`);
  }
}

/** A reason has room for 123 bytes, not letters (RFC 6455, 5.5). */
function closeReason(error: Error | undefined): string {
  return Buffer.from(error?.message ?? 'The call is over.')
    .subarray(0, 120)
    .toString();
}

function padded(samples: Int16Array, length: number): Int16Array {
  const frame = new Int16Array(length);
  frame.set(samples);
  return frame;
}
