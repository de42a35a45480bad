import type { Connection, ConnectionListener } from './transport.ts';

/**
 * A connection whose socket takes a moment to come about. Nothing is lost meanwhile: nobody sends before `opened`,
 * and the socket gets its listener in the tick in which it is made.
 */
export class LateConnection implements Connection {
  readonly #listener: ConnectionListener;
  #connection: Connection | undefined;
  #givenUp = false;

  /** `ready` gives what makes the connection; its failure, and that of the making, is told as a close. */
  constructor(listener: ConnectionListener, ready: Promise<(listener: ConnectionListener) => Connection>) {
    this.#listener = listener;
    ready
      .then((connect) => {
        if (!this.#givenUp) this.#connection = connect(listener);
      })
      .catch((error: unknown) => this.#giveUp(error));
  }

  get bufferedBytes(): number {
    return this.#connection?.bufferedBytes ?? 0;
  }

  get probe(): Connection['probe'] {
    const connection = this.#connection;
    return connection?.probe && ((alive) => connection.probe?.(alive));
  }

  send(frame: string): void {
    this.#connection?.send(frame);
  }

  close(code: number, reason: string): void {
    if (this.#connection) this.#connection.close(code, reason);
    else this.terminate();
  }

  terminate(): void {
    if (this.#connection) return this.#connection.terminate();
    queueMicrotask(() => this.#giveUp(undefined));
  }

  #giveUp(error: unknown): void {
    if (this.#givenUp) return;
    this.#givenUp = true;
    this.#listener.closed({ code: 1006, reason: '', ...(error !== undefined && { error }) });
  }
}
