import type { EngineDefinitions, EngineSchema } from './engine-schema.ts';
import { fileName, snakeCase } from './file-names.ts';
import type { FileSchema } from '../src/document/file-schema.ts';
import { choiceOfSteps } from './step-choice.ts';

/** The schema of what files hold, from the schema of what the engine gets. */
export function fileForm(schema: EngineSchema, definitions: EngineDefinitions): FileSchema {
  if (schema.reads === 'duration') return duration(schema);
  const { anyOf, items, properties, required, enum: words, ...rest } = withoutWriting(schema);
  if (anyOf) {
    const steps = choiceOfSteps(anyOf, definitions);
    return {
      ...rest,
      ...(steps ?? { anyOf: anyOf.map((variant) => fileForm(variant, definitions)) }),
    };
  }
  const spelt = words?.map(snakeCase);
  return {
    ...rest,
    ...(spelt && { enum: spelt }),
    ...(words && spelt?.some((word, index) => word !== words[index]) && { words }),
    ...(items && { items: fileForm(items, definitions) }),
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, inner]) => propertyForm(name, inner, definitions)),
      ),
    }),
    ...(required && { required: required.map(fileName) }),
  };
}

/** A property by the name that it has in files. */
export function propertyForm(
  name: string,
  schema: EngineSchema,
  definitions: EngineDefinitions,
): [string, FileSchema] {
  const spelt = fileName(name);
  const { into, ...inner } = schema;
  const field = into === undefined ? [name] : [into, name];
  const isSame = field.length === 1 && spelt === name;
  return [spelt, { ...fileForm(inner, definitions), ...(!isSame && { field }) }];
}

/** Two seconds are `2s`, `2000ms` or 2000. */
function duration({ description, maximum = Infinity }: EngineSchema): FileSchema {
  return {
    ...(description !== undefined && { description }),
    reads: 'duration',
    anyOf: [
      { type: 'string', pattern: '^\\d+(\\.\\d+)?(ms|s|min)$' },
      { type: 'number', minimum: 0, maximum },
    ],
  };
}

function withoutWriting(schema: EngineSchema): EngineSchema {
  const { into: _into, orFunction: _function, main: _main, bare: _bare, spread: _spread, ...rest } = schema;
  return rest;
}
