/** When a tap runs among the taps of its hook; within a stage the order of the plugin list holds. */
export type TapStage = 'capture' | 'transform' | 'guard' | 'observe';

export interface TapOptions {
  /** The name of the plugin, as it appears in problems and measurements. */
  readonly name: string;
  /** Default `transform`. */
  readonly stage?: TapStage;
}

export interface StreamTapOptions extends TapOptions {
  /**
   * What becomes of the value when the tap fails, by a throw or by a promise that cannot be waited for:
   * `keep` it as it was (default), or `drop` it, as redaction and mute need.
   */
  readonly onError?: 'keep' | 'drop';
}

/** A fact: something happened, and taps may watch. */
export interface FactHook<T> {
  readonly kind: 'fact';
  tap(options: string | TapOptions, watch: (value: T) => void): void;
}

/**
 * A fact that can also be watched by key; `Values` maps each key to its payload. The taps of a key and those of
 * the hook itself run in one order: by stage, then in the order of tapping.
 */
export interface KeyedFactHook<T, Values> extends FactHook<T> {
  for<K extends keyof Values>(key: K): FactHook<Values[K]>;
  for(key: string): FactHook<T>;
}

/** A stream: a tap returns another value, `null` to drop it, or nothing to leave it as it is. */
export interface StreamHook<T> {
  readonly kind: 'stream';
  tap(options: string | StreamTapOptions, change: (value: T) => T | null | void): void;
}

/** A question: the first tap that returns something other than `undefined` answers it. */
export interface QuestionHook<Q, A> {
  readonly kind: 'question';
  tap(
    options: string | TapOptions,
    answer: (question: Q) => A | undefined | void | Promise<A | undefined | void>,
  ): void;
  tapPromise(options: string | TapOptions, answer: (question: Q) => Promise<A | undefined | void>): void;
  tapAsync(
    options: string | TapOptions,
    answer: (question: Q, done: (error?: Error | null, answer?: A) => void) => void,
  ): void;
}

/** A step: the session waits until every tap is through. */
export interface StepHook<T> {
  readonly kind: 'step';
  tap(options: string | TapOptions, work: (value: T) => void | Promise<void>): void;
  tapPromise(options: string | TapOptions, work: (value: T) => Promise<void>): void;
  tapAsync(
    options: string | TapOptions,
    work: (value: T, done: (error?: Error | null) => void) => void,
  ): void;
}
