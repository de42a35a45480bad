import { WebSocket, type RawData } from 'ws';
import type { FrameDirection } from '../format/cassette-frame.ts';
import type { Tape } from './tape.ts';

/** Bytes that may wait for one end before the other is told to pause. */
const mostWaiting = 1024 * 1024;

/** Hands every frame of a client on to the service and back, to the letter and in order, and records it before. */
export class RecordedConnection {
  readonly #client: WebSocket;
  readonly #service: WebSocket;
  readonly #tape: Tape;
  #hasEnded = false;

  constructor(client: WebSocket, service: WebSocket, tape: Tape) {
    this.#client = client;
    this.#service = service;
    this.#tape = tape;
    client.on('message', (data, isBinary) => this.#pass('up', data, isBinary));
    service.on('message', (data, isBinary) => this.#pass('down', data, isBinary));
    client.on('error', () => {});
    client.on('close', (code, reason) => this.#close('up', code, reason.toString()));
    service.on('close', (code, reason) => this.#close('down', code, reason.toString()));
  }

  #pass(dir: FrameDirection, data: RawData, isBinary: boolean): void {
    const bytes = bytesOf(data);
    this.#tape.frame(dir, isBinary ? bytes : bytes.toString());
    const [from, to] = dir === 'up' ? [this.#client, this.#service] : [this.#service, this.#client];
    to.send(bytes, { binary: isBinary }, () => {
      if (from.isPaused && to.bufferedAmount <= mostWaiting) from.resume();
    });
    if (to.bufferedAmount > mostWaiting) from.pause();
  }

  #close(dir: FrameDirection, code: number, reason: string): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#tape.end(code, reason, dir);
    const other = dir === 'up' ? this.#service : this.#client;
    if (code === 1006) other.terminate();
    else if (code === 1005) other.close();
    else other.close(code, reason);
  }
}

function bytesOf(data: RawData): Buffer {
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer);
}
