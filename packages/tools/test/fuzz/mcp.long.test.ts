import { it } from 'vitest';
import { fuzzMcp } from './fuzz-mcp.ts';

// oxlint-disable-next-line vitest/expect-expect -- fuzzMcp expects
it('keeps from an MCP server what does not fit its schemas, and answers the rest in words,', async () => {
  await fuzzMcp(1_000, 100);
});
