import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Session } from '../../src/index.ts';
import { distributionOf } from './model/distribution.ts';
import { playSequence, type Played } from './model/play-sequence.ts';
import { sequence } from './model/steps.ts';

const played: Played[] = [];

// in parts, each with time for a machine that is many times slower: 2,000 take some 20 s of one core
it.each([1, 2, 3, 4, 5])(
  'keeps its contracts in 2,000 random conversations, part %i of 5',
  async (part) => {
    const property = fc.asyncProperty(sequence, async (given) => {
      played.push(await playSequence(Session, given));
    });
    await fc.assert(property, { numRuns: 2_000 });
    expect(played).toHaveLength(part * 2_000);
  },
  600_000,
);

it('has played 10,000 conversations, of the kind that go wrong', () => {
  const distribution = distributionOf(played);
  console.log(distribution);
  expect(distribution.sequences).toBe(10_000);
  expect(distribution.medianSteps).toBeGreaterThanOrEqual(30);
  expect(distribution.interruptedTool).toBeGreaterThanOrEqual(0.3);
});
