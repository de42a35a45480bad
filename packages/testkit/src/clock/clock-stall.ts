import type { PendingTimer } from './pending-timer.ts';

/** Why virtual time stands still. */
export interface ClockStall {
  /** `held`: somebody waits for the outside world. `busy`: frames are on their way. */
  readonly why: 'held' | 'busy';
  /** Who. */
  readonly names: readonly string[];
  /** What would happen next. */
  readonly pending: readonly PendingTimer[];
  readonly message: string;
}

/** A stall in words. */
export function clockStall(nowMs: number, stall: Omit<ClockStall, 'message'>): ClockStall {
  const verb = stall.why === 'held' ? 'held by' : 'waiting for';
  const names = stall.names.join(', ') || 'nobody any more';
  return { ...stall, message: `Virtual time stands still at ${nowMs} ms: it is ${verb} ${names}.` };
}

export function warnOfStall({ message }: ClockStall): void {
  process.emitWarning(message, { code: 'DUOLOGUE_CLOCK_STALLED' });
}
