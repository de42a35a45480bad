import { closestName } from '@duologue/core';
import { isPlainObject, show } from '../match/show.ts';
import type { DocumentProblem } from './document-problem.ts';
import { scenarioSchema, type ScenarioSchema } from './scenario-schema.generated.ts';

type Path = readonly (string | number)[];

/** The keys that tell what kind of step an object is. */
const kinds = ['expect', 'server', 'user', 'include'] as const;

/** Everything that is wrong with the content of a scenario file. */
export function checkDocument(value: unknown): DocumentProblem[] {
  return check(scenarioSchema, value, []);
}

function check(schema: ScenarioSchema, value: unknown, path: Path): DocumentProblem[] {
  const { $ref, anyOf, const: only, enum: words } = schema;
  if ($ref !== undefined) return check(definition($ref), value, path);
  if (anyOf) return checkUnion(anyOf.map(resolved), value, path);
  if (only !== undefined)
    return value === only ? [] : [problem(path, `has to be ${show(only)}, not ${show(value)}`)];
  if (Array.isArray(words)) return checkWord(words as string[], value, path);
  switch (schema.type) {
    case 'object':
      return checkObject(schema, value, path);
    case 'array':
      return checkList(schema, value, path);
    case 'string':
    case 'boolean':
      return typeof value === schema.type
        ? []
        : [problem(path, `has to be ${kindName(schema)}, not ${show(value)}`)];
    case 'number':
    case 'integer':
      return checkNumber(schema, value, path);
    case 'null':
      return value === null ? [] : [problem(path, `has to be null, not ${show(value)}`)];
    default:
      return [];
  }
}

function checkUnion(variants: readonly ScenarioSchema[], value: unknown, path: Path): DocumentProblem[] {
  const kind = kinds.find((name) => variants.some(({ properties }) => properties?.[name]));
  if (kind) return checkStep(variants, value, path);
  const attempts = variants.map((variant) => check(variant, value, path));
  if (attempts.some((problems) => problems.length === 0)) return [];
  // an object that names the right keys deserves to hear what is wrong inside
  const meant = variants.findIndex(
    ({ properties = {} }) => isPlainObject(value) && Object.keys(value).some((key) => key in properties),
  );
  if (meant >= 0) return attempts[meant] ?? [];
  return [problem(path, `has to be ${variants.map(kindName).join(', or ')}, not ${show(value)}`)];
}

function checkStep(variants: readonly ScenarioSchema[], value: unknown, path: Path): DocumentProblem[] {
  const offered = kinds.filter((name) => variants.some(({ properties }) => properties?.[name]));
  const kind = isPlainObject(value) ? offered.find((name) => name in value) : undefined;
  if (!kind || !isPlainObject(value)) {
    const [key] = isPlainObject(value) ? Object.keys(value) : [];
    return [problem(path, `is no step: a step begins with ${offered.join(', ')}${hint(key, offered)}`)];
  }
  const family = variants.filter(({ properties }) => properties?.[kind]);
  const variant = family.find(
    ({ properties }) => properties?.[kind]?.const === value[kind] || kind === 'include',
  );
  if (variant) return checkObject(variant, value, path);
  const words = family.map(({ properties }) => String(properties?.[kind]?.const));
  return [
    problem(
      [...path, kind],
      `"${String(value[kind])}" is nothing that can stand here. There are ${words.join(', ')}${hint(value[kind], words)}`,
    ),
  ];
}

function checkObject(
  { properties = {}, required = [], additionalProperties }: ScenarioSchema,
  value: unknown,
  path: Path,
): DocumentProblem[] {
  if (!isPlainObject(value)) return [problem(path, `has to hold fields, not ${show(value)}`)];
  const problems: DocumentProblem[] = [];
  for (const name of required) if (!(name in value)) problems.push(problem(path, `needs a field "${name}"`));
  for (const [key, inner] of Object.entries(value)) {
    const property = properties[key];
    if (property) problems.push(...check(property, inner, [...path, key]));
    else if (additionalProperties === false) {
      const names = Object.keys(properties);
      problems.push({
        path: [...path, key],
        atKey: true,
        message: `there is no field "${key}" here${hint(key, names) || `. There are ${names.join(', ')}`}`,
      });
    } else if (isSchema(additionalProperties))
      problems.push(...check(additionalProperties, inner, [...path, key]));
  }
  return problems;
}

function checkList({ items, minItems }: ScenarioSchema, value: unknown, path: Path): DocumentProblem[] {
  if (!Array.isArray(value)) return [problem(path, `has to be a list, not ${show(value)}`)];
  if (typeof minItems === 'number' && value.length < minItems) return [problem(path, 'is empty')];
  return items ? value.flatMap((item, index) => check(items, item, [...path, index])) : [];
}

function checkWord(words: readonly string[], value: unknown, path: Path): DocumentProblem[] {
  if (words.includes(value as string)) return [];
  return [problem(path, `has to be one of ${words.join(', ')}, not ${show(value)}${hint(value, words)}`)];
}

function checkNumber(schema: ScenarioSchema, value: unknown, path: Path): DocumentProblem[] {
  const {
    type,
    minimum = -Infinity,
    maximum = Infinity,
    exclusiveMinimum = -Infinity,
  } = schema as { type: string; minimum?: number; maximum?: number; exclusiveMinimum?: number };
  const fits = typeof value === 'number' && value >= minimum && value <= maximum && value > exclusiveMinimum;
  return fits && (type === 'number' || Number.isInteger(value))
    ? []
    : [problem(path, `has to be ${kindName(schema)}, not ${show(value)}`)];
}

function kindName(schema: ScenarioSchema): string {
  const { type, const: only, properties, minimum, maximum } = schema;
  if (only !== undefined) return show(only);
  if (properties) return `{ ${Object.keys(properties).join(', ')} }`;
  const from = typeof minimum === 'number' ? `, at least ${minimum}` : '';
  const to = typeof maximum === 'number' ? `, at most ${maximum}` : '';
  const names: Readonly<Record<string, string>> = {
    string: 'a text',
    boolean: 'true or false',
    number: 'a number',
    integer: 'a whole number',
    null: 'null',
    array: 'a list',
  };
  return `${names[String(type)] ?? 'something else'}${from}${to}`;
}

function hint(name: unknown, names: readonly string[]): string {
  const meant = typeof name === 'string' ? closestName(name, names) : undefined;
  return meant === undefined ? '' : `. Did you mean "${meant}"?`;
}

function problem(path: Path, message: string): DocumentProblem {
  const name = path.at(-1);
  const subject = typeof name === 'string' ? `"${name}" ` : 'this ';
  return { path, atKey: false, message: message.startsWith('"') ? message : subject + message };
}

function resolved(schema: ScenarioSchema): ScenarioSchema {
  return schema.$ref === undefined ? schema : definition(schema.$ref);
}

function definition(ref: string): ScenarioSchema {
  return scenarioSchema.definitions?.[ref.replace('#/definitions/', '')] ?? {};
}

function isSchema(value: unknown): value is ScenarioSchema {
  return isPlainObject(value);
}
