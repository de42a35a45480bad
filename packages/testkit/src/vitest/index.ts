// registers the matchers for traces
import './matchers.ts';

export { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

// tests
export {
  test,
  type DefineReplay,
  type ReplayTest,
  type ReplayTestContext,
  type ReplayTestOptions,
} from './replay-test.ts';
export type { AudioAssertions } from './audio-assertions.ts';
export type { TraceAssertions } from './trace-assertions.ts';
