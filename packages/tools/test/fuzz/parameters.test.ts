import { describe, it } from 'vitest';
import { fuzzParameters, tools } from './fuzz-parameters.ts';

describe('what does not fit the schema never reaches the handler, and is told in one sentence', () => {
  // oxlint-disable-next-line vitest/expect-expect -- fuzzParameters expects
  it.each(tools)('%s', (name, tool) => fuzzParameters(name, tool, 20));
});
