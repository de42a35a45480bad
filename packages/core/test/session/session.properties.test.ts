import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Session } from '../../src/index.ts';
import { playSequence } from './model/play-sequence.ts';
import { sequence } from './model/steps.ts';

it('keeps its contracts in 500 random conversations', async () => {
  let played = 0;
  await fc.assert(
    fc.asyncProperty(sequence, async (given) => {
      await playSequence(Session, given);
      played += 1;
    }),
    { numRuns: 500, seed: 20_260 },
  );
  expect(played).toBe(500);
}, 120_000);
