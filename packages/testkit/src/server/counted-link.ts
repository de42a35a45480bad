import type { BusySource } from '../clock/virtual-clock.ts';
import { DeliveryCount } from '../door/delivery-count.ts';

/**
 * What is under way between the two ends of one socket in this process. Frames are counted where they are given to the socket
 * and where they come out of it; while the counts differ, something is still to happen.
 */
export class CountedLink implements BusySource {
  readonly delivered: DeliveryCount = new DeliveryCount();
  #upSent = 0;
  #upReceived = 0;
  #downSent = 0;
  #accepted = false;
  #closing = false;
  #clientGone = false;
  #serverGone = false;
  #afterServer: (() => void) | undefined;

  get name(): string {
    const up = this.#upSent - this.#upReceived;
    const down = this.#downSent - this.delivered.framesDelivered;
    if (!this.#accepted) return 'a connection that is being opened';
    if (this.#closing) return 'a connection that is being closed';
    return `${up} frames to the server and ${down} to the client`;
  }

  isBusy(): boolean {
    if (this.#clientGone && (this.#serverGone || !this.#accepted)) return false;
    if (!this.#accepted || this.#closing || this.#clientGone || this.#serverGone) return true;
    return this.#upSent !== this.#upReceived || this.#downSent !== this.delivered.framesDelivered;
  }

  noteUpSent(): void {
    this.#upSent += 1;
  }

  noteUpReceived(): void {
    this.#upReceived += 1;
  }

  noteDownSent(): void {
    this.#downSent += 1;
  }

  noteAccepted(): void {
    this.#accepted = true;
  }

  /** One of the two ends has begun to close. */
  noteClosing(): void {
    this.#closing = true;
  }

  noteClientGone(): void {
    this.#clientGone = true;
  }

  noteServerGone(): void {
    this.#serverGone = true;
    this.#afterServer?.();
  }

  /** Calls back once the server has seen the end: at once where it never saw a beginning. */
  afterServer(callback: () => void): void {
    if (!this.#accepted || this.#serverGone) callback();
    else this.#afterServer = callback;
  }
}
