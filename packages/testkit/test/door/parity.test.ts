import { Session } from '@duologue/core';
import { replay, type Step } from '@duologue/testkit';
import { expect, it } from 'vitest';
import { expectSteps } from '../../contract/expect-steps.ts';
import { serverSteps } from '../../contract/server-steps.ts';
import { userSteps } from '../../contract/user-steps.ts';
import { parityCases, type ParityCase } from './parity-cases.ts';

async function canonical(
  { scenario, options, prepare }: ParityCase,
  door: 'memory' | 'sockets',
): Promise<unknown> {
  return replay(
    scenario,
    { door, createSession: (harness) => new Session({ ...options, ...harness }) },
    async ({ session, trace }) => {
      // failing tools and errors of the service are part of the script
      session.hooks.problemOccurred.tap('Test', () => {});
      prepare?.(session);
      await session.run();
      return trace.canonical;
    },
  );
}

it.each(parityCases)(
  'gives one canonical trace in memory and over sockets: $scenario.name',
  async (parityCase) => {
    expect(await canonical(parityCase, 'sockets')).toEqual(await canonical(parityCase, 'memory'));
  },
);

it('has sixty conversations and more, each with a name of its own', () => {
  const names = parityCases.map(({ scenario }) => scenario.name);
  expect([names.length >= 60, new Set(names).size]).toEqual([true, names.length]);
});

it('covers every kind of step, and every field of each', () => {
  const covered = new Set(parityCases.flatMap(({ scenario }) => stepsOf(scenario.steps)).flatMap(fieldsOf));
  const missing = [...serverSteps, ...expectSteps, ...userSteps]
    .flatMap(({ properties }) => {
      const [[family, word] = ['', {}]] = Object.entries(properties as Record<string, object>);
      return Object.keys(properties).map(
        (field) => `${family}.${(word as { const: string }).const}.${field}`,
      );
    })
    .filter((field) => !covered.has(field) && !shortForms.test(field) && !common.test(field));
  expect(missing).toEqual([]);
});

/** What only files have: the builder writes it out as `match`. */
const shortForms = /^expect\.\w+\.(text|score)$/;
/** What every step may have, and what is the same for all messages: it is enough that one step of each family has it. */
const common =
  /^(expect\.\w+\.(as|withinMs|exact|optional|repeat|match)|server\.\w+\.(as|eventId)|user\.\w+\.(as|when))$/;

function stepsOf(steps: readonly Step[]): Step[] {
  return steps.flatMap((step): Step[] =>
    'expect' in step && step.expect === 'anyOrder' ? [step, ...step.steps] : [step],
  );
}

function fieldsOf(step: Step): string[] {
  return Object.keys(step).map((field) => `${kindOf(step)}.${field}`);
}

function kindOf(step: object): string {
  const [family, word] =
    Object.entries(step).find(([key]) => ['server', 'expect', 'user'].includes(key)) ?? [];
  return family === undefined ? '' : `${family}.${String(word)}`;
}
