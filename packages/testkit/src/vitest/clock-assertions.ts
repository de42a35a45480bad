/** The matcher for a `VirtualClock`, as `expect` of vitest has it. */
export interface ClockAssertions<R = void> {
  /** Nothing is still to come: no timer is set, and nobody holds the clock. */
  toBeQuiescent(): R;
}
