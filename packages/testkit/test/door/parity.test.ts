import { Session } from '@duologue/core';
import { replay, type Step } from '@duologue/testkit';
import { expect, it } from 'vitest';
import { expectSteps } from '../../contract/expect-steps.ts';
import { serverSteps } from '../../contract/server-steps.ts';
import { userSteps } from '../../contract/user-steps.ts';
import { codeCases, parityCases, type ParityCase } from './parity-cases.ts';

const allCases = [...parityCases, ...codeCases];

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

it.each(allCases)(
  'gives one canonical trace in memory and over sockets: $scenario.name',
  async (parityCase) => {
    expect(await canonical(parityCase, 'sockets')).toEqual(await canonical(parityCase, 'memory'));
  },
);

it('has sixty conversations and more, each with a name of its own', () => {
  const names = allCases.map(({ scenario }) => scenario.name);
  expect([names.length >= 60, new Set(names).size]).toEqual([true, names.length]);
});

it('covers every kind of step, every field of each, and every kind of value of each field', () => {
  const covered = new Set(allCases.flatMap(({ scenario }) => stepsOf(scenario.steps)).flatMap(valuesIn));
  const wanted = [...serverSteps, ...expectSteps, ...userSteps].flatMap(({ properties }) => {
    const fields = Object.entries(properties as Record<string, FieldSchema>);
    const [[family, word] = ['', {}]] = fields;
    return fields.flatMap(([field, schema]) => {
      const name = fieldName(family, word.const ?? '', field);
      return [name, ...kindsOf(schema).map((kind) => `${name}: ${kind}`)];
    });
  });
  expect([...new Set(wanted)].filter((one) => !covered.has(one) && !shortForms.test(one))).toEqual([]);
});

it('covers everything that reactions can be', () => {
  const reactions = allCases.flatMap(({ scenario }) => scenario.reactions ?? []);
  expect([
    reactions.some(({ do: answer }) => typeof answer === 'function'),
    reactions.some(({ do: answer }) => typeof answer !== 'function'),
    reactions.some(({ times }) => times !== undefined),
  ]).toEqual([true, true, true]);
});

interface FieldSchema {
  readonly $ref?: string;
  readonly anyOf?: readonly FieldSchema[];
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly properties?: object;
  readonly type?: string;
}

/** What only files have: the builder writes it out as `match`. */
const shortForms = /^expect\.\w+\.(text|score)$/;
/** What every step may have, and what is the same for all messages: it is enough that one step of each family has it. */
const common =
  /^(expect\.\w+\.(as|withinMs|exact|optional|repeat|match)|server\.\w+\.(as|eventId)|user\.\w+\.(as|when))$/;

function fieldName(family: string, word: string, field: string): string {
  const name = `${family}.${word}.${field}`;
  return common.test(name) ? `${family}.*.${field}` : name;
}

/** The kinds of values that a field can have, where there are several. */
function kindsOf({ $ref, anyOf = [], enum: words = [] }: FieldSchema): readonly string[] {
  if ($ref?.endsWith('speech_source')) return ['wav', 'toneHz', 'silenceMs', 'samples'];
  return [...words, ...anyOf.map(kindOf)];
}

function kindOf({ const: word, properties, type = 'anything' }: FieldSchema): string {
  if (word !== undefined) return word;
  return properties ? String(Object.keys(properties)[0]) : type;
}

function stepsOf(steps: readonly Step[]): Step[] {
  return steps.flatMap((step): Step[] =>
    'expect' in step && step.expect === 'anyOrder' ? [step, ...step.steps] : [step],
  );
}

/** The fields of a step, with all that can be said of their values. */
function valuesIn(step: Step): string[] {
  const fields = Object.entries(step);
  const [family = '', word] = fields.find(([key]) => ['server', 'expect', 'user'].includes(key)) ?? [];
  return fields.flatMap(([field, value]: [string, unknown]) => {
    const name = fieldName(family, String(word), field);
    const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
    return [name, ...[String(value), typeof value, ...keys].map((kind) => `${name}: ${kind}`)];
  });
}
