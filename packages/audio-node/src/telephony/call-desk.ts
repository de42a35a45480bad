import { DuologueError } from '@duologue/core';
import type { Clock, Session } from '@duologue/core';
import type { PhoneCall } from './phone-call.ts';
import type { PhoneLineEnd } from './phone-wire.ts';

export interface CallDeskOptions {
  readonly answer: (call: PhoneCall) => Session | Promise<Session>;
  readonly maxCalls: number;
  readonly drainMs: number;
  readonly clock: Clock;
  /** Never throws. */
  readonly report: (error: unknown, call?: PhoneCall) => void;
}

interface RunningCall {
  readonly call: PhoneCall;
  session: Session | undefined;
  end: PhoneLineEnd | undefined;
}

/** Takes calls, gives each one its session, and sees to it that both end together. */
export class CallDesk {
  readonly #options: CallDeskOptions;
  readonly #running = new Set<RunningCall>();
  /** Calls whose provider has not said yet which they are: what cuts them off. */
  readonly #ringing = new Set<() => void>();
  #closing = false;
  /** Whether the time to end is over, too. */
  #closed = false;
  #onEmpty: (() => void) | undefined;

  /** @throws DuologueError INVALID_OPTIONS */
  constructor(options: CallDeskOptions) {
    const { maxCalls, drainMs } = options;
    if (!(maxCalls >= 1))
      throw new DuologueError('INVALID_OPTIONS', `maxCalls is ${maxCalls}. It is a number from 1.`);
    if (!(drainMs >= 0))
      throw new DuologueError('INVALID_OPTIONS', `drainMs is ${drainMs}. It is a number from 0.`);
    this.#options = options;
  }

  get calls(): readonly PhoneCall[] {
    return [...this.#running].map(({ call }) => call);
  }

  /** Whether no further call can be taken. */
  get full(): boolean {
    return this.#closing || this.#running.size + this.#ringing.size >= this.#options.maxCalls;
  }

  /** Takes a call, from its first sound to the end of its session. `cut` closes its line before it is a call. Never rejects. */
  async take(accept: () => Promise<PhoneCall>, cut: () => void): Promise<void> {
    this.#ringing.add(cut);
    const call = await accept()
      .catch((error: unknown) => {
        if (!this.#closed) this.#options.report(error);
      })
      .finally(() => this.#ringing.delete(cut));
    if (this.#closed) call?.hangUp();
    else if (call) await this.#run(call);
    if (this.#empty) this.#onEmpty?.();
  }

  /** Refuses further calls and waits for those that run; what is still running after `drainMs` is ended. */
  async close(): Promise<void> {
    this.#closing = true;
    if (this.#empty) return;
    const { clock, drainMs } = this.#options;
    await new Promise<void>((resolve) => {
      const timer = clock.setTimeout(() => this.#endAll(), drainMs);
      this.#onEmpty = () => {
        timer.cancel();
        resolve();
      };
    });
  }

  get #empty(): boolean {
    return this.#running.size + this.#ringing.size === 0;
  }

  async #run(call: PhoneCall): Promise<void> {
    const running: RunningCall = { call, session: undefined, end: undefined };
    this.#running.add(running);
    try {
      const session = await this.#options.answer(call);
      running.session = session;
      const starting = session.start();
      void call.ended.then((end) => {
        running.end = end;
        return session.end();
      });
      await starting;
      const { error = running.end?.error } = await session.ended;
      if (error) this.#options.report(error, call);
    } catch (error) {
      // a caller who hangs up while the agent is being called is no problem
      if (running.end === undefined || running.end.by === 'failure') this.#options.report(error, call);
    } finally {
      call.hangUp();
      this.#running.delete(running);
    }
  }

  #endAll(): void {
    this.#closed = true;
    for (const cut of this.#ringing) cut();
    for (const { call, session } of this.#running) {
      if (session === undefined) call.hangUp();
      else void session.end({ drain: false });
    }
  }
}
