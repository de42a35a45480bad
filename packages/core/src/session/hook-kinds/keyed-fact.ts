import { HookMap, SyncHook } from 'tapable';
import { DuologueError } from '../../errors.ts';
import type { FactHook, KeyedFactHook, TapOptions } from '../taps.ts';
import { guardedWatch } from './fact.ts';
import { GuardedTap, type HookSurroundings } from './guarded-tap.ts';
import { inWords } from './in-words.ts';
import { readTap } from './read-tap.ts';
import { TapRecord } from './tap-record.ts';

interface KeyedTap {
  readonly name: string;
  readonly stage: number;
  /** Undefined where it watches all keys. */
  readonly key: string | undefined;
  readonly fn: (value: unknown) => void;
}

type WatchHook = SyncHook<[unknown]>;

interface KeyedHooks {
  /** Called for values whose key has no tap. */
  readonly unkeyed: WatchHook;
  readonly keyed: HookMap<WatchHook>;
  readonly all: WatchHook[];
}

/**
 * The session's side of a {@link KeyedFactHook}. Each key that is tapped has a hook of its own, which holds the
 * taps of all keys too: a call runs one hook, and its taps stand in one order.
 */
export class KeyedFact<T, Values> extends TapRecord<KeyedTap> implements KeyedFactHook<T, Values> {
  readonly kind = 'fact';
  readonly #name: string;
  readonly #keyOf: (value: T) => string;
  readonly #surroundings: HookSurroundings;
  #hooks: KeyedHooks | undefined;

  constructor(name: string, keyOf: (value: T) => string, surroundings: HookSurroundings) {
    super();
    this.#name = name;
    this.#keyOf = keyOf;
    this.#surroundings = surroundings;
  }

  get isUsed(): boolean {
    return this.#hooks !== undefined;
  }

  tap(options: string | TapOptions, watch: (value: T) => void): void {
    const { name, stage } = readTap(this.#name, options, watch);
    const fn = guardedWatch(
      watch as (value: unknown) => void,
      new GuardedTap(name, this.#name, this.#surroundings),
    );
    this.record({ name, stage, key: undefined, fn });
  }

  for<K extends keyof Values>(key: K): FactHook<Values[K]>;
  for(key: string): FactHook<T>;
  for(key: unknown): FactHook<unknown> {
    if (typeof key !== 'string' || key === '') {
      const message = `hook "${this.#name}" is keyed by a non-empty string, not by ${inWords(key)}.`;
      throw new DuologueError('INVALID_OPTIONS', message);
    }
    const tap: FactHook<unknown>['tap'] = (options, watch) => {
      const { name, stage } = readTap(this.#name, options, watch);
      const fn = guardedWatch(watch, new GuardedTap(name, this.#name, this.#surroundings, key));
      this.record({ name, stage, key, fn });
    };
    return { kind: 'fact', tap };
  }

  /** Tells the taps of the value's key and those of all keys. `nowMs` is for who has just read the clock. Never throws. */
  call(value: T, nowMs: number = this.#surroundings.clock.now()): void {
    if (this.#hooks === undefined) return;
    const { keyed, unkeyed } = this.#hooks;
    this.#surroundings.timings.lapMs = nowMs;
    (keyed.get(this.#keyOf(value)) ?? unkeyed).call(value);
  }

  protected override fill({ key, fn, ...tap }: KeyedTap): void {
    const { all, keyed } = this.#tappable();
    for (const hook of key === undefined ? all : [keyed.for(key)]) hook.tap(tap, fn);
  }

  protected override empty(): void {
    this.#hooks = undefined;
  }

  #tappable(): KeyedHooks {
    if (this.#hooks !== undefined) return this.#hooks;
    const unkeyed: WatchHook = new SyncHook(['value']);
    const all = [unkeyed];
    const keyed = new HookMap<WatchHook>(() => {
      const hook: WatchHook = new SyncHook(['value']);
      for (const { name, stage, fn } of unkeyed.taps)
        hook.tap({ name, stage: stage ?? 0 }, fn as (value: unknown) => void);
      all.push(hook);
      return hook;
    });
    return (this.#hooks = { unkeyed, keyed, all });
  }
}
