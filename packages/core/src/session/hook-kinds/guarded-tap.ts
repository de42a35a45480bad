import type { Clock } from '../../clock.ts';
import { DuologueError, type ErrorCode } from '../../errors.ts';
import type { Problem } from '../facts.ts';
import { thrownInWords } from './in-words.ts';
import type { TapTimingRecord, TapTimings } from './tap-timings.ts';

/** What all hooks of a session share. */
export interface HookSurroundings {
  readonly clock: Clock;
  readonly timings: TapTimings;
  /** Tells of trouble in a tap. Must not throw. */
  readonly report: (problem: Problem) => void;
}

/** From here on a tap can be heard: at 50 frames a second two such taps leave no time for anything else. */
const slowMs = 10;

/** Before the first audio and after the last a tap disturbs nobody: files are opened and completed here. */
const withoutAudio: ReadonlySet<string> = new Set(['connected', 'ended']);

/** One tap of one hook: runs it so that nothing gets out, measures it, and says what went wrong in it. */
export class GuardedTap {
  readonly #plugin: string;
  readonly #hook: string;
  readonly #key: string | undefined;
  readonly #clock: Clock;
  readonly #timings: TapTimings;
  readonly #timing: TapTimingRecord;
  readonly #report: HookSurroundings['report'];

  /** `key` names the part of a keyed hook. */
  constructor(plugin: string, hook: string, { clock, timings, report }: HookSurroundings, key?: string) {
    this.#plugin = plugin;
    this.#hook = hook;
    this.#key = key;
    this.#clock = clock;
    this.#timings = timings;
    this.#timing = timings.recordOf(plugin, hook);
    this.#report = report;
  }

  /** Calls `work` and measures it, from the lap on that the hook has begun; a throw becomes what `onThrow` returns. */
  run<V, R>(work: (value: V) => R, value: V, onThrow: (thrown: unknown) => R): R {
    const startedMs = this.#timings.lapMs;
    let result: R;
    try {
      result = work(value);
    } catch (thrown) {
      this.#measure(startedMs);
      return onThrow(thrown);
    }
    this.#measure(startedMs);
    return result;
  }

  /** Reports that the tap threw `thrown`, or returned a promise that rejected with it. */
  readonly failed = (thrown: unknown): void => {
    this.report(this.error('TAP_FAILED', thrownInWords(thrown), thrown));
  };

  /** An error that names the plugin and the hook before it says `what`. */
  error(code: ErrorCode, what: string, cause?: unknown): DuologueError {
    return new DuologueError(code, `plugin "${this.#plugin}" failed in hook "${this.#hook}": ${what}`, {
      cause,
      details: this.#details(),
    });
  }

  report(error: DuologueError): void {
    this.#report({ error, plugin: this.#plugin, hook: this.#hook });
  }

  #measure(startedMs: number): void {
    const nowMs = this.#clock.now();
    this.#timings.lapMs = nowMs;
    const ms = nowMs - startedMs;
    this.#timing.add(ms);
    if (ms <= slowMs || this.#timing.toldSlow || withoutAudio.has(this.#hook)) return;
    this.#timing.toldSlow = true;
    const message = `plugin "${this.#plugin}" took ${Math.round(ms)} ms in hook "${this.#hook}": over ${slowMs} ms audio may stutter. Move heavy work out of the tap.`;
    this.report(new DuologueError('SLOW_TAP', message, { details: { ...this.#details(), ms } }));
  }

  #details(): Record<string, unknown> {
    const details = { plugin: this.#plugin, hook: this.#hook };
    return this.#key === undefined ? details : { ...details, key: this.#key };
  }
}
