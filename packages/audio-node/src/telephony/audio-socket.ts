import type { Duplex } from 'node:stream';
import { systemClock } from '@duologue/core';
import type { Clock } from '@duologue/core';
import { PcmDecoder, toPcmBytes } from '../edge/pcm-bytes.ts';
import { LineState } from './line-state.ts';
import type { PhoneCall } from './phone-call.ts';
import type { PhoneLineEnd, PhoneWire } from './phone-wire.ts';

export interface AudioSocketOptions {
  /** The clock of the session that will take the call; default the computer's. */
  readonly clock?: Clock;
  /** How long Asterisk may take to say what call it is, in milliseconds; default 10,000. */
  readonly startTimeoutMs?: number;
  /** A line on which nothing at all has come in for this long is dead and is hung up, in milliseconds; default 30,000, never with Infinity. */
  readonly silenceTimeoutMs?: number;
}

/** Kinds of message, from https://docs.asterisk.org/Configuration/Channel-Drivers/AudioSocket/ */
const kinds = { hangUp: 0x00, id: 0x01, digit: 0x03, error: 0xff } as const;

/** The kinds of message that carry 16-bit little-endian samples, with their rates. */
const audioKinds: ReadonlyMap<number, number> = new Map([
  [0x10, 8_000],
  [0x11, 12_000],
  [0x12, 16_000],
  [0x13, 24_000],
  [0x14, 32_000],
  [0x15, 44_100],
  [0x16, 48_000],
  [0x17, 96_000],
  [0x18, 192_000],
]);

/** Bytes that may wait to be sent: two seconds at 48 kHz. A line that takes no sound for that long is dead. */
const mostUnsent = 192_000;

/**
 * Takes a call that Asterisk has connected by AudioSocket to a TCP server of this process. Resolves when Asterisk has said which call it is and
 * has sent its first sound, which tells the rate of the line.
 * @throws DuologueError PHONE_LINE_FAILED when it says nothing, or something else, INVALID_OPTIONS
 */
export async function acceptAudioSocket(
  socket: Duplex,
  { clock = systemClock, startTimeoutMs = 10_000, silenceTimeoutMs = 30_000 }: AudioSocketOptions = {},
): Promise<PhoneCall> {
  return new AudioSocketLine(socket, clock, silenceTimeoutMs).open(startTimeoutMs);
}

class AudioSocketLine {
  readonly #socket: Duplex;
  /** Opens with the kind of message that carries the sound. */
  readonly #line: LineState<number>;
  #received: Buffer = Buffer.alloc(0);
  #id: string | undefined;
  #audioKind: number | undefined;

  constructor(socket: Duplex, clock: Clock, silenceTimeoutMs: number) {
    this.#socket = socket;
    const line = new LineState<number>({
      name: 'The AudioSocket of Asterisk',
      clock,
      silenceTimeoutMs,
      connection: { close: (end) => this.#close(end), cut: () => socket.destroy() },
    });
    this.#line = line;
    socket.on('data', (bytes: Buffer) => line.receive(() => this.#read(bytes)));
    socket.on('end', () => line.close({ by: 'caller' }));
    socket.on('close', () => line.gone());
    socket.on('error', (error) => line.close({ by: 'failure', error }));
  }

  async open(timeoutMs: number): Promise<PhoneCall> {
    const kind = await this.#line.opened(timeoutMs);
    const sampleRateHz = audioKinds.get(kind) ?? 8_000;
    const details = { provider: 'audiosocket', id: this.#id ?? '', parameters: {}, sampleRateHz } as const;
    return this.#line.connect(details, this.#wire(kind));
  }

  #wire(audioKind: number): PhoneWire {
    return {
      sendAudio: (samples) => {
        this.#line.attempt(() => this.#socket.write(frame(audioKind, toPcmBytes(samples))));
        if (this.#socket.writableLength > mostUnsent) this.#line.fail('takes no sound any more');
      },
      queue: undefined,
      hangUp: () => this.#line.close({ by: 'server' }),
    };
  }

  #close({ by }: PhoneLineEnd): void {
    if (by === 'failure') this.#socket.destroy();
    else if (by === 'server') this.#socket.end(frame(kinds.hangUp, Buffer.alloc(0)));
    else this.#socket.end();
  }

  /** A message is one byte of kind, two of length, and that many more. */
  #read(bytes: Buffer): void {
    this.#received = this.#received.length === 0 ? bytes : Buffer.concat([this.#received, bytes]);
    let start = 0;
    while (!this.#line.closed && this.#received.length - start >= 3) {
      const end = start + 3 + this.#received.readUInt16BE(start + 1);
      if (this.#received.length < end) break;
      this.#handle(this.#received.readUInt8(start), this.#received.subarray(start + 3, end));
      start = end;
    }
    this.#received = this.#received.subarray(start);
  }

  #handle(kind: number, body: Buffer): void {
    if (kind === kinds.hangUp) this.#line.close({ by: 'caller' });
    else if (kind === kinds.id) {
      if (body.length !== 16)
        return void this.#line.fail(`sent an id of ${body.length} bytes where 16 are due`);
      this.#id = body.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    } else if (kind === kinds.digit) this.#line.press(body.toString('latin1'));
    else if (kind === kinds.error) this.#line.fail(`reports the error 0x${body.toString('hex')}`);
    else if (audioKinds.has(kind)) this.#hear(kind, body);
    else if (this.#id === undefined)
      this.#line.fail(`began with a message of the unknown kind 0x${kind.toString(16)}`);
  }

  #hear(kind: number, body: Buffer): void {
    if (this.#id === undefined) return void this.#line.fail('sent sound before the id of its call');
    this.#audioKind ??= kind;
    this.#line.open(kind);
    // a frame in another rate than the first cannot be part of the same sound
    if (kind === this.#audioKind) this.#line.hear(new PcmDecoder().push(body), undefined);
  }
}

function frame(kind: number, body: Buffer): Buffer {
  const head = Buffer.from([kind, 0, 0]);
  head.writeUInt16BE(body.length, 1);
  return Buffer.concat([head, body]);
}
