import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Session } from '../../src/index.ts';
import { distributionOf } from './model/distribution.ts';
import { playSequence, type Played } from './model/play-sequence.ts';
import { sequence } from './model/steps.ts';

it('keeps its contracts in 10,000 random conversations', async () => {
  const played: Played[] = [];
  const property = fc.asyncProperty(sequence, async (given) => {
    played.push(await playSequence(Session, given));
  });
  await fc.assert(property, { numRuns: 10_000 });

  const distribution = distributionOf(played);
  console.log(distribution);
  expect(distribution.sequences).toBe(10_000);
  expect(distribution.medianSteps).toBeGreaterThanOrEqual(30);
  expect(distribution.interruptedTool).toBeGreaterThanOrEqual(0.3);
});
