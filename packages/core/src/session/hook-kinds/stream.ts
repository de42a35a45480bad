import { SyncWaterfallHook } from 'tapable';
import { isPromiseLike } from '../../promise-like.ts';
import type { StreamHook, StreamTapOptions } from '../taps.ts';
import { GuardedTap, type HookSurroundings } from './guarded-tap.ts';
import { inWords } from './in-words.ts';
import { readTap } from './read-tap.ts';
import { TapRecord } from './tap-record.ts';

interface ChangeTap<T> {
  readonly name: string;
  readonly stage: number;
  readonly fn: (value: T | null) => T | null;
}

/** What may flow in a stream. */
export interface StreamRules<T> {
  /** Whether a value that a tap returned can flow on in the place of `before`. */
  readonly accepts: (value: unknown, before: T) => boolean;
  /** What `accepts` asks for, in words. */
  readonly expected: string;
}

/** The session's side of a {@link StreamHook}. */
export class Stream<T> extends TapRecord<ChangeTap<T>> implements StreamHook<T> {
  readonly kind = 'stream';
  readonly #name: string;
  readonly #rules: StreamRules<T>;
  readonly #surroundings: HookSurroundings;
  #hook: SyncWaterfallHook<[T | null]> | undefined;

  constructor(name: string, rules: StreamRules<T>, surroundings: HookSurroundings) {
    super();
    this.#name = name;
    this.#rules = rules;
    this.#surroundings = surroundings;
  }

  get isUsed(): boolean {
    return this.#hook !== undefined;
  }

  tap(options: string | StreamTapOptions, change: (value: T) => T | null | void): void {
    const { name, stage, onError } = readTap(this.#name, options, change);
    const tap = new GuardedTap(name, this.#name, this.#surroundings);
    const { accepts, expected } = this.#rules;
    // To tapable undefined means "as it was".
    const instead = onError === 'drop' ? null : undefined;

    const work = (value: T): T | null | undefined => {
      const returned: unknown = change(value);
      if (returned === undefined || returned === null) return returned;
      if (isPromiseLike(returned)) {
        Promise.resolve(returned).then(undefined, () => {});
        tap.report(tap.error('TAP_RETURNED_PROMISE', 'returned a promise, which a stream cannot wait for'));
        return instead;
      }
      if (accepts(returned, value)) return returned as T;
      tap.report(tap.error('TAP_FAILED', `returned ${inWords(returned)} where ${expected} flows`));
      return instead;
    };
    const onThrow = (thrown: unknown) => {
      tap.failed(thrown);
      return instead;
    };

    // A value that was dropped stays dropped.
    const fn = (value: T | null) => (value === null ? null : tap.run(work, value, onThrow)) as T | null;
    this.record({ name, stage, fn });
  }

  /** The value as the taps left it, or null where one dropped it. Never throws. */
  call(value: T): T | null {
    if (this.#hook === undefined) return value;
    this.#surroundings.timings.lapMs = this.#surroundings.clock.now();
    return this.#hook.call(value);
  }

  protected override fill({ fn, ...tap }: ChangeTap<T>): void {
    this.#hook ??= new SyncWaterfallHook(['value']);
    this.#hook.tap(tap, fn);
  }

  protected override empty(): void {
    this.#hook = undefined;
  }
}
