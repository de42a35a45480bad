import type { JsonSchema } from './json-schema.ts';

/**
 * Turns a message of the wire into options for people: names in camelCase, no null
 * (what is not wanted is left out), and the title without its `Payload`.
 */
export function optionsFor(schema: JsonSchema): JsonSchema {
  const { title, properties, required, items, anyOf, additionalProperties, ...rest } = schema;
  const alternatives = anyOf?.filter(({ type }) => type !== 'null');
  if (alternatives?.length === 1) return optionsFor({ ...alternatives[0], ...rest });
  return {
    ...rest,
    ...(title !== undefined && { title: title.replace(/Payload$/, '') }),
    ...(required && { required: required.map(camelCase) }),
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, property]) => [camelCase(name), optionsFor(property)]),
      ),
    }),
    ...(items && { items: optionsFor(items) }),
    ...(alternatives && { anyOf: alternatives.map(optionsFor) }),
    ...(additionalProperties !== undefined && { additionalProperties }),
  };
}

function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
