import type { EngineDefinitions, EngineSchema } from './file-form.ts';
import { snakeCase } from './file-names.ts';
import type { FileSchema } from './file-schema.ts';
import { families, identityOf, isStep, mayStandAlone } from './step-form.ts';

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
  return { anyOf: [...kinds, ...others] };
}

const familyDescriptions: Readonly<Record<(typeof families)[number], string>> = {
  server: 'What the agent does.',
  expect: 'What the client has to do; the script waits until it has.',
  user: 'What the user does.',
};

function choiceOfWords(steps: readonly EngineSchema[]): FileSchema {
  const named = steps.map((step) => {
    const { family, word } = identityOf(step);
    return { step, word: snakeCase(word), definition: `${family}.${snakeCase(word)}` };
  });
  const alone = named.filter(({ step }) => mayStandAlone(step)).map(({ word }) => word);
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
