import type { ErrorObject } from 'ajv';
import { closestName } from '../closest-name.ts';
import { DuologueError } from '../errors.ts';
import { compiledSchema } from '../protocol/compiled-schema.ts';
import { initiationOptionsSchema, type ContractSchema } from '../protocol/contract.generated.ts';
import { isWireObject, kindOf } from '../protocol/payload.ts';

/**
 * Makes sure that the options fit the contract, before anything is dialed.
 * @throws DuologueError INVALID_OPTIONS with the path of the first option that does not fit, and what would;
 * values appear in it only where they cannot be private: numbers, booleans and words from a fixed list
 */
export function checkInitiation(options: unknown): void {
  // The validator takes tens of milliseconds to compile: a process that asks for nothing does without it.
  if (isWireObject(options) && Object.keys(options).length === 0) return;
  const validate = compiledSchema(initiationOptionsSchema);
  // Where there are alternatives, the last error is the one that stands for all of them.
  const error = validate(options) ? undefined : validate.errors?.at(-1);
  if (error === undefined) return;
  validate.errors = null; // They hold the options, and the validator lives on.
  const { path, problem } = explain(error);
  throw new DuologueError('INVALID_OPTIONS', problem, { details: { path } });
}

function explain(error: ErrorObject): { path: string; problem: string } {
  const parent = readablePath(error.instancePath);
  const schema = error.parentSchema as ContractSchema;
  if (error.keyword === 'additionalProperties') {
    const name = error.params.additionalProperty as string;
    const path = join(parent, name);
    return { path, problem: `${path} is not an option. ${suggestion(parent, name, schema)}` };
  }
  if (error.keyword === 'required') {
    const path = join(parent, error.params.missingProperty as string);
    return { path, problem: `${path} is missing.` };
  }
  const name = parent === '' ? 'What a conversation begins with' : parent;
  const meant = Array.isArray(schema.enum) && closestName(String(error.data), schema.enum as string[]);
  const fitting = meant ? `Did you mean "${meant}"?` : `It must be ${describe(schema)}.`;
  return { path: parent, problem: `${name} cannot be ${shown(error.data, schema)}. ${fitting}` };
}

/** `/overrides/tts` and `/procedureIds/0` as `overrides.tts` and `procedureIds[0]`. */
function readablePath(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((path, part) => (/^\d+$/.test(part) ? `${path}[${part}]` : join(path, part)), '');
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function suggestion(parent: string, name: string, schema: ContractSchema): string {
  const here = Object.keys(propertiesOf(schema));
  const camelCase = name.replace(/_+([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const elsewhere = here.includes(camelCase) ? undefined : pathTo(camelCase, initiationOptionsSchema, '');
  if (elsewhere !== undefined) return `It belongs in ${elsewhere}.`;
  const meant = closestName(camelCase, here);
  return meant === undefined ? `Known here: ${here.join(', ')}.` : `Did you mean ${join(parent, meant)}?`;
}

/** Where in the options a name stands, if it does. */
function pathTo(name: string, schema: ContractSchema, path: string): string | undefined {
  for (const [key, property] of Object.entries(propertiesOf(schema))) {
    const found = key === name ? join(path, key) : pathTo(name, property, join(path, key));
    if (found !== undefined) return found;
  }
  return undefined;
}

function propertiesOf(schema: ContractSchema): Readonly<Record<string, ContractSchema>> {
  return (schema.properties ?? {}) as Readonly<Record<string, ContractSchema>>;
}

/** The rules that the schema of the options uses. */
interface SchemaRules {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly SchemaRules[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
}

/** What a schema accepts, in words. */
function describe(schema: SchemaRules): string {
  if (schema.enum) return alternatives().format(schema.enum.map((word) => `"${word}"`));
  if (schema.anyOf) return alternatives().format(schema.anyOf.map(describe));
  switch (schema.type) {
    case 'array':
      return `a list${bounds(schema.minItems, schema.maxItems, ' items')}`;
    case 'string':
      return `a string${bounds(schema.minLength, undefined, ' characters')}`;
    case 'integer':
      return `a whole number${bounds(schema.minimum, schema.maximum)}`;
    case 'number':
      return `a number${bounds(schema.minimum, schema.maximum)}`;
    case 'boolean':
      return 'a boolean';
    default:
      return 'an object';
  }
}

function bounds(least: number | undefined, most: number | undefined, unit = ''): string {
  if (least !== undefined && most !== undefined) return ` from ${least} to ${most}${unit}`;
  if (least !== undefined) return ` of at least ${least}${unit}`;
  return most === undefined ? '' : ` of at most ${most}${unit}`;
}

function shown(value: unknown, schema: ContractSchema): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string' && Array.isArray(schema.enum)) return JSON.stringify(value.slice(0, 60));
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'string') return `a string of ${value.length} characters`;
  return kindOf(value);
}

/** Made when it is needed: making one takes longer than loading all of ws. */
function alternatives(): Intl.ListFormat {
  return new Intl.ListFormat('en', { type: 'disjunction' });
}
