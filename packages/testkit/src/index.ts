// clock
export {
  VirtualClock,
  type BusySource,
  type ClockStall,
  type PendingTimer,
  type VirtualClockOptions,
} from './clock/virtual-clock.ts';
