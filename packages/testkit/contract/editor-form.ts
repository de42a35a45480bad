import { typeNames } from '../src/document/any-of.ts';
import { readerKeywords, type FileSchema } from '../src/document/file-schema.ts';

/** Where a file has a matrix, `${name}` stands for a value of any kind. */
const placeholder: FileSchema = { type: 'string', pattern: '^\\$\\{\\w+\\}$' };

/** What stands for one field of a message. */
const textOrMatcher: FileSchema = {
  anyOf: [
    ...['string', 'number', 'boolean', 'null'].map((type) => ({ type })),
    matcher({ $absent: { const: true } }),
    matcher({ $any: { type: 'string', enum: typeNames } }),
    matcher({ $literal: {} }),
  ],
};

function matcher(properties: Readonly<Record<string, FileSchema>>): FileSchema {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

/** A schema of files for editors, which know only JSON Schema. */
export function editorForm(schema: FileSchema): FileSchema {
  const { properties, definitions: own, items, anyOf, additionalProperties, oneOf, ...rest } = schema;
  const kept = Object.fromEntries(
    Object.entries(rest).filter(([key]) => !readerKeywords.includes(key as keyof FileSchema)),
  ) as FileSchema;
  if (schema.reads === 'expected text') return { ...kept, ...textOrMatcher };
  if (kept.type === 'number' || kept.type === 'integer' || kept.type === 'boolean' || kept.enum) {
    const { description, ...value } = kept;
    return { ...(description !== undefined && { description }), anyOf: [value, placeholder] };
  }
  return {
    ...kept,
    ...(properties && { properties: each(properties) }),
    ...(typeof additionalProperties === 'object'
      ? { additionalProperties: editorForm(additionalProperties) }
      : additionalProperties !== undefined && { additionalProperties }),
    ...(items && { items: editorForm(items) }),
    ...(anyOf && { anyOf: anyOf.map(editorForm) }),
    ...(oneOf && { not: { anyOf: pairs(oneOf).map((pair) => ({ required: pair })) } }),
    ...(own && { definitions: each(own) }),
  };
}

function each(schemas: Readonly<Record<string, FileSchema>>): Record<string, FileSchema> {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, editorForm(schema)]));
}

function pairs(names: readonly string[]): string[][] {
  return names.flatMap((one, index) => names.slice(index + 1).map((other) => [one, other]));
}
