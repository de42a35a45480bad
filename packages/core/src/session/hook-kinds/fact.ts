import { SyncHook } from 'tapable';
import { isPromiseLike } from '../../promise-like.ts';
import type { FactHook, TapOptions } from '../taps.ts';
import { GuardedTap, type HookSurroundings } from './guarded-tap.ts';
import { readTap } from './read-tap.ts';
import { TapRecord } from './tap-record.ts';

interface WatchTap<T> {
  readonly name: string;
  readonly stage: number;
  readonly fn: (value: T) => void;
}

/** The session's side of a {@link FactHook}. A failing tap is reported, and the others run all the same. */
export class Fact<T> extends TapRecord<WatchTap<T>> implements FactHook<T> {
  readonly kind = 'fact';
  readonly #name: string;
  readonly #surroundings: HookSurroundings;
  #hook: SyncHook<[T]> | undefined;

  constructor(name: string, surroundings: HookSurroundings) {
    super();
    this.#name = name;
    this.#surroundings = surroundings;
  }

  get isUsed(): boolean {
    return this.#hook !== undefined;
  }

  tap(options: string | TapOptions, watch: (value: T) => void): void {
    const { name, stage } = readTap(this.#name, options, watch);
    const fn = guardedWatch(watch, new GuardedTap(name, this.#name, this.#surroundings));
    this.record({ name, stage, fn });
  }

  /** Tells every tap. Never throws. */
  call(value: T): void {
    if (this.#hook === undefined) return;
    this.#surroundings.timings.lapMs = this.#surroundings.clock.now();
    this.#hook.call(value);
  }

  protected override fill({ fn, ...tap }: WatchTap<T>): void {
    this.#hook ??= new SyncHook(['value']);
    this.#hook.tap(tap, fn);
  }

  protected override empty(): void {
    this.#hook = undefined;
  }
}

/** A watching tap that never throws. A promise that it returns is not waited for, but listened to. */
export function guardedWatch<T>(watch: (value: T) => void, tap: GuardedTap): (value: T) => void {
  const work = (value: T) => {
    const returned: unknown = watch(value);
    if (isPromiseLike(returned)) Promise.resolve(returned).then(undefined, tap.failed);
  };
  return (value) => tap.run(work, value, tap.failed);
}
