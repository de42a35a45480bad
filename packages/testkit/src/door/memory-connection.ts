import type { Connection, ConnectionListener } from '@duologue/core';
import type { Conversation } from '../conversation/conversation.ts';
import type { Wire } from '../conversation/wire.ts';
import type { DeliveryCount } from './delivery-count.ts';

/**
 * Both ends of a connection in memory. Each frame is delivered in a microtask of its own, those of one direction in order,
 * and a close comes after the frames before it.
 */
export class MemoryConnection implements Connection {
  readonly bufferedBytes = 0;
  /** The end of the server. */
  readonly wire: Wire;
  readonly #listener: ConnectionListener;
  readonly #count: DeliveryCount;
  #conversation: Conversation | undefined;
  /** Nothing more is sent by the client, or by the server. */
  #clientIsDone = false;
  #serverIsDone = false;
  #gone = false;

  constructor(listener: ConnectionListener, count: DeliveryCount) {
    this.#listener = listener;
    this.#count = count;
    this.wire = {
      send: (text) => this.#toClient(text),
      close: (code, reason) => {
        this.#serverIsDone = true;
        queueMicrotask(() => this.#end(code, reason));
      },
      cut: () => queueMicrotask(() => this.#end(1006, '')),
    };
  }

  open(conversation: Conversation): void {
    this.#conversation = conversation;
    queueMicrotask(() => {
      if (this.#gone) return;
      conversation.opened();
      this.#listener.opened();
    });
  }

  send(frame: string): void {
    if (this.#clientIsDone || this.#gone) return;
    queueMicrotask(() => {
      if (!this.#gone) this.#conversation?.received(frame);
    });
  }

  close(code: number, reason: string): void {
    if (this.#clientIsDone) return;
    this.#clientIsDone = true;
    queueMicrotask(() => this.#end(code, reason));
  }

  terminate(): void {
    queueMicrotask(() => this.#end(1006, ''));
  }

  #toClient(text: string): void {
    if (this.#serverIsDone || this.#gone) return;
    queueMicrotask(() => {
      if (this.#gone) return;
      this.#listener.received(text);
      this.#count.note();
    });
  }

  #end(code: number, reason: string): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#conversation?.connectionClosed(code, reason);
    this.#listener.closed({ code, reason });
  }
}
