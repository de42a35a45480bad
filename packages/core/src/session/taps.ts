/**
 * When a tap runs among the taps of its hook: `capture` before anybody changes the value, `transform` to change it,
 * `guard` to have the last word on it, `observe` to see what came of it. Within a stage the order of tapping holds,
 * which is that of the plugin list.
 */
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

/**
 * A fact: something happened, and taps may watch. A tap that throws is reported, and the others run all the same.
 * Nobody waits for a promise that a tap returns, but its rejection is reported too.
 *
 * @example
 * hooks.ended.tap('Log', ({ reason, durationMs }) => console.log(`${reason} after ${durationMs} ms`));
 */
export interface FactHook<T> {
  readonly kind: 'fact';
  tap(options: string | TapOptions, watch: (value: T) => void): void;
}

/**
 * A keyed fact can also be watched for one key alone; `Values` maps each key to its payload. The taps of a key and
 * those of the hook itself run in one order: by stage, then in the order of tapping.
 *
 * @example
 * hooks.messageReceived.for('agent_response').tap('Print', ({ text }) => console.log(text));
 */
export interface KeyedFactHook<T, Values> extends FactHook<T> {
  for<K extends keyof Values>(key: K): FactHook<Values[K]>;
  for(key: string): FactHook<T>;
}

/**
 * A stream: a tap returns another value, `null` to drop it, or nothing to leave it as it is. It cannot be waited for.
 * What is dropped reaches no later tap. A tap that fails is reported, and the value stays as it was, unless the
 * tap asked for `onError: 'drop'`.
 *
 * @example
 * hooks.outgoingMessage.tap('NoFeedback', (message) => (message.type === 'feedback' ? null : message));
 */
export interface StreamHook<T> {
  readonly kind: 'stream';
  tap(options: string | StreamTapOptions, change: (value: T) => T | null | void): void;
}

/**
 * A question: the first tap that gives something other than `undefined` answers it, and no other is asked. A tap may
 * return its answer, a promise of it, or call back (`tapAsync`); it is waited for until a timeout. A tap that
 * fails or is late is reported.
 *
 * @example
 * hooks.answerToolCall.tap('Mock', async ({ toolName }) => (toolName === 'get_weather' ? { result: 'sunny' } : undefined));
 */
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

/**
 * A step: the session waits until every tap is through, one after the other, each until a timeout. A tap may return
 * nothing, a promise, or call back (`tapAsync`).
 *
 * @example
 * hooks.beforeConnect.tap('Branch', async (request) => {
 *   request.headers['x-branch'] = 'main street';
 * });
 */
export interface StepHook<T> {
  readonly kind: 'step';
  tap(options: string | TapOptions, work: (value: T) => void | Promise<void>): void;
  tapPromise(options: string | TapOptions, work: (value: T) => Promise<void>): void;
  tapAsync(
    options: string | TapOptions,
    work: (value: T, done: (error?: Error | null) => void) => void,
  ): void;
}
