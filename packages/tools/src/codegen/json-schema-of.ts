import { DuologueError, isStandardSchema, type Tool } from '@duologue/core';
import type { StandardJSONSchemaV1 } from '@standard-schema/spec';

/** A JSON Schema as it is walked through here. */
export interface SchemaNode {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | SchemaNode;
  readonly items?: SchemaNode | readonly SchemaNode[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly allOf?: readonly SchemaNode[];
  readonly $ref?: string;
  readonly [keyword: string]: unknown;
}

const nothing: SchemaNode = { type: 'object', properties: {} };

/**
 * The JSON Schema of a tool's parameters: its own, or what a Standard Schema makes of itself (zod 4.2 and later do).
 * @throws DuologueError INVALID_OPTIONS where a Standard Schema cannot
 */
export function jsonSchemaOf({ name, parameters }: Pick<Tool<never>, 'name' | 'parameters'>): SchemaNode {
  if (parameters === undefined) return nothing;
  if (!isStandardSchema(parameters)) return parameters as SchemaNode;
  const { vendor, jsonSchema } = parameters['~standard'] as (typeof parameters)['~standard'] &
    Partial<StandardJSONSchemaV1.Props>;
  if (!jsonSchema) {
    const message = `The tool "${name}" has a schema of ${vendor}, which cannot be written as JSON Schema. Use TypeBox, JSON Schema or zod 4.2.`;
    throw new DuologueError('INVALID_OPTIONS', message, { details: { toolName: name, vendor } });
  }
  return jsonSchema.input({ target: 'draft-07' }) as SchemaNode;
}

/** Follows references inside the schema, makes one of what `allOf` lists, and takes `null` out of unions: what a value is when it is there. */
export function resolveNode(
  node: SchemaNode,
  root: SchemaNode,
  depth = 0,
): { readonly node: SchemaNode; readonly isNullable: boolean } {
  if (node.$ref !== undefined && depth < 20) {
    const { $ref, ...rest } = node;
    const target = resolveNode(pointerTarget(root, $ref), root, depth + 1);
    return { node: { ...target.node, ...rest }, isNullable: target.isNullable };
  }
  if (node.allOf && depth < 20) {
    const { allOf, ...rest } = node;
    const parts = [rest, ...allOf].map((part) => resolveNode(part, root, depth + 1));
    return {
      node: parts.map((part) => part.node).reduce(merged),
      isNullable: parts.every(({ isNullable }) => isNullable),
    };
  }
  const branches = node.anyOf ?? node.oneOf;
  const others = branches?.filter(({ type }) => type !== 'null');
  if (branches && others?.length === 1 && others[0]) {
    const { anyOf: _, oneOf: __, ...rest } = node;
    const inner = resolveNode(others[0], root, depth + 1);
    return {
      node: { ...inner.node, ...rest },
      isNullable: inner.isNullable || others.length < branches.length,
    };
  }
  if (Array.isArray(node.type) && node.type.includes('null')) {
    const types = (node.type as readonly string[]).filter((type) => type !== 'null');
    return { node: { ...node, type: types.length === 1 ? String(types[0]) : types }, isNullable: true };
  }
  return { node, isNullable: false };
}

function merged(one: SchemaNode, other: SchemaNode): SchemaNode {
  const required = [...new Set([...(one.required ?? []), ...(other.required ?? [])])];
  return {
    ...one,
    ...other,
    ...((one.properties ?? other.properties) && { properties: { ...one.properties, ...other.properties } }),
    ...(required.length > 0 && { required }),
    ...((one.additionalProperties === false || other.additionalProperties === false) && {
      additionalProperties: false,
    }),
  };
}

function pointerTarget(root: SchemaNode, ref: string): SchemaNode {
  const keys = ref
    .replace(/^#\/?/, '')
    .split('/')
    .filter(Boolean)
    .map((key) => decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~'));
  return keys.reduce<SchemaNode>((node, key) => (node[key] ?? {}) as SchemaNode, root);
}

/** The values that a schema lists, whichever way it does. */
export function choicesOf(node: SchemaNode): readonly unknown[] | undefined {
  if (node.enum) return node.enum;
  if (node.const !== undefined) return [node.const];
  const branches = node.anyOf ?? node.oneOf;
  const choices = branches?.map((branch) => choicesOf(branch));
  return choices?.every((one) => one !== undefined) === true ? choices.flat() : undefined;
}
