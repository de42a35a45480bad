import type { Tool } from '@duologue/core';
import type { ClientToolConfig, ConfigProperty } from './client-tool-config.ts';
import { choicesOf, jsonSchemaOf, resolveNode, type SchemaNode } from './json-schema-of.ts';
import { readClientTools } from './read-client-tools.ts';

/** One thing in which the agent and the code do not agree. */
export interface ToolDifference {
  readonly toolName: string;
  /** The parameter, such as `guest.name`; absent where it is the tool as a whole. */
  readonly parameter?: string;
  /** Whether calls will fail, or may. */
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

/**
 * What is wrong between the tools of an agent and those in the code: agent tools without a handler, parameters that
 * one side does not know, other types and choices, time limits that cut each other short. Empty where all is well.
 */
export function checkClientTools(tools: readonly Tool<never>[], configuration: unknown): ToolDifference[] {
  const configured = readClientTools(configuration);
  const missing = configured
    .filter(({ name }) => !tools.some((tool) => tool.name === name))
    .map(({ name }): ToolDifference => ({
      toolName: name,
      severity: 'error',
      message: `The agent has a tool "${name}", for which there is no handler.`,
    }));
  const unused = tools
    .filter(({ name }) => !configured.some((tool) => tool.name === name))
    .map(({ name }): ToolDifference => ({
      toolName: name,
      severity: 'warning',
      message: `The agent does not know the tool "${name}", and will never call it.`,
    }));
  const differences = configured.flatMap((config) => {
    const tool = tools.find(({ name }) => name === config.name);
    return tool ? checkTool(tool, config) : [];
  });
  return [...missing, ...unused, ...differences];
}

function checkTool(tool: Tool<never>, config: ClientToolConfig): ToolDifference[] {
  const schema = jsonSchemaOf(tool);
  const found: ToolDifference[] = [];
  const add: Add = (parameter, severity, message) =>
    found.push({ toolName: tool.name, ...(parameter !== '' && { parameter }), severity, message });
  const agentMs = (config.response_timeout_secs ?? 20) * 1_000;
  const ownMs = tool.timeoutMs ?? 20_000;
  if (config.expects_response !== false && agentMs > 0 && agentMs < ownMs) {
    add(
      '',
      'warning',
      `The agent waits ${agentMs / 1_000} s for an answer, the tool may take ${ownMs / 1_000} s.`,
    );
  }
  compare(schema, config.parameters ?? { type: 'object' }, { root: schema, path: '', add });
  return found;
}

type Add = (parameter: string, severity: ToolDifference['severity'], message: string) => void;

interface Place {
  readonly root: SchemaNode;
  readonly path: string;
  readonly add: Add;
}

function compare(given: SchemaNode, config: ConfigProperty, place: Place): void {
  const { node } = resolveNode(given, place.root);
  const { path, add } = place;
  const types = node.type === undefined ? [] : [node.type].flat();
  const fits =
    types.length === 0 ||
    types.includes(config.type) ||
    (config.type === 'integer' && types.includes('number'));
  if (!fits)
    return add(
      path,
      'error',
      `The agent sends ${nameOf(path)} as ${config.type}, the tool takes ${types.join(' or ')}.`,
    );
  if (config.type === 'object')
    return compareObjects(node, config.properties ?? {}, config.required ?? [], place);
  if (config.type === 'array') {
    const items = Array.isArray(node.items) ? undefined : (node.items as SchemaNode | undefined);
    if (items && config.items) compare(items, config.items, { ...place, path: `${path}[]` });
    return undefined;
  }
  const allowed = choicesOf(node);
  const refused = config.enum?.filter((choice) => allowed && !allowed.includes(choice)) ?? [];
  if (refused.length > 0)
    add(
      path,
      'error',
      `The agent may send ${nameOf(path)} as ${refused.map((choice) => `"${choice}"`).join(', ')}, which the tool refuses.`,
    );
  if (allowed && !config.enum && config.type === 'string' && config.constant_value === undefined) {
    add(
      path,
      'warning',
      `The tool takes only ${allowed.map((choice) => JSON.stringify(choice)).join(', ')} for ${nameOf(path)}, which the agent is not told.`,
    );
  }
}

function compareObjects(
  node: SchemaNode,
  sent: Readonly<Record<string, ConfigProperty>>,
  always: readonly string[],
  place: Place,
): void {
  const known = node.properties ?? {};
  for (const [key, property] of Object.entries(sent)) {
    if (property.is_omitted === true) continue;
    const path = place.path === '' ? key : `${place.path}.${key}`;
    const own =
      known[key] ?? (typeof node.additionalProperties === 'object' ? node.additionalProperties : undefined);
    if (own) compare(own, property, { ...place, path });
    else if (node.additionalProperties === false)
      place.add(path, 'error', `The agent sends ${nameOf(path)}, which the tool does not know.`);
  }
  for (const key of node.required ?? []) {
    const path = place.path === '' ? key : `${place.path}.${key}`;
    const property = sent[key];
    if (!property || property.is_omitted === true)
      place.add(path, 'error', `The tool needs ${nameOf(path)}, which the agent does not know.`);
    else if (!always.includes(key) && !isFilledIn(property))
      place.add(path, 'error', `The tool needs ${nameOf(path)}, which the agent may leave out.`);
  }
  for (const key of Object.keys(known).filter(
    (name) => !sent[name] && !(node.required ?? []).includes(name),
  )) {
    const path = place.path === '' ? key : `${place.path}.${key}`;
    place.add(path, 'warning', `The tool takes ${nameOf(path)}, which the agent does not know.`);
  }
}

/** The service gives the value, whatever the model does. */
function isFilledIn({
  constant_value: constant,
  dynamic_variable: variable,
  is_system_provided: system,
}: ConfigProperty): boolean {
  return (
    (constant !== undefined && constant !== null && constant !== '') || Boolean(variable) || system === true
  );
}

function nameOf(path: string): string {
  return path === '' ? 'the parameters' : `\`${path}\``;
}
