import type { EngineDefinitions, EngineSchema } from './engine-schema.ts';
import { fileForm, propertyForm } from './file-form.ts';
import { fileName, snakeCase } from './file-names.ts';
import type { FileSchema } from '../src/document/file-schema.ts';
import { identityOf, mayStandAlone } from './step-identity.ts';

/** A step as it stands behind `server:`, `expect:` or `user:`: its word with its main field, and its other fields beside. */
export function stepForm(step: EngineSchema, definitions: EngineDefinitions): FileSchema {
  const { description, properties = {}, required = [], main, bare, spread = {} } = step;
  const { family, word } = identityOf(step);
  const spelt = snakeCase(word);
  const entries: [string, FileSchema][] = [mainForm(spelt, step, definitions)];
  const alternatives: string[] = [];
  for (const [name, schema] of Object.entries(properties)) {
    if (name === family || name === main) continue;
    const prefix = spread[name];
    const forms =
      prefix === undefined
        ? [propertyForm(name, schema, definitions)]
        : spreadForms(name, prefix, schema, definitions);
    entries.push(...forms);
    if (prefix !== undefined) alternatives.push(...forms.map(([key]) => key));
  }
  const names = entries.map(([name]) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`${family}.${word} would have two fields "${twice}" in files`);
  const needed = required.filter((name) => name !== family && name !== main);
  return {
    type: 'object',
    ...(description !== undefined && { description }),
    properties: Object.fromEntries(entries),
    required: [spelt, ...needed.map(fileName)],
    additionalProperties: false,
    ...(alternatives.length > 1 && { oneOf: alternatives }),
    step: {
      is: { [family]: word },
      ...(mayStandAlone(step) && { alone: bare === undefined ? {} : { [String(main)]: bare } }),
    },
  };
}

function mainForm(
  word: string,
  { main, properties = {}, required = [], bare }: EngineSchema,
  definitions: EngineDefinitions,
): [string, FileSchema] {
  const schema = main === undefined ? undefined : properties[main];
  if (main === undefined || schema === undefined) return [word, { type: 'null', nullIsNothing: true }];
  const [, inner] = propertyForm(main, schema, definitions);
  const field = inner.field ?? [main];
  if (required.includes(main) && bare === undefined) return [word, { ...inner, field }];
  const { description, field: _field, ...value } = inner;
  const anything = Object.keys(value).every((key) => key === 'reads');
  return [
    word,
    {
      ...(description !== undefined && { description }),
      ...(anything ? value : { anyOf: [value, { type: 'null' }] }),
      field,
      nullIsNothing: true,
    },
  ];
}

/** A field that holds an object with one key: each of its keys becomes a field of its own. */
function spreadForms(
  name: string,
  prefix: string,
  { anyOf = [], description }: EngineSchema,
  definitions: EngineDefinitions,
): [string, FileSchema][] {
  const spread = anyOf.flatMap(({ properties = {} }) => Object.entries(properties));
  const words = anyOf.filter(({ properties }) => !properties);
  const forms = spread.map(([key, schema]): [string, FileSchema] => [
    `${prefix}_${fileName(key)}`,
    { ...fileForm(schema, definitions), field: [name, key] },
  ]);
  if (words.length === 0) return forms;
  const enumeration = words.map((variant) => String(variant.const));
  return [
    ...forms,
    [
      fileName(name),
      { type: 'string', enum: enumeration, ...(description !== undefined && { description }) },
    ],
  ];
}
