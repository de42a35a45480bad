import type { Clock, Tool } from '@duologue/core';
import { ToolBench, type ToolTrial } from './tool-bench.ts';

export interface TestToolOptions {
  /** Default a virtual clock of the call's own. */
  readonly clock?: Clock;
  /** What that clock says at the start, in milliseconds since 1970; default 2026-01-01T00:00:00Z. */
  readonly epochMs?: number;
  /** Ends the conversation when it aborts, and so the call. */
  readonly signal?: AbortSignal;
  /** Milliseconds after which the user interrupts; default never. */
  readonly interruptAfterMs?: number;
}

/**
 * Calls one tool once, as an agent would, and tells how it went. For several calls, or a whole pack, open a {@link ToolBench}.
 *
 * @example
 * expect(await testTool(bookTable, { party: 40 })).toMatchObject({
 *   outcome: 'invalid_parameters',
 *   result: '`party` must be at most 12 (got 40).',
 * });
 */
export async function testTool<P>(
  tool: Tool<P>,
  parameters: object,
  options: TestToolOptions = {},
): Promise<ToolTrial> {
  const { signal, interruptAfterMs, ...benchOptions } = options;
  await using bench = await ToolBench.open([tool as unknown as Tool<never>], benchOptions);
  const onAbort = () => void bench.end();
  signal?.addEventListener('abort', onAbort, { once: true });
  const timer =
    interruptAfterMs === undefined
      ? undefined
      : bench.clock.setTimeout(() => bench.interrupt(), interruptAfterMs);
  const trial = bench.call(tool.name, parameters);
  if (signal?.aborted) onAbort();
  try {
    return await trial;
  } finally {
    timer?.cancel();
    signal?.removeEventListener('abort', onAbort);
  }
}
