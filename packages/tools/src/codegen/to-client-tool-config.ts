import { DuologueError, type Tool } from '@duologue/core';
import type { ClientToolConfig, ConfigProperty, ObjectProperty } from './client-tool-config.ts';
import { choicesOf, jsonSchemaOf, resolveNode, type SchemaNode } from './json-schema-of.ts';

const defaultTimeoutMs = 20_000;

/**
 * The configuration of a client tool for the agent, made of the tool itself. Bounds and formats, for which the service
 * has no field, are written into the descriptions, where the model reads them.
 * @throws DuologueError INVALID_OPTIONS where the service could not hold it
 */
export function toClientToolConfig(tool: Tool<never>): ClientToolConfig {
  const { name, description, timeoutMs = defaultTimeoutMs } = tool;
  if (!/^[a-zA-Z0-9_-]{1,64}$/.test(name))
    throw refusal(name, 'its name must have 1 to 64 letters, digits, "_" or "-"');
  const schema = jsonSchemaOf(tool);
  const root = convert(schema, { toolName: name, root: schema, path: 'parameters' });
  if (root.type !== 'object') throw refusal(name, 'its parameters must be an object');
  const hasParameters = Object.keys(root.properties ?? {}).length > 0;
  return {
    type: 'client',
    name,
    description,
    response_timeout_secs: Math.min(120, Math.max(1, Math.ceil(timeoutMs / 1_000))),
    expects_response: true,
    ...(hasParameters && { parameters: { ...root, description: root.description || description } }),
  };
}

interface Place {
  readonly toolName: string;
  readonly root: SchemaNode;
  /** For messages. */
  readonly path: string;
}

function convert(given: SchemaNode, place: Place): ConfigProperty {
  const { node } = resolveNode(given, place.root);
  const choices = choicesOf(node);
  const type = typeOf(node, choices, place);
  const description = describe(node, choices, place);
  if (type === 'object') return { type, ...convertObject(node, place), description };
  if (type === 'array') {
    const items = Array.isArray(node.items) ? undefined : (node.items as SchemaNode | undefined);
    if (!items) throw refusal(place.toolName, `${place.path} must say what one item is (items)`);
    return { type, description, items: convert(items, { ...place, path: `${place.path}[]` }) };
  }
  const strings = choices?.filter((choice) => typeof choice === 'string') ?? [];
  return { type, description, ...(type === 'string' && strings.length > 0 && { enum: strings }) };
}

function convertObject(node: SchemaNode, place: Place): Pick<ObjectProperty, 'required' | 'properties'> {
  const names = Object.keys(node.properties ?? {});
  if (names.length === 0 && (isObject(node.additionalProperties) || isObject(node['patternProperties'])))
    throw refusal(
      place.toolName,
      `${place.path} must name its properties; a list of pairs can hold what has no names`,
    );
  const properties = Object.fromEntries(
    Object.entries(node.properties ?? {}).map(([key, property]) => [
      key,
      convert(property, { ...place, path: `${place.path}.${key}` }),
    ]),
  );
  const required = (node.required ?? []).filter(
    (key) => names.includes(key) && !resolveNode(node.properties?.[key] ?? {}, place.root).isNullable,
  );
  return { required, properties };
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

const literalTypes = ['string', 'number', 'integer', 'boolean', 'object', 'array'] as const;

function typeOf(
  node: SchemaNode,
  choices: readonly unknown[] | undefined,
  { toolName, path }: Place,
): (typeof literalTypes)[number] {
  const named = literalTypes.find((type) => type === node.type);
  if (named) return named;
  if (node.properties) return 'object';
  const kinds = new Set(choices?.map((choice) => (Number.isInteger(choice) ? 'integer' : typeof choice)));
  const [kind] = kinds;
  const chosen = literalTypes.find((type) => type === kind);
  if (chosen && kinds.size === 1) return chosen;
  throw refusal(toolName, `${path} must be of one type: string, number, integer, boolean, object or array`);
}

/** The model reads only descriptions, so bounds go there; the service asks for one on every property. */
function describe(node: SchemaNode, choices: readonly unknown[] | undefined, { path }: Place): string {
  const name = path.slice(path.lastIndexOf('.') + 1).replace(/\[\]$/, '');
  const words = path === 'parameters' ? '' : name.replaceAll('_', ' ');
  const text = (node.description ?? words).trim();
  const facts = [
    ...rangeOf(node, 'minimum', 'maximum', ''),
    ...rangeOf(node, 'minLength', 'maxLength', ' characters'),
    ...rangeOf(node, 'minItems', 'maxItems', ' items'),
  ];
  if (typeof node['format'] === 'string') facts.push(`format ${node['format']}`);
  if (typeof node['pattern'] === 'string') facts.push(`pattern ${node['pattern']}`);
  if (choices && !choices.every((choice) => typeof choice === 'string'))
    facts.push(`one of ${choices.map((choice) => JSON.stringify(choice)).join(', ')}`);
  return facts.length === 0 ? text : `${text}${text === '' ? '' : ' '}(${facts.join('; ')})`;
}

function rangeOf(node: SchemaNode, lowest: string, highest: string, unit: string): string[] {
  const [low, high] = [node[lowest], node[highest]];
  // that something may not be empty goes without saying
  const counts = typeof low === 'number' && !(unit !== '' && low <= 1);
  if (counts && typeof high === 'number') return [`${low} to ${high}${unit}`];
  if (counts) return [`at least ${low}${unit}`];
  return typeof high === 'number' ? [`at most ${high}${unit}`] : [];
}

function refusal(toolName: string, why: string): DuologueError {
  return new DuologueError(
    'INVALID_OPTIONS',
    `The tool "${toolName}" cannot be written as a client tool: ${why}.`,
    { details: { toolName } },
  );
}
