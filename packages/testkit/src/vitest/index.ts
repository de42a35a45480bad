// registers the matchers for traces
import './matchers.ts';

export {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  onTestFailed,
  onTestFinished,
  vi,
} from 'vitest';

// tests
export { test, type DuologueTest, type ReplayTest } from './test.ts';
export type { DefineReplay, ReplayTestContext, ReplayTestOptions } from './replay-test.ts';
export type { CallFixtures, CallOptions, PlayingTest } from './call-fixtures.ts';

// assertions
export type { AudioAssertions } from './audio-assertions.ts';
export type { ClockAssertions } from './clock-assertions.ts';
export type { TraceAssertions } from './trace-assertions.ts';
