import { describe, it } from 'vitest';
import { fuzzHandler, toolNames } from './fuzz-handlers.ts';

describe('whatever fits the schema gets an answer in words', () => {
  // oxlint-disable-next-line vitest/expect-expect -- fuzzHandler expects
  it.each(toolNames)('%s', async (tool, pack) => {
    await fuzzHandler(tool, pack, 5);
  });
});
