import { closestName } from '@duologue/core';
import { isPlainObject, show } from '../match/show.ts';
import { scenarioShape } from './scenario-shape.generated.ts';
import type { Shape } from './shape.ts';

/** Something in a scenario that is not made as scenarios are, and the step in which it stands. */
export interface ShapeProblem {
  readonly step?: object;
  readonly message: string;
}

const families = ['server', 'expect', 'user'] as const;

/** What of a scenario is not made as scenarios are: types see it in TypeScript, and nobody in JavaScript and in JSON. */
export function shapeProblems(scenario: unknown): ShapeProblem[] {
  const problems: ShapeProblem[] = [];
  look(scenarioShape, scenario, '', (message, step) => problems.push({ message, ...(step && { step }) }));
  return problems;
}

type Tell = (message: string, step?: object) => void;

/** Looks at a value that is called `name`. */
function look(shape: Shape, value: unknown, name: string, tell: Tell): void {
  const { anyOf, orFunction, items, minItems = 0 } = shape;
  if (orFunction && typeof value === 'function') return;
  if (shape.$ref !== undefined) return look(resolved(shape), value, name, tell);
  if (anyOf && isStepChoice(anyOf)) return lookAtStep(anyOf, value, name, tell);
  if (anyOf) return lookAtChoice(anyOf, value, name, tell);
  if (!isOfKind(shape, value)) return tell(`${subject(name)} has to be ${kind(shape)}, not ${show(value)}`);
  if (Array.isArray(value)) {
    if (value.length < minItems) tell(name === 'steps' ? 'there are no steps' : `${subject(name)} is empty`);
    for (const [index, item] of items ? value.entries() : [])
      look(items ?? {}, item, `${name}[${index}]`, tell);
  } else if (shape.properties && isPlainObject(value)) lookAtFields(shape, value, name, tell);
  else if (shape.type === 'object' && !isJson(value)) tell(`${subject(name)} cannot be written as JSON`);
}

function lookAtFields(
  { properties = {}, required = [] }: Shape,
  value: Readonly<Record<string, unknown>>,
  name: string,
  tell: Tell,
): void {
  const path = name === '' ? '' : `${name}.`;
  for (const key of required) if (value[key] === undefined) tell(`${subject(name)} needs a field "${key}"`);
  for (const [key, inner] of Object.entries(value)) {
    const shape = Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (!shape) tell(`there is no field "${path}${key}"${wayTo(key, Object.keys(properties))}`);
    else if (inner !== undefined) look(shape, inner, path + key, tell);
  }
}

function lookAtStep(choice: readonly Shape[], value: unknown, name: string, tell: Tell): void {
  const family = isPlainObject(value) ? families.find((key) => Object.hasOwn(value, key)) : undefined;
  if (family === undefined || !isPlainObject(value)) {
    const keys = isPlainObject(value) ? Object.keys(value) : [];
    return tell(
      `${subject(name)} is no step, which has a field server, expect or user${wayTo(keys[0], families)}`,
    );
  }
  const steps = choice.map(resolved).filter(({ properties }) => properties?.[family]);
  const wordOf = ({ properties }: Shape) => String(properties?.[family]?.const);
  const step = steps.find((one) => wordOf(one) === value[family]);
  const inStep: Tell = (message, inner = value) => tell(message, inner);
  if (step) return lookAtFields(step, value, '', inStep);
  inStep(`no step ${family} ${show(value[family])} can stand here${wayTo(value[family], steps.map(wordOf))}`);
}

function lookAtChoice(choice: readonly Shape[], value: unknown, name: string, tell: Tell): void {
  const variants = choice.map(resolved);
  const attempts = variants.map((variant) => problemsWith(variant, value, name));
  if (attempts.some(({ length }) => length === 0)) return;
  const near = variants.findIndex((variant) => isNear(variant, value));
  const [message = `${subject(name)} has to be ${variants.map(kind).join(', or ')}, not ${show(value)}`] =
    attempts[near] ?? [];
  tell(message);
}

/** An object that names the right keys, and one that may have any, deserve to hear what is wrong inside. */
function isNear({ type, properties }: Shape, value: unknown): boolean {
  if (!isPlainObject(value)) return false;
  return properties ? Object.keys(value).some((key) => Object.hasOwn(properties, key)) : type === 'object';
}

function problemsWith(shape: Shape, value: unknown, name: string): string[] {
  const messages: string[] = [];
  look(shape, value, name, (message) => messages.push(message));
  return messages;
}

function isOfKind(shape: Shape, value: unknown): boolean {
  const { type, const: only, enum: words } = shape;
  if (only !== undefined) return value === only;
  if (words) return words.includes(value as string);
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isPlainObject(value);
  if (type === 'null') return value === null;
  if (type === 'number' || type === 'integer') return isNumberIn(shape, value);
  return type === undefined || typeof value === type;
}

function isNumberIn(
  { type, minimum = -Infinity, maximum = Infinity, exclusiveMinimum = -Infinity }: Shape,
  value: unknown,
): boolean {
  if (typeof value !== 'number' || !Number.isFinite(value)) return false;
  if (type === 'integer' && !Number.isInteger(value)) return false;
  return value >= minimum && value <= maximum && value > exclusiveMinimum;
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  boolean: 'true or false',
  number: 'a number',
  integer: 'a whole number',
  null: 'null',
  array: 'a list',
  object: 'an object',
};

function kind({
  type = '',
  const: only,
  enum: words,
  properties,
  minimum,
  maximum,
  exclusiveMinimum,
}: Shape): string {
  if (only !== undefined) return show(only);
  if (words) return words.map((word) => show(word)).join(', ');
  if (properties) return `{ ${Object.keys(properties).join(', ')} }`;
  const limits = [
    minimum === undefined ? '' : `, at least ${minimum}`,
    exclusiveMinimum === undefined ? '' : `, more than ${exclusiveMinimum}`,
    maximum === undefined ? '' : `, at most ${maximum}`,
  ];
  return `${kinds[type] ?? 'something else'}${limits.join('')}`;
}

function isJson(value: unknown): boolean {
  try {
    JSON.stringify(value);
    return true;
  } catch {
    return false;
  }
}

function isStepChoice(choice: readonly Shape[]): boolean {
  return choice.some((shape) => families.some((family) => resolved(shape).properties?.[family]?.const));
}

function resolved(shape: Shape): Shape {
  if (shape.$ref === undefined) return shape;
  return scenarioShape.definitions?.[shape.$ref.replace('#/definitions/', '')] ?? {};
}

function subject(name: string): string {
  return name === '' ? 'it' : `"${name}"`;
}

function wayTo(name: unknown, known: readonly string[]): string {
  const closest = typeof name === 'string' ? closestName(name, known) : undefined;
  return closest === undefined ? `. There are ${known.join(', ')}` : `. Did you mean "${closest}"?`;
}
