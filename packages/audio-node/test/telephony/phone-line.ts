import { EventEmitter } from 'node:events';
import type { Clock } from '@duologue/core';
import type { MediaSocket } from '@duologue/audio-node';
import { TwilioPhone } from '@duologue/testkit';

/** A WebSocket in memory, with a caller at Twilio's end. */
export class PhoneLine extends EventEmitter implements MediaSocket {
  readonly phone: TwilioPhone;
  readonly closes: (number | undefined)[] = [];
  bufferedAmount = 0;
  #open = true;

  constructor(clock: Clock, parameters: Record<string, string> = {}) {
    super();
    this.phone = new TwilioPhone({ clock, parameters, send: (message) => this.say(message) });
  }

  /** Sends the server a message, whatever it is. */
  say(message: string): void {
    if (this.#open) this.emit('message', Buffer.from(message), false);
  }

  send(data: string): void {
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
