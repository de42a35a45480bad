/** The synchronous time that the taps of one plugin took in one hook. */
export interface TapTiming {
  readonly plugin: string;
  readonly hook: string;
  readonly calls: number;
  readonly totalMs: number;
  readonly maxMs: number;
}

/** The record behind a {@link TapTiming}, written at each call. */
export class TapTimingRecord implements TapTiming {
  readonly plugin: string;
  readonly hook: string;
  calls = 0;
  totalMs = 0;
  maxMs = 0;
  /** Whether SLOW_TAP was told, which is done once. */
  toldSlow = false;

  constructor(plugin: string, hook: string) {
    this.plugin = plugin;
    this.hook = hook;
  }

  add(ms: number): void {
    this.calls += 1;
    this.totalMs += ms;
    if (ms > this.maxMs) this.maxMs = ms;
  }
}

/** The timings of one session, one record for each plugin and hook that has a tap. */
export class TapTimings {
  /** When the call of a hook began, or the tap before ended: where the next tap begins, so that one look at the clock serves both. */
  lapMs = 0;
  readonly #records = new Map<string, TapTimingRecord>();

  recordOf(plugin: string, hook: string): TapTimingRecord {
    const key = `${hook} ${plugin}`;
    let record = this.#records.get(key);
    if (record === undefined) this.#records.set(key, (record = new TapTimingRecord(plugin, hook)));
    return record;
  }

  /** Remembers the records of this moment. The function that it returns forgets those that came later. */
  mark(): () => void {
    const count = this.#records.size;
    return () => {
      for (const key of [...this.#records.keys()].slice(count)) this.#records.delete(key);
    };
  }

  /** Copies, in the order of the first tapping. */
  snapshot(): TapTiming[] {
    return Array.from(this.#records.values(), ({ plugin, hook, calls, totalMs, maxMs }) => ({
      plugin,
      hook,
      calls,
      totalMs,
      maxMs,
    }));
  }
}
