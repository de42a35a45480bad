import type { Clock } from '../clock.ts';
import type { Turnstile } from './turnstile.ts';

/** A clock whose timers pass the turnstile, as frames do: no timer fires in the middle of a frame's work. */
export function turnstileClock(clock: Clock, turnstile: Turnstile): Clock {
  return {
    now: () => clock.now(),
    epochMs: () => clock.epochMs(),
    setTimeout: (callback, ms) => clock.setTimeout(() => turnstile.pass(callback), ms),
    setInterval: (callback, ms) => clock.setInterval(() => turnstile.pass(callback), ms),
    sleep: (ms, signal) => clock.sleep(ms, signal),
    timeoutSignal: (ms) => clock.timeoutSignal(ms),
    hold: () => clock.hold(),
  };
}
