import { Session } from '@duologue/core';
import { replay, type Step } from '@duologue/testkit';
import { expect, it } from 'vitest';
import { scenarioSchema } from '../../src/document/scenario-schema.generated.ts';
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
  const missing = Object.entries(scenarioSchema.definitions ?? {})
    .filter(([name]) => /^(server|expect|user)\./.test(name))
    .flatMap(([name, { properties = {} }]) => Object.keys(properties).map((field) => `${name}.${field}`))
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
  const kind =
    'server' in step
      ? `server.${step.server}`
      : 'expect' in step
        ? `expect.${step.expect}`
        : `user.${step.user}`;
  return Object.keys(step).map((field) => `${kind}.${field}`);
}
