// clock
export {
  VirtualClock,
  type BusySource,
  type ClockStall,
  type PendingTimer,
  type VirtualClockOptions,
} from './clock/virtual-clock.ts';

// tools without a conversation
export { testTool, type TestToolOptions } from './test-tool/test-tool.ts';
export { ToolBench, type ToolBenchOptions, type ToolTrial } from './test-tool/tool-bench.ts';
