import { DuologueError } from '@duologue/core';
import type { Clock, Timer } from '@duologue/core';
import { contained } from './contained.ts';
import { PhoneCall } from './phone-call.ts';
import type { PhoneCallDetails } from './phone-call.ts';
import type { PhoneLineEnd, PhoneListener, PhoneWire } from './phone-wire.ts';

export interface LineStateOptions {
  /** What the line is, at the beginning of a sentence. */
  readonly name: string;
  readonly clock: Clock;
  /** How long the far end of a call may say nothing at all, in milliseconds. */
  readonly silenceTimeoutMs: number;
  readonly connection: LineConnection;
}

/** What a line does with the connection that it runs over. */
export interface LineConnection {
  /** Says goodbye, in the way that fits how the line ended. */
  close(end: PhoneLineEnd): void;
  /** Ends the connection without a word. */
  cut(): void;
}

/** Sound that comes faster than time, in milliseconds: more is no phone call. */
const mostAheadMs = 30_000;
/** A far end that does not answer a goodbye is cut off after this time, in milliseconds. */
const closePatienceMs = 2_000;

/** What every phone line goes through, whatever it speaks: it opens or is refused, it has a call, and it ends once. */
export class LineState<Start> {
  readonly #options: LineStateOptions;
  readonly #opened: Promise<Start>;
  #open: (start: Start) => void = () => {};
  #refuse: (error: DuologueError) => void = () => {};
  #listener: PhoneListener | undefined;
  #end: PhoneLineEnd | undefined;
  #samplesPerMs = 8;
  #connectedAtMs = 0;
  #heardMs = 0;
  /** When the far end said anything the last time. */
  #aliveAtMs = 0;
  /** Rings when the far end has been silent for too long: with a call for all, after the end for its goodbye. */
  #watch: Timer | undefined;

  /** @throws DuologueError INVALID_OPTIONS */
  constructor(options: LineStateOptions) {
    const { silenceTimeoutMs } = options;
    if (!(silenceTimeoutMs > 0))
      throw new DuologueError(
        'INVALID_OPTIONS',
        `silenceTimeoutMs is ${silenceTimeoutMs}. It is a number above 0, or Infinity.`,
      );
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

  /** Handles what the far end has said, if the line is still open. */
  receive(handle: () => void): void {
    if (this.#end) return;
    this.#aliveAtMs = this.#options.clock.now();
    this.attempt(handle);
  }

  /** Works with the connection: where that throws, the line has failed. */
  attempt(work: () => void): void {
    if (this.#end) return;
    try {
      work();
    } catch (error) {
      this.fail(`failed: ${error instanceof Error ? error.message : String(error)}`, error);
    }
  }

  /** The caller has pressed a key, if it is one that phones have. */
  press(digit: string): void {
    if (/^[0-9*#A-D]$/i.test(digit)) this.#listener?.digit(digit.toUpperCase());
  }

  /** The caller was heard. `number` counts the frames, where they may come out of order. */
  hear(samples: Int16Array, number: number | undefined): void {
    if (!this.#listener || samples.length === 0) return;
    this.#heardMs += samples.length / this.#samplesPerMs;
    if (this.#heardMs > this.#options.clock.now() - this.#connectedAtMs + mostAheadMs)
      this.fail('sends sound much faster than a caller can speak');
    else this.#listener.audio(samples, number);
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
    const { clock } = this.#options;
    this.#samplesPerMs = details.sampleRateHz / 1_000;
    this.#connectedAtMs = this.#aliveAtMs = clock.now();
    this.#watchSilence();
    return new PhoneCall(details, clock, (listener) => {
      this.#listener = listener;
      if (this.#end) listener.closed(this.#end);
      return wire;
    });
  }

  /** Hangs up because of the far end. */
  fail(what: string, cause?: unknown): DuologueError {
    const error = new DuologueError('PHONE_LINE_FAILED', `${this.#options.name} ${what}.`, { cause });
    this.close({ by: 'failure', error });
    return error;
  }

  /** Ends the line, and closes its connection. */
  close(end: PhoneLineEnd): void {
    if (this.#end) return;
    const { clock, connection } = this.#options;
    this.#finish(end);
    this.#watch = clock.setTimeout(() => this.#cut(), closePatienceMs);
    contained(
      () => connection.close(end),
      () => this.#cut(),
    );
  }

  /** The connection is gone, whoever closed it. */
  gone(): void {
    if (!this.#end) this.#finish({ by: 'caller' });
    this.#watch?.cancel();
  }

  #finish(end: PhoneLineEnd): void {
    this.#end = end;
    this.#watch?.cancel();
    const { error: cause } = end;
    const what = cause?.message ?? `${this.#options.name} was closed before it said what call it is.`;
    this.#refuse(
      cause instanceof DuologueError ? cause : new DuologueError('PHONE_LINE_FAILED', what, { cause }),
    );
    this.#listener?.closed(end);
  }

  #cut(): void {
    this.#watch?.cancel();
    contained(
      () => this.#options.connection.cut(),
      () => {}, // nobody is there any more
    );
  }

  #watchSilence(): void {
    const { clock, silenceTimeoutMs } = this.#options;
    if (this.#end || silenceTimeoutMs === Infinity) return;
    const restMs = this.#aliveAtMs + silenceTimeoutMs - clock.now();
    if (restMs > 0) this.#watch = clock.setTimeout(() => this.#watchSilence(), restMs);
    else this.fail(`has said nothing for ${silenceTimeoutMs} ms`);
  }
}
