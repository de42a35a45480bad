import { DuologueError } from '@duologue/core';
import type { ClientToolConfig } from './client-tool-config.ts';

/**
 * The client tools in a configuration, in any of the forms in which it comes: one tool, a list, what `GET
 * /v1/convai/tools` answers, what the ElevenLabs CLI keeps in files, or a whole agent. Tools of other kinds are left out.
 * @throws DuologueError INVALID_OPTIONS where it is none of them, or an agent that only refers to its tools by id
 */
export function readClientTools(configuration: unknown): ClientToolConfig[] {
  const tools = toolsIn(configuration);
  if (!tools) {
    throw new DuologueError(
      'INVALID_OPTIONS',
      'This is no configuration of tools. Give a tool, a list of tools, or an agent, as JSON.',
    );
  }
  return tools
    .map(unwrap)
    .filter((tool): tool is ClientToolConfig => tool['type'] === 'client' && typeof tool['name'] === 'string')
    .map((tool) => (typeof (tool as Json)['description'] === 'string' ? tool : { ...tool, description: '' }));
}

type Json = Readonly<Record<string, unknown>>;

function toolsIn(value: unknown): Json[] | undefined {
  if (Array.isArray(value)) return value.every(isObject) ? value : undefined;
  if (!isObject(value)) return undefined;
  if (Array.isArray(value['tools'])) return toolsIn(value['tools']);
  const agent = path(value, 'conversation_config', 'agent', 'prompt');
  if (isObject(agent)) {
    const tools = agent['tools'] ?? [];
    if (Array.isArray(tools) && tools.length === 0) refuseIds(agent['tool_ids']);
    return toolsIn(tools);
  }
  return isObject(value['tool_config']) || isObject(value['config']) || typeof value['name'] === 'string'
    ? [value]
    : undefined;
}

/** What is told of an agent without its tools would be wrong. */
function refuseIds(ids: unknown): void {
  if (!Array.isArray(ids) || ids.length === 0) return;
  throw new DuologueError(
    'INVALID_OPTIONS',
    `The agent refers to its tools by id (tool_ids: ${ids.join(', ')}). Get each with GET /v1/convai/tools/{id}, and give the list of them.`,
  );
}

function unwrap(tool: Json): Json {
  const inner = tool['tool_config'] ?? tool['config'];
  return isObject(inner) ? { type: tool['type'], ...inner } : tool;
}

function path(value: Json, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
