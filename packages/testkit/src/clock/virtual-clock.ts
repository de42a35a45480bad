import { DuologueError, sleepOn, type Clock, type Timer } from '@duologue/core';
import { clockStall, warnOfStall, type ClockStall } from './clock-stall.ts';
import { pendingTimers, type PendingTimer } from './pending-timer.ts';
import { TimerQueue, type QueuedTimer } from './timer-queue.ts';
import { afterThisTurn } from './wall-clock.ts';
import { Watchdog } from './watchdog.ts';

export interface VirtualClockOptions {
  /** What `epochMs()` says at the start; default 2026-01-01T00:00:00Z. */
  readonly epochMs?: number;
  /**
   * Moves to the next timer by itself whenever nothing else can happen; default true.
   * With false, time moves only by `advance`.
   */
  readonly autojump?: boolean;
  /** How long time may be held or something may be busy before `onStall` is told, by the wall; default 5,000 ms. */
  readonly watchdogMs?: number;
  /** Gets what time waits for. Default: a process warning with the code DUOLOGUE_CLOCK_STALLED. */
  readonly onStall?: (stall: ClockStall) => void;
}

/** Tells a clock that something is under way which no timer shows. */
export interface BusySource {
  readonly name: string;
  isBusy(): boolean;
}

const newYear2026 = 1_767_225_600_000;

/** How many timers that are due together share a turn of the event loop, which takes longer than what most of them do. */
const timersATurn = 4;

/**
 * A clock for tests: time stands still while anything can still happen, and then jumps to the next timer.
 *
 * It jumps only when nobody holds it, no busy source is busy, all microtasks are done and a whole turn of the
 * event loop brought nothing new: nothing that the clock hears of, which a `setImmediate` set in another is not. Of timers that are due together, the one that was set first fires first, and the next
 * when nobody holds the clock, no busy source is busy and all microtasks are done: as on the computer's own clock, what
 * one of them left to `setImmediate` may come after the others, but comes before time moves.
 * A clock with timers keeps the process alive: dispose of it when the test is over.
 */
export class VirtualClock implements Clock {
  readonly #queue = new TimerQueue();
  readonly #holds = new Set<Holder>();
  readonly #busySources = new Set<BusySource>();
  readonly #startEpochMs: number;
  readonly #autojump: boolean;
  readonly #watchdog: Watchdog;
  readonly #onStall: (stall: ClockStall) => void;
  #nowMs = 0;
  /** Grows with everything that may lead to more in this instant. */
  #activity = 0;
  #activitySeen = 0;
  #turnAsked = false;
  /** A timer has fired in this turn of the event loop. */
  #hasFired = false;
  #disposed = false;
  #settleWaiters: (() => void)[] = [];
  #advance: { readonly untilMs: number; readonly done: () => void } | undefined;

  constructor({
    epochMs = newYear2026,
    autojump = true,
    watchdogMs = 5_000,
    onStall = warnOfStall,
  }: VirtualClockOptions = {}) {
    this.#startEpochMs = epochMs;
    this.#autojump = autojump;
    this.#onStall = onStall;
    this.#watchdog = new Watchdog(watchdogMs, () => this.#tellStall());
  }

  now(): number {
    return this.#nowMs;
  }

  epochMs(): number {
    return this.#startEpochMs + this.#nowMs;
  }

  setTimeout(callback: () => void, ms: number): Timer {
    return this.#set(callback, ms, undefined, false);
  }

  setInterval(callback: () => void, ms: number): Timer {
    const everyMs = Math.max(1, ms || 0);
    return this.#set(callback, everyMs, everyMs, false);
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return sleepOn(this, ms, signal);
  }

  timeoutSignal(ms: number): AbortSignal {
    const controller = new AbortController();
    const abort = () =>
      controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
    this.#set(abort, ms, undefined, true);
    return controller.signal;
  }

  /** Stops time until the returned function is called. `name` is what the watchdog calls the holder. */
  hold(name?: string): () => void {
    const holder: Holder = { name: name ?? new Error('here') };
    this.#holds.add(holder);
    return () => {
      if (!this.#holds.delete(holder)) return;
      this.#watchdog.rest();
      this.noteActivity();
    };
  }

  /** The timers that wait, the next one first. Those that nobody can cancel (`timeoutSignal`) are left out. */
  get pending(): readonly PendingTimer[] {
    return pendingTimers(this.#queue.waiting, this.#nowMs);
  }

  /** Who holds time now. */
  get holders(): readonly string[] {
    return [...this.#holds].map(nameOf);
  }

  /** Makes time wait while `source` is busy. Returns the function that ends this. */
  addBusySource(source: BusySource): () => void {
    this.#busySources.add(source);
    return () => {
      if (this.#busySources.delete(source)) this.noteActivity();
    };
  }

  /** Says that something happened which may lead to more in this instant: a frame that arrived, for example. */
  noteActivity(): void {
    this.#activity += 1;
    this.#askForTurn();
  }

  /** Resolves when nothing more can happen in this instant; time does not move meanwhile. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      this.#settleWaiters.push(resolve);
      this.noteActivity();
    });
  }

  /**
   * Moves time by `ms`, firing the timers on the way one after the other, and lets all that follows from those of one
   * instant happen before the next.
   * @throws DuologueError INVALID_STATE while another `advance` is under way
   */
  advance(ms: number): Promise<void> {
    if (this.#autojump) return this.sleep(ms);
    if (this.#advance) {
      throw new DuologueError(
        'INVALID_STATE',
        'advance() was called before the last one had finished. Wait for it first.',
      );
    }
    return new Promise((resolve) => {
      this.#advance = { untilMs: this.#nowMs + Math.max(0, ms || 0), done: resolve };
      this.noteActivity();
    });
  }

  /** Drops all timers and stops. What sleeps on the clock sleeps for ever. */
  [Symbol.dispose](): void {
    this.#disposed = true;
    this.#queue.clear();
    this.#watchdog.rest();
  }

  #set(callback: () => void, ms: number, everyMs: number | undefined, background: boolean): Timer {
    const dueMs = this.#nowMs + Math.max(0, ms || 0);
    const timer = this.#queue.add({ dueMs, everyMs, callback, background });
    this.noteActivity();
    return { cancel: () => this.#queue.cancel(timer) };
  }

  #askForTurn(): void {
    if (this.#turnAsked || this.#disposed) return;
    this.#turnAsked = true;
    afterThisTurn(this.#turn);
    for (let more = 1; more < timersATurn; more += 1) afterThisTurn(this.#fireAnother);
    afterThisTurn(this.#endTurn);
  }

  readonly #turn = (): void => {
    this.#turnAsked = false;
    if (this.#disposed) return;
    if (this.#holds.size > 0) return this.#watchdog.watch(); // the one who lets go asks for the next turn
    if (this.#noteBusy()) {
      this.#watchdog.watch();
      return this.#askForTurn();
    }
    this.#watchdog.rest();
    if (this.#activity !== this.#activitySeen) {
      this.#activitySeen = this.#activity;
      return this.#askForTurn();
    }
    if (this.#settleWaiters.length > 0) return this.#tellSettled();
    this.#jump();
  };

  /** Another timer of this instant, once the microtasks of the one before are done. */
  readonly #fireAnother = (): void => {
    if (!this.#hasFired || this.#disposed) return;
    if (this.#settleWaiters.length > 0 || this.#holds.size > 0 || this.#isBusy()) return;
    const timer = this.#queue.peek();
    if (timer?.dueMs === this.#nowMs) this.#fire(timer);
  };

  /**
   * All microtasks of the timers are done: a turn that is asked for only now comes after everything that they left to
   * the next turn of the event loop, so that one turn is enough.
   */
  readonly #endTurn = (): void => {
    if (!this.#hasFired) return;
    this.#hasFired = false;
    this.#turnAsked = false;
    this.#activitySeen = this.#activity;
    this.#noteBusy();
    this.#askForTurn();
  };

  /** Whether a source is busy. Where one is, what ends that may leave something to a later turn: the one that finds it at rest is not enough. */
  #noteBusy(): boolean {
    const isBusy = this.#isBusy();
    if (isBusy) this.#activity += 1;
    return isBusy;
  }

  #isBusy(): boolean {
    for (const source of this.#busySources) if (source.isBusy()) return true;
    return false;
  }

  #tellSettled(): void {
    const waiters = this.#settleWaiters;
    this.#settleWaiters = [];
    for (const resolve of waiters) resolve();
    this.noteActivity();
  }

  #jump(): void {
    const timer = this.#queue.peek();
    if (this.#autojump ? !timer : !this.#advance) return;
    if (this.#advance && (!timer || timer.dueMs > this.#advance.untilMs)) {
      const { untilMs, done } = this.#advance;
      this.#nowMs = untilMs;
      this.#advance = undefined;
      return done();
    }
    if (timer) this.#fire(timer);
  }

  #fire(timer: QueuedTimer): void {
    this.#queue.take();
    this.#nowMs = timer.dueMs;
    this.#hasFired = true; // first, so that time goes on even where the callback throws
    this.#turnAsked = true; // by the end of this turn
    if (timer.everyMs !== undefined) this.#queue.repeat(timer, timer.everyMs);
    timer.callback();
  }

  #tellStall(): void {
    const why = this.#holds.size > 0 ? 'held' : 'busy';
    const busy = [...this.#busySources].filter((source) => source.isBusy()).map(({ name }) => name);
    const names = why === 'held' ? this.holders : busy;
    this.#onStall(clockStall(this.#nowMs, { why, names, pending: this.pending }));
  }
}

/** Who holds time: by a name, or by an error made in `hold()`, whose stack is costly to write and is read only where it is asked for. */
interface Holder {
  readonly name: string | Error;
}

/** Without a name, where `hold()` was called: of the stack, the line after `Error` and `hold`. */
function nameOf({ name }: Holder): string {
  if (typeof name === 'string') return name;
  return name.stack?.split('\n')[2]?.trim() ?? 'an unnamed holder';
}
