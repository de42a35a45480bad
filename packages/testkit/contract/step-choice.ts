import type { EngineDefinitions, EngineSchema } from './engine-schema.ts';
import { snakeCase } from './file-names.ts';
import type { FileSchema } from '../src/document/file-schema.ts';
import { families, identityOf, isStep, mayStandAlone } from './step-identity.ts';

/**
 * A choice between steps, as files write it: steps of one family by their word alone, steps of several behind the name of
 * their family. Undefined where the choice is between other things.
 */
export function choiceOfSteps(
  variants: readonly EngineSchema[],
  definitions: EngineDefinitions,
): FileSchema | undefined {
  const steps = variants.flatMap(({ $ref }) => {
    const step = $ref === undefined ? undefined : definitions[nameOf($ref)];
    return step && isStep(step) ? [step] : [];
  });
  if (steps.length === 0) return undefined;
  const present = families.filter((family) => steps.some((step) => identityOf(step).family === family));
  const [only] = present;
  if (only !== undefined && present.length === 1) return choiceOfWords(steps);
  const kinds = present.map((family): FileSchema => {
    const own = steps.filter((step) => identityOf(step).family === family);
    return objectWith(family, { ...choiceOfWords(own), description: familyDescriptions[family] });
  });
  const others = variants.filter(
    ({ $ref }) => $ref === undefined || !isStep(definitions[nameOf($ref)] ?? {}),
  ) as readonly FileSchema[];
  const bargeIn = objectWith('barge_in', {
    anyOf: [{ $ref: '#/definitions/barge_in' }, { type: 'null' }],
    description: familyDescriptions.bargeIn,
  });
  return { anyOf: [...kinds, bargeIn, ...others] };
}

const familyDescriptions = {
  server: 'What the agent does.',
  expect: 'What the client has to do; the script waits until it has.',
  user: 'What the user does.',
  bargeIn:
    'The user cuts in, as the server sees it: interruption, and the correction that says what was heard.',
} as const;

function choiceOfWords(steps: readonly EngineSchema[]): FileSchema {
  const named = steps.map((step) => {
    const { family, word } = identityOf(step);
    const spelt = snakeCase(word);
    return { word: spelt, definition: `${family}.${spelt}`, alone: mayStandAlone(step) };
  });
  if (steps.some((step) => identityOf(step).word === 'agentToolResponse'))
    named.push({ word: 'end_call', definition: 'server.end_call', alone: true });
  const alone = named.filter((step) => step.alone).map(({ word }) => word);
  return {
    anyOf: [
      ...(alone.length > 0 ? [{ type: 'string', enum: alone }] : []),
      ...named.map(({ definition }) => ({ $ref: `#/definitions/${definition}` })),
    ],
    steps: Object.fromEntries(named.map(({ word, definition }) => [word, definition])),
    alone,
  };
}

function objectWith(name: string, schema: FileSchema): FileSchema {
  return {
    type: 'object',
    properties: { [name]: schema },
    required: [name],
    additionalProperties: false,
  };
}

function nameOf(ref: string): string {
  return ref.replace('#/definitions/', '');
}
