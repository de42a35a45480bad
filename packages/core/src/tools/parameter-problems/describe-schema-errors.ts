import type { ErrorObject } from 'ajv';
import { choice, describeKeyword, keysOf, typeNames } from './describe-keyword.ts';
import { describePath, describeValue, joinPath, listChoices } from './describe-value.ts';
import { joinFaults, type Fault, type ParameterProblem } from './parameter-problem.ts';

/** Puts what Ajv found (with `allErrors` and `verbose`) into one sentence. */
export function describeSchemaErrors(errors: readonly ErrorObject[]): ParameterProblem {
  return joinFaults(
    collapseUnions(errors).map((error) => ('text' in error ? error : describeKeyword(error))),
  );
}

/**
 * Of a value that fits no branch of an `anyOf`, Ajv reports the faults of every branch and then the union itself.
 * This keeps what a reader can act on: the choices, the kinds, or the faults of the one branch that was meant.
 */
function collapseUnions(errors: readonly ErrorObject[]): (ErrorObject | Fault)[] {
  const kept: (ErrorObject | Fault)[] = [];
  for (const error of errors) {
    if (error.keyword === 'if') continue; // The faults of its branch stand before it.
    const inside = (other: ErrorObject | Fault): other is ErrorObject =>
      'keyword' in other && liesIn(other, error);
    const summarises =
      isFailedUnion(error) || error.keyword === 'contains' || error.keyword === 'propertyNames';
    if (!summarises) {
      kept.push(error);
      continue;
    }
    const outside = kept.filter((other) => !inside(other));
    const summary = isFailedUnion(error) ? collapse(error, kept.filter(inside)) : [error];
    kept.splice(0, kept.length, ...outside, ...summary);
  }
  return kept;
}

/** A `oneOf` that fits several branches is no failed union: there is nothing to choose from. */
function isFailedUnion({ keyword, params }: ErrorObject): boolean {
  return (
    keyword === 'anyOf' ||
    (keyword === 'oneOf' && (params as { passingSchemas: unknown }).passingSchemas === null)
  );
}

/** Branches that are references report with a schema path of their own. */
function liesIn(error: ErrorObject, union: ErrorObject): boolean {
  const below =
    error.instancePath === union.instancePath || error.instancePath.startsWith(`${union.instancePath}/`);
  const parentPath = union.schemaPath.slice(0, -union.keyword.length);
  return (
    below && (error.schemaPath.startsWith(`${union.schemaPath}/`) || !error.schemaPath.startsWith(parentPath))
  );
}

function collapse(union: ErrorObject, errors: readonly ErrorObject[]): (ErrorObject | Fault)[] {
  const path = joinPath(keysOf(union));
  const schemas = (union.schema as readonly (boolean | SchemaObject)[]).map((schema) =>
    typeof schema === 'boolean' ? {} : schema,
  );
  const constants = schemas.map(constantsOf);
  if (constants.every((values) => values.length > 0)) return [choice(path, constants.flat(), union.data)];

  const branches = schemas.map((schema, index) =>
    errors.filter((error) => comesFrom(error, `${union.schemaPath}/${index}`, schema)),
  );
  const ofOtherKind = branches.map((branch) =>
    branch.find((error) => error.keyword === 'type' && error.instancePath === union.instancePath),
  );
  if (ofOtherKind.every((error) => error !== undefined)) {
    const kinds = ofOtherKind.flatMap((error) => (error.params as { type: string | string[] }).type);
    const names = [...new Set(kinds)].map((kind) => typeNames[kind] ?? kind);
    return [
      {
        path,
        text: `${describePath(path)} must be ${listChoices(names)} (got ${describeValue(union.data)})`,
      },
    ];
  }

  const meant = branches.filter(
    (branch, index) =>
      branch.length > 0 && !ofOtherKind[index] && !branch.some((error) => isTag(error, union)),
  );
  const [only] = meant;
  if (only && meant.length === 1) return [...only];
  const tags = branches.flatMap((branch) => branch.filter((error) => isTag(error, union)).slice(0, 1));
  const [tag] = tags;
  if (tag && tags.length === branches.length && tags.every((one) => one.instancePath === tag.instancePath)) {
    const values = tags.flatMap(({ params }) =>
      constantsOf({ const: params['allowedValue'], enum: params['allowedValues'] }),
    );
    return [choice(joinPath(keysOf(tag)), values, tag.data)];
  }
  const closest = meant.flatMap((branch) => branch.slice(0, 1).map((error) => describeKeyword(error).text));
  const either = closest.length > 0 ? `: either ${listChoices(closest.slice(0, 3))}` : '';
  return [{ path, text: `${describePath(path)} fits none of the allowed forms${either}` }];
}

type SchemaObject = Readonly<Record<string, unknown>>;

/** The values that a schema names, where it names any. */
function constantsOf(schema: SchemaObject): readonly unknown[] {
  if (Array.isArray(schema['enum'])) return schema['enum'];
  return schema['const'] === undefined ? [] : [schema['const']];
}

function comesFrom(
  error: ErrorObject,
  branchPath: string,
  { $ref }: Readonly<Record<string, unknown>>,
): boolean {
  return (
    error.schemaPath.startsWith(`${branchPath}/`) ||
    (typeof $ref === 'string' && error.schemaPath.startsWith(`${$ref}/`))
  );
}

/** A constant one level below the union tells its branches apart. */
function isTag({ keyword, instancePath }: ErrorObject, union: ErrorObject): boolean {
  const rest = instancePath.slice(union.instancePath.length);
  return (keyword === 'const' || keyword === 'enum') && (rest === '' || rest.lastIndexOf('/') === 0);
}
