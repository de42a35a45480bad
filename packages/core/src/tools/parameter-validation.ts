import type { StandardSchemaV1 } from '@standard-schema/spec';
import { Ajv, type AnySchemaObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { DuologueError } from '../errors.ts';
import { describeIssues } from './parameter-problems/describe-issues.ts';
import { describeSchemaErrors } from './parameter-problems/describe-schema-errors.ts';
import type { ParameterProblem } from './parameter-problems/parameter-problem.ts';
import type { ParameterSchema } from './tool.ts';

export type Parameters = Readonly<Record<string, unknown>>;

/** The parameters as the tool gets them, or what is wrong with them. */
export type ParameterCheck =
  { readonly valid: true; readonly parameters: Parameters } | ({ readonly valid: false } & ParameterProblem);

/** Checks the parameters of one call. It is asynchronous only where a Standard Schema is. */
export type ParameterValidator = (parameters: Parameters) => ParameterCheck | Promise<ParameterCheck>;

/**
 * Makes the check for a tool. The schema itself is looked at now, and compiled at the first call. Values are never
 * coerced; what a Standard Schema makes of them is what the tool gets.
 * @throws DuologueError INVALID_OPTIONS where the schema is none
 */
export function parameterValidator(tool: {
  readonly name: string;
  readonly parameters?: ParameterSchema;
}): ParameterValidator {
  const { name, parameters: schema } = tool;
  if (schema === undefined) return (parameters) => ({ valid: true, parameters });
  if (!isSchemaLike(schema)) throw invalidSchema(name, 'it is not an object');
  if (isStandardSchema(schema)) return (parameters) => checkStandardSchema(schema, parameters);

  checkJsonSchema(name, schema);
  return (parameters) => {
    const validate = compiled(name, schema);
    if (validate(parameters)) return { valid: true, parameters };
    return { valid: false, ...describeSchemaErrors(validate.errors ?? []) };
  };
}

/** Whether a schema speaks Standard Schema; otherwise it is a JSON Schema. */
export function isStandardSchema(schema: ParameterSchema): schema is StandardSchemaV1 {
  return '~standard' in schema;
}

function isSchemaLike(schema: unknown): boolean {
  return (
    (typeof schema === 'object' && schema !== null && !Array.isArray(schema)) || typeof schema === 'function'
  );
}

function checkStandardSchema(
  schema: StandardSchemaV1,
  parameters: Parameters,
): ParameterCheck | Promise<ParameterCheck> {
  const conclude = (result: StandardSchemaV1.Result<unknown>): ParameterCheck =>
    result.issues
      ? { valid: false, ...describeIssues(result.issues, parameters) }
      : { valid: true, parameters: result.value as Parameters };
  const result = schema['~standard'].validate(parameters);
  return 'then' in result ? result.then(conclude) : conclude(result);
}

/** Schemas that were found to be good, and what they were compiled to; the same object is never looked at twice. */
const checked = new WeakSet<object>();
const validators = new WeakMap<object, ValidateFunction>();
const instances: { draft07?: Ajv; draft2020?: Ajv } = {};

function checkJsonSchema(toolName: string, schema: object): void {
  if (checked.has(schema)) return;
  const fault = faultOfDialect(schema) ?? faultOfShape(schema);
  if (fault !== undefined) throw invalidSchema(toolName, fault);
  // Only compiling finds references that lead nowhere and patterns that are none.
  if (/"(\$ref|\$dynamicRef|pattern|patternProperties)":/.test(JSON.stringify(schema)))
    compiled(toolName, schema);
  checked.add(schema);
}

function faultOfDialect(schema: object): string | undefined {
  const ajv = ajvFor(schema);
  try {
    return ajv.validateSchema(schema)
      ? undefined
      : ajv.errorsText(ajv.errors, { dataVar: 'parameters', separator: '; ' });
  } catch (error) {
    return (error as Error).message;
  }
}

/** `{ city: { type: 'string' } }` is a correct JSON Schema that checks nothing, and a frequent slip. */
function faultOfShape(schema: object): string | undefined {
  const { type } = schema as { readonly type?: unknown };
  const keywords = Object.keys(schema).filter((keyword) => !annotations.has(keyword));
  const describesObject =
    type === undefined
      ? keywords.length === 0 || keywords.some((keyword) => applicators.has(keyword))
      : [type].flat().includes('object');
  return describesObject
    ? undefined
    : 'it must describe an object, as { type: "object", properties: { … } } does';
}

const annotations: ReadonlySet<string> = new Set([
  '$schema',
  '$id',
  '$comment',
  'title',
  'description',
  'examples',
  'default',
]);
const applicators: ReadonlySet<string> = new Set(
  '$ref $dynamicRef allOf anyOf oneOf not if enum const properties patternProperties additionalProperties required minProperties maxProperties'.split(
    ' ',
  ),
);

function compiled(toolName: string, schema: object): ValidateFunction {
  const known = validators.get(schema);
  if (known) return known;
  const ajv = ajvFor(schema);
  try {
    const validate = ajv.compile(schema);
    validators.set(schema, validate);
    return validate;
  } catch (error) {
    throw invalidSchema(toolName, (error as Error).message, error);
  } finally {
    // Ajv would keep every schema for ever, and refuse a second one with the same $id.
    ajv.removeSchema(schema as AnySchemaObject);
  }
}

function ajvFor(schema: object): Ajv {
  const dialect = (schema as { readonly $schema?: unknown }).$schema;
  const is2020 = typeof dialect === 'string' && dialect.includes('2020-12');
  return is2020 ? (instances.draft2020 ??= createAjv(Ajv2020)) : (instances.draft07 ??= createAjv(Ajv));
}

function createAjv(Implementation: typeof Ajv | typeof Ajv2020): Ajv {
  const ajv = new Implementation({
    allErrors: true,
    verbose: true,
    strict: false,
    logger: false,
    addUsedSchema: false,
  });
  addFormats.default(ajv);
  return ajv;
}

function invalidSchema(toolName: string, fault: string, cause?: unknown): DuologueError {
  return new DuologueError(
    'INVALID_OPTIONS',
    `The parameters of the tool "${toolName}" are no JSON Schema: ${fault}.`,
    {
      cause,
      details: { toolName },
    },
  );
}
