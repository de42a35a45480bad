import type { AsyncSeriesBailHook } from 'tapable';
import { isPromiseLike } from '../../promise-like.ts';
import type { TapOptions } from '../taps.ts';
import { boundedRun, type Settle, type TapBounds, type TapOutcome } from './bounded-run.ts';
import { GuardedTap, type HookSurroundings } from './guarded-tap.ts';
import { readTap } from './read-tap.ts';
import { TapRecord } from './tap-record.ts';

type Answer<A> = A | undefined | void;
type SeriesHook<V, A> = Pick<AsyncSeriesBailHook<[V, TapBounds], A | undefined>, 'tapPromise' | 'promise'>;
interface AwaitedTap<V, A> {
  readonly name: string;
  readonly stage: number;
  readonly fn: (value: V, bounds: TapBounds) => Promise<A | undefined>;
}

type Done<A> = (error?: Error | null, answer?: A) => void;

/**
 * What questions and steps share: a tap may return, return a promise or call back, and each is waited for in the
 * same way, within the bounds of the call. To tapable they are all promise taps.
 */
export abstract class AwaitedTaps<V, A> extends TapRecord<AwaitedTap<V, A>> {
  readonly #name: string;
  readonly #surroundings: HookSurroundings;
  #hook: SeriesHook<V, A> | undefined;

  constructor(name: string, surroundings: HookSurroundings) {
    super();
    this.#name = name;
    this.#surroundings = surroundings;
  }

  get isUsed(): boolean {
    return this.#hook !== undefined;
  }

  tap(options: string | TapOptions, work: (value: V) => Answer<A> | Promise<Answer<A>>): void {
    this.#add(options, work, (value, settle) => settleWith(work(value), settle));
  }

  tapPromise(options: string | TapOptions, work: (value: V) => Promise<Answer<A>>): void {
    this.tap(options, work);
  }

  tapAsync(options: string | TapOptions, work: (value: V, done: Done<A>) => void): void {
    this.#add(options, work, (value, settle) => {
      const returned: unknown = work(value, (error, answer) => {
        if (error) settle({ how: 'failed', thrown: error });
        else settleWith(answer, settle);
      });
      // Of an async function only the failure counts: it answers through `done`.
      if (isPromiseLike(returned)) {
        Promise.resolve(returned).then(undefined, (thrown: unknown) => settle({ how: 'failed', thrown }));
      }
    });
  }

  protected async run(value: V, bounds: TapBounds): Promise<A | undefined> {
    return this.#hook?.promise(value, bounds);
  }

  protected override fill({ fn, ...tap }: AwaitedTap<V, A>): void {
    this.#hook ??= this.createHook();
    this.#hook.tapPromise(tap, fn);
  }

  protected override empty(): void {
    this.#hook = undefined;
  }

  protected abstract createHook(): SeriesHook<V, A>;

  /** What the end of one tap means: an answer ends the call, undefined goes on to the next tap, a throw rejects the call. */
  protected abstract conclude(outcome: TapOutcome, tap: GuardedTap, bounds: TapBounds): A | undefined;

  #add(options: string | TapOptions, given: unknown, work: (value: V, settle: Settle) => void): void {
    const { name, stage } = readTap(this.#name, options, given);
    const tap = new GuardedTap(name, this.#name, this.#surroundings);
    const { clock, timings } = this.#surroundings;
    const fn = async (value: V, bounds: TapBounds) => {
      const begin = (settle: Settle) => {
        timings.lapMs = clock.now();
        tap.run(
          (given) => work(given, settle),
          value,
          (thrown) => settle({ how: 'failed', thrown }),
        );
      };
      return this.conclude(await boundedRun(begin, bounds, clock, tap.failed), tap, bounds);
    };
    this.record({ name, stage, fn });
  }
}

function settleWith(given: unknown, settle: Settle): void {
  if (!isPromiseLike(given)) return settle({ how: 'returned', value: given });
  Promise.resolve(given).then(
    (value) => settle({ how: 'returned', value }),
    (thrown: unknown) => settle({ how: 'failed', thrown }),
  );
}
