import { SyncHook } from 'tapable';
import { isPromiseLike } from '../../promise-like.ts';
import type { FactHook, TapOptions } from '../taps.ts';
import { GuardedTap, type HookSurroundings } from './guarded-tap.ts';
import { readTap } from './read-tap.ts';

/** The session's side of a {@link FactHook}. A failing tap is reported, and the others run all the same. */
export class Fact<T> implements FactHook<T> {
  readonly kind = 'fact';
  readonly #name: string;
  readonly #surroundings: HookSurroundings;
  #hook: SyncHook<[T]> | undefined;

  constructor(name: string, surroundings: HookSurroundings) {
    this.#name = name;
    this.#surroundings = surroundings;
  }

  get isUsed(): boolean {
    return this.#hook !== undefined;
  }

  tap(options: string | TapOptions, watch: (value: T) => void): void {
    const { name, stage } = readTap(this.#name, options, watch);
    const fn = guardedWatch(watch, new GuardedTap(name, this.#name, this.#surroundings));
    this.#hook ??= new SyncHook(['value']);
    this.#hook.tap({ name, stage }, fn);
  }

  /** Tells every tap. Never throws. */
  call(value: T): void {
    this.#hook?.call(value);
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
