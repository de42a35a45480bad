import { EventEmitter } from 'node:events';
import type { Clock } from '@duologue/core';
import type { MediaSocket } from '@duologue/audio-node';
import { TwilioPhone } from '@duologue/testkit';

/** A WebSocket in memory, with a caller at Twilio's end. */
export class PhoneLine extends EventEmitter implements MediaSocket {
  readonly phone: TwilioPhone;
  readonly closes: (number | undefined)[] = [];
  /** What was written in one piece: the events of its messages. */
  readonly pieces: string[][] = [];
  bufferedAmount = 0;
  #open = true;
  #corked: string[] | undefined;

  constructor(clock: Clock, parameters: Record<string, string> = {}) {
    super();
    this.phone = new TwilioPhone({ clock, parameters, send: (message) => this.say(message) });
  }

  /** Sends the server a message, whatever it is. */
  say(message: string): void {
    if (this.#open) this.emit('message', Buffer.from(message), false);
  }

  cork(): void {
    this.#corked = [];
  }

  uncork(): void {
    if (this.#corked && this.#corked.length > 0) this.pieces.push(this.#corked);
    this.#corked = undefined;
  }

  send(data: string): void {
    const { event } = JSON.parse(data) as { event: string };
    if (this.#corked) this.#corked.push(event);
    else this.pieces.push([event]);
    if (this.#open) this.phone.receive(data);
  }

  close(code?: number, reason = ''): void {
    if (Buffer.byteLength(reason) > 123) throw new RangeError('A reason of a close has 123 bytes at most.');
    this.closes.push(code);
    this.cut();
  }

  terminate(): void {
    this.cut();
  }

  /** The connection is gone. */
  cut(): void {
    if (!this.#open) return;
    this.#open = false;
    this.phone.stop();
    this.emit('close');
  }
}
