import { DuologueError } from '@duologue/core';
import type { Clock } from '@duologue/core';
import { PhoneCall } from './phone-call.ts';
import type { PhoneCallDetails } from './phone-call.ts';
import type { PhoneLineEnd, PhoneListener, PhoneWire } from './phone-wire.ts';

export interface LineStateOptions {
  /** What the line is, at the beginning of a sentence. */
  readonly name: string;
  readonly clock: Clock;
  /** Closes the connection after the far end did what it must not. */
  readonly cut: (why: string) => void;
}

/** What every phone line goes through, whatever it speaks: it opens or is refused, it has a call, and it ends once. */
export class LineState<Start> {
  readonly #options: LineStateOptions;
  readonly #opened: Promise<Start>;
  #open: (start: Start) => void = () => {};
  #refuse: (error: DuologueError) => void = () => {};
  #listener: PhoneListener | undefined;
  #end: PhoneLineEnd | undefined;

  constructor(options: LineStateOptions) {
    this.#options = options;
    this.#opened = new Promise((resolve, reject) => {
      this.#open = resolve;
      this.#refuse = reject;
    });
    this.#opened.catch(() => {}); // told by `opened`
  }

  get closed(): boolean {
    return this.#end !== undefined;
  }

  /** The call at this end of the line, once there is one. */
  get listener(): PhoneListener | undefined {
    return this.#listener;
  }

  /** The caller has pressed a key, if it is one that phones have. */
  press(digit: string): void {
    if (/^[0-9*#A-D]$/i.test(digit)) this.#listener?.digit(digit.toUpperCase());
  }

  /** The far end has said which call it is; it counts once. */
  open(start: Start): void {
    this.#open(start);
  }

  /** @throws DuologueError PHONE_LINE_FAILED when the far end says nothing in time, or closes the line before */
  async opened(timeoutMs: number): Promise<Start> {
    const timer = this.#options.clock.setTimeout(
      () => this.fail(`said nothing of its call within ${timeoutMs} ms`),
      timeoutMs,
    );
    try {
      return await this.#opened;
    } finally {
      timer.cancel();
    }
  }

  connect(details: PhoneCallDetails, wire: PhoneWire): PhoneCall {
    return new PhoneCall(details, this.#options.clock, (listener) => {
      this.#listener = listener;
      if (this.#end) listener.closed(this.#end);
      return wire;
    });
  }

  /** Hangs up because of the far end. */
  fail(what: string): DuologueError {
    const { name, cut } = this.#options;
    const error = new DuologueError('PHONE_LINE_FAILED', `${name} ${what}.`);
    if (!this.#end) {
      this.close({ by: 'failure', error });
      cut(error.message);
    }
    return error;
  }

  close(end: PhoneLineEnd): void {
    if (this.#end) return;
    this.#end = end;
    const { error: cause } = end;
    const what = cause?.message ?? `${this.#options.name} was closed before it said what call it is.`;
    this.#refuse(
      cause instanceof DuologueError ? cause : new DuologueError('PHONE_LINE_FAILED', what, { cause }),
    );
    this.#listener?.closed(end);
  }
}
