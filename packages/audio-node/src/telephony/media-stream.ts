import g711 from 'alawmulaw';
import { DuologueError, systemClock } from '@duologue/core';
import type { Clock } from '@duologue/core';
import type { MediaStreamEvent, MediaStreamProtocol, MediaStreamStart } from './media-stream-protocol.ts';
import { PhoneCall } from './phone-call.ts';
import type { PhoneLineEnd, PhoneListener, PhoneWire } from './phone-wire.ts';
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
  #opened: ((start: MediaStreamStart) => void) | undefined;
  #refused: ((error: DuologueError) => void) | undefined;
  #listener: PhoneListener | undefined;
  #end: PhoneLineEnd | undefined;
  #decode: (bytes: Uint8Array) => Int16Array = (bytes) => g711.mulaw.decode(bytes);
  #malformed = 0;
  #startedAtMs = 0;
  #receivedMs = 0;

  constructor(socket: MediaSocket, protocol: MediaStreamProtocol, clock: Clock) {
    this.#socket = socket;
    this.#protocol = protocol;
    this.#clock = clock;
    socket.on('message', (data, isBinary) => this.#received(data, isBinary));
    socket.on('close', () => this.#close({ by: 'caller' }));
    socket.on('error', (error) => this.#close({ by: 'failure', error }));
  }

  async open(timeoutMs: number): Promise<PhoneCall> {
    const timer = this.#clock.setTimeout(
      () => this.#fail(`said nothing of its call within ${timeoutMs} ms`),
      timeoutMs,
    );
    try {
      const start = await new Promise<MediaStreamStart>((resolve, reject) => {
        this.#opened = resolve;
        this.#refused = reject;
      });
      return this.#createCall(start);
    } finally {
      timer.cancel();
    }
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
      throw this.#fail(
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
    return new PhoneCall(details, this.#clock, (listener) => {
      this.#listener = listener;
      if (this.#end) listener.closed(this.#end);
      return this.#wire(streamId, codec);
    });
  }

  #wire(streamId: string, codec: G711): PhoneWire {
    const { audio, mark, clear, shortestFrameMs } = this.#protocol;
    const shortest = shortestFrameMs * 8;
    return {
      sendAudio: (samples) => {
        const coded = codec.encode(samples.length < shortest ? padded(samples, shortest) : samples);
        this.#send(
          audio(streamId, Buffer.from(coded.buffer, coded.byteOffset, coded.byteLength).toString('base64')),
        );
      },
      queue: {
        sendMark: (name) => this.#send(mark(streamId, name)),
        sendClear: () => this.#send(clear(streamId)),
      },
      hangUp: () => {
        if (this.#end) return;
        this.#close({ by: 'server' });
        this.#socket.close(1000, 'The call is over.');
      },
    };
  }

  #send(message: object): void {
    if (!this.#end) this.#socket.send(JSON.stringify(message));
  }

  #received(data: unknown, isBinary: boolean): void {
    if (this.#end) return;
    const event = isBinary ? undefined : this.#parse(data);
    if (event === undefined) {
      this.#malformed += 1;
      if (this.#malformed > mostMalformed)
        this.#fail(`sent more than ${mostMalformed} messages that cannot be read`);
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
        ? this.#protocol.parse(message as Record<string, unknown>)
        : undefined;
    } catch {
      return undefined;
    }
  }

  #handle(event: MediaStreamEvent): void {
    if (event.type === 'audio') this.#hear(event.payload, event.number);
    else if (event.type === 'mark') this.#listener?.mark(event.name);
    else if (event.type === 'digit') {
      if (/^[0-9*#A-Da-d]$/.test(event.digit)) this.#listener?.digit(event.digit.toUpperCase());
    } else if (event.type === 'start') {
      // the provider says this once; a repetition changes nothing
      this.#opened?.(event.start);
      this.#opened = undefined;
    } else if (event.type === 'stop') {
      this.#close({ by: 'caller' });
      this.#socket.close(1000);
    } else if (event.type === 'error') this.#fail(`reports an error: ${event.message}`);
  }

  #hear(payload: string, number: number | undefined): void {
    const samples = this.#decode(Buffer.from(payload, 'base64'));
    if (samples.length === 0 || !this.#listener) return;
    this.#receivedMs += samples.length / 8;
    if (this.#receivedMs > this.#clock.now() - this.#startedAtMs + mostAheadMs) {
      this.#fail('sends sound much faster than a caller can speak');
      return;
    }
    this.#listener.audio(samples, number);
  }

  /** Hangs up because of the far end. */
  #fail(what: string): DuologueError {
    const message = `The media stream of ${this.#protocol.provider} ${what}.`;
    const error = new DuologueError('PHONE_LINE_FAILED', message, {
      details: { provider: this.#protocol.provider },
    });
    if (this.#end) return error;
    this.#close({ by: 'failure', error });
    this.#socket.close(1008, message.slice(0, 120));
    return error;
  }

  #close(end: PhoneLineEnd): void {
    if (this.#end) return;
    this.#end = end;
    const what =
      end.error?.message ??
      `The media stream of ${this.#protocol.provider} was closed before it said what call it is.`;
    this.#refused?.(
      end.error instanceof DuologueError
        ? end.error
        : new DuologueError('PHONE_LINE_FAILED', what, { cause: end.error }),
    );
    this.#listener?.closed(end);
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
