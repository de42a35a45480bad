import { fileName, snakeCase } from './file-names.ts';
import type { FileSchema } from './file-schema.ts';
import { isStep, stepForm } from './step-form.ts';
import { choiceOfSteps } from './step-choice.ts';

/** A schema in terms of the engine, with how files write it. */
export type EngineSchema = Omit<FileSchema, 'anyOf' | 'items' | 'properties' | 'reads'> & {
  readonly anyOf?: readonly EngineSchema[];
  readonly items?: EngineSchema;
  readonly properties?: Readonly<Record<string, EngineSchema>>;
  readonly reads?: FileSchema['reads'];
  /** The field of the step that this one is a part of. */
  readonly into?: string;
  readonly main?: string;
  readonly bare?: unknown;
  readonly spread?: Readonly<Record<string, string>>;
};

export type EngineDefinitions = Readonly<Record<string, EngineSchema>>;

/** The schema of what files hold, from the schema of what the engine gets. */
export function fileForm(schema: EngineSchema, definitions: EngineDefinitions): FileSchema {
  const { anyOf, items, properties, reads, required, enum: words, ...rest } = schema;
  if (reads === 'duration') return duration(schema);
  if (anyOf) {
    const steps = choiceOfSteps(anyOf, definitions);
    return {
      ...rest,
      ...(steps ?? { anyOf: anyOf.map((variant) => fileForm(variant, definitions)) }),
    };
  }
  if (isStep(schema)) return stepForm(schema, definitions);
  const spelt = words?.map(snakeCase);
  return {
    ...rest,
    ...(reads && { reads }),
    ...(words && { enum: spelt }),
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
function duration({ description }: EngineSchema): FileSchema {
  return {
    ...(description !== undefined && { description }),
    reads: 'duration',
    anyOf: [
      { type: 'string', pattern: '^\\d+(\\.\\d+)?(ms|s|min)$' },
      { type: 'number', minimum: 0 },
    ],
  };
}
