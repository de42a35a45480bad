import { closeCause, type LastServiceError } from '../connect/close-cause.ts';
import { secretsOf, withoutKnownSecrets } from '../connect/known-secrets.ts';
import { DuologueError } from '../errors.ts';
import type { ClientMessage } from '../protocol/client-messages.ts';
import type { ServerEvent, ServerEvents } from '../protocol/server-events.ts';
import type { ConnectionClose, ConnectionRequest } from '../transport/transport.ts';
import { Line } from './line.ts';
import type { SessionParts } from './session-parts.ts';
import { StartDeadline } from './start-deadline.ts';

export interface StartOptions {
  /** Gives the start up; `start` then rejects with ABORTED. */
  readonly signal?: AbortSignal;
  /** Time until the agent has answered, in milliseconds, without time spent in the queue of the service; default 10,000. */
  readonly timeoutMs?: number;
  /** Time in the queue of the service, in milliseconds; default 60,000. */
  readonly queueTimeoutMs?: number;
}

export interface DialerOptions {
  readonly parts: SessionParts;
  readonly startOptions: StartOptions;
  readonly received: (event: ServerEvent) => void;
  /** A frame was skipped. */
  readonly unreadable: (error: DuologueError) => void;
  /** A connection on which the agent had answered is gone; without an error where it was a normal goodbye. */
  readonly closed: (error: DuologueError | undefined) => void;
}

const defaultTimeoutMs = 10_000;
const defaultQueueTimeoutMs = 60_000;

/** Opens the connections of one conversation, one at a time, and gives up on those that nobody answers. */
export class Dialer {
  readonly #options: DialerOptions;
  #line: Line | undefined;
  #deadline: StartDeadline | undefined;
  #answered: (() => void) | undefined;
  #lastServiceError: LastServiceError | undefined;
  #secrets: readonly string[] = [];
  #close: ConnectionClose | undefined;
  #request: ConnectionRequest | undefined;
  /** Connections that were left and are still being closed. */
  readonly #leaving = new Set<Promise<boolean>>();
  /** Why the next dialing is given up before it begins. */
  #givenUp: DuologueError | undefined;

  constructor(options: DialerOptions) {
    this.#options = options;
  }

  /** True from the dialing until the agent has answered. */
  get isDialing(): boolean {
    return this.#answered !== undefined;
  }

  /** How the last connection was closed. */
  get close(): ConnectionClose | undefined {
    return this.#close;
  }

  /** What opened the last connection that was answered. */
  get request(): ConnectionRequest | undefined {
    return this.#request;
  }

  get bufferedBytes(): number {
    return this.#line?.bufferedBytes ?? 0;
  }

  get canProbe(): boolean {
    return this.#line?.canProbe ?? false;
  }

  /** Asks the other side for a sign of life. */
  probe(alive: () => void): void {
    this.#line?.probe(alive);
  }

  /** Sends a message; false where there is no connection. @throws DuologueError INVALID_MESSAGE */
  send(message: ClientMessage): boolean {
    return this.#line?.send(message) ?? false;
  }

  /**
   * Opens a connection as `request` says, or as the options do; resolves when the agent has answered and `ready` is through.
   * `signal` gives up. @throws DuologueError
   */
  async connect(
    ready: () => Promise<void>,
    signal: AbortSignal | undefined,
    request?: ConnectionRequest,
  ): Promise<void> {
    const { timeoutMs = defaultTimeoutMs, queueTimeoutMs = defaultQueueTimeoutMs } =
      this.#options.startOptions;
    const deadline = new StartDeadline({
      clock: this.#options.parts.clock,
      timeoutMs,
      queueTimeoutMs,
      signal,
    });
    this.#deadline = deadline;
    if (this.#givenUp) deadline.giveUp(this.#givenUp);
    try {
      const prepared = await deadline.bound(
        request ? Promise.resolve(request) : this.#prepare(deadline.signal),
      );
      // it may be given up in the very instant in which the request was there
      deadline.signal.throwIfAborted();
      await deadline.bound(this.#dial(prepared));
      this.#request = prepared;
      await deadline.bound(ready());
    } finally {
      this.#answered = undefined;
      this.#deadline = undefined;
      deadline.clear();
    }
  }

  /** A request as new as the first one. @throws DuologueError */
  async renew(signal: AbortSignal): Promise<ConnectionRequest> {
    const { parts, startOptions } = this.#options;
    const patience = parts.clock.timeoutSignal(startOptions.timeoutMs ?? defaultTimeoutMs);
    return this.#prepare(AbortSignal.any([signal, patience]));
  }

  /** The agent is there. */
  answered(): void {
    this.#answered?.();
    this.#answered = undefined;
  }

  /** The service keeps the conversation waiting: the time for the start stands still. */
  wait(): void {
    this.#deadline?.wait();
  }

  resume(): void {
    this.#deadline?.resume();
  }

  /** Ends the dialing that is under way with an error. */
  breakOff(error: DuologueError): void {
    this.#deadline?.giveUp(error);
  }

  /** Ends the dialing with an error, or keeps it from beginning. */
  giveUp(error: DuologueError): void {
    if (this.#deadline) this.#deadline.giveUp(error);
    else this.#givenUp ??= error;
  }

  /** Reports what the service said went wrong, and remembers it: the close that follows often says less. */
  serviceFailed({ errorType, message: said }: ServerEvents['error']): void {
    const message = said === undefined ? undefined : this.#withoutSecrets(said);
    this.#lastServiceError = {
      ...(errorType !== undefined && { errorType }),
      ...(message !== undefined && { message }),
    };
    const text = `The service reported ${errorType ?? 'an error'}${message === undefined ? '.' : `: ${message}`}`;
    this.#options.parts.report(new DuologueError('SERVICE_ERROR_EVENT', text, { details: { errorType } }));
  }

  /** Lets a connection go that is lost, or was never answered: nothing more is heard of it. */
  leave(): void {
    const leaving = this.#line?.hangUp();
    this.#line = undefined;
    if (!leaving) return;
    this.#leaving.add(leaving);
    void leaving.then(() => this.#leaving.delete(leaving));
  }

  /** Closes the connection. */
  async hangUp(): Promise<void> {
    const closed = await this.#line?.hangUp();
    await Promise.all(this.#leaving);
    if (closed !== false) return;
    const text = 'The service did not answer the close within 2,000 ms; the connection was cut.';
    this.#options.parts.report(new DuologueError('CLOSE_TIMEOUT', text));
  }

  /** The request as the options and the `beforeConnect` taps want it. */
  async #prepare(signal: AbortSignal): Promise<ConnectionRequest> {
    const { parts, startOptions } = this.#options;
    const { timeoutMs = defaultTimeoutMs } = startOptions;
    const request = await parts.prepare(signal);
    await parts.hooks.beforeConnect.call(request, { timeoutMs, signal });
    return request;
  }

  #dial(request: ConnectionRequest): Promise<void> {
    const { transport, turnstile, hooks, clock } = this.#options.parts;
    return new Promise((resolve, reject) => {
      this.#answered = resolve;
      this.#lastServiceError = undefined;
      const line: Line = new Line({
        transport,
        request,
        clock,
        received: (event) => turnstile.pass(() => this.#received(event)),
        sent: (message) => hooks.messageSent.call(message),
        badFrame: (error, frame) =>
          turnstile.pass(() => {
            if (frame !== undefined) hooks.frameSkipped.call({ frame, error });
            this.#options.unreadable(error);
          }),
        closed: (close) => turnstile.pass(() => this.#closed(line, close, reject)),
      });
      this.#line = line;
      this.#secrets = secretsOf(request);
    });
  }

  #received(event: ServerEvent): void {
    // an error after which the conversation went on is not the cause of its end
    if (event.type !== 'error' && event.type !== 'ping') this.#lastServiceError = undefined;
    this.#options.received(event);
  }

  #closed(line: Line, told: ConnectionClose, refuse: (error: DuologueError) => void): void {
    if (this.#line !== line) return;
    const close = { ...told, reason: this.#withoutSecrets(told.reason) };
    this.#close = close;
    const dialing = this.isDialing;
    const error = closeCause(close, this.#lastServiceError, !dialing);
    if (dialing) refuse(error ?? unanswered(close));
    else this.#options.closed(error);
  }

  /** What the service says, without what it repeats of the address, the token and the headers. */
  #withoutSecrets(text: string): string {
    return withoutKnownSecrets(text, this.#secrets);
  }
}

function unanswered({ code, reason }: ConnectionClose): DuologueError {
  const text = `The service closed the connection before the agent answered (close code ${code}${reason && `: ${reason}`}).`;
  return new DuologueError('CONNECT_FAILED', text, { details: { closeCode: code, closeReason: reason } });
}
