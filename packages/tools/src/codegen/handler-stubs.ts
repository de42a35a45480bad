import type { ClientToolConfig, ConfigProperty } from './client-tool-config.ts';
import { readClientTools } from './read-client-tools.ts';

export interface HandlerStubOptions {
  /** Names the pack and its function; default `agent`. */
  readonly packName?: string;
}

/**
 * TypeScript source with one typed handler for each client tool of a configuration, and a pack of all of them. The
 * handlers throw until they are written.
 * @throws DuologueError INVALID_OPTIONS where the configuration is none
 */
export function generateHandlers(
  configuration: unknown,
  { packName = 'agent' }: HandlerStubOptions = {},
): string {
  const tools = readClientTools(configuration);
  const names = uniqueNames(tools.map(({ name }) => camelCase(name)));
  const handlers = tools.map((tool, index) => handlerOf(tool, String(names[index])));
  const pack = camelCase(`${packName}_pack`);
  return [
    `import { ${tools.length === 0 ? '' : 'defineTool, '}toolPack, type ToolPack } from '@duologue/tools';`,
    '',
    ...handlers,
    `export const ${pack} = (): ToolPack => toolPack({ name: ${quote(packName)}, tools: [${names.join(', ')}] });`,
    '',
  ].join('\n');
}

function handlerOf(tool: ClientToolConfig, constant: string): string {
  const { name, description, response_timeout_secs: timeout, parameters } = tool;
  const schema = parameters
    ? schemaOf(parameters, true)
    : { type: 'object', properties: {}, additionalProperties: false };
  const lines = [
    `export const ${constant} = defineTool({`,
    `  name: ${quote(name)},`,
    `  description: ${quote(description)},`,
    `  parameters: ${literal(schema, '  ')},`,
    ...(timeout !== undefined && timeout > 0 ? [`  timeoutMs: ${timeout * 1_000},`] : []),
    '  run(parameters) {',
    `    throw new Error(${quote(`${name} is not written yet: `)} + JSON.stringify(parameters));`,
    '  },',
    '});',
    '',
  ];
  return lines.join('\n');
}

/** What the agent sends, as JSON Schema. */
function schemaOf(property: ConfigProperty, isRoot = false): Record<string, unknown> {
  const description = property.description ? { description: property.description } : {};
  if (property.type === 'object') {
    const sent = Object.entries(property.properties ?? {}).filter(
      ([, { is_omitted: isOmitted }]) => isOmitted !== true,
    );
    return {
      type: 'object',
      ...(!isRoot && description),
      properties: Object.fromEntries(sent.map(([key, inner]) => [key, schemaOf(inner)])),
      ...(property.required && property.required.length > 0 && { required: property.required }),
      additionalProperties: false,
    };
  }
  if (property.type === 'array')
    return { type: 'array', ...description, ...(property.items && { items: schemaOf(property.items) }) };
  return {
    type: property.type,
    ...description,
    ...(property.enum && property.enum.length > 0 && { enum: property.enum }),
  };
}

/** A value as TypeScript writes it. */
function literal(value: unknown, indent: string): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map((item) => literal(item, indent)).join(', ')}]`;
  const entries = Object.entries(value);
  if (entries.length === 0) return '{}';
  const inner = entries.map(([key, item]) => `${indent}  ${keyOf(key)}: ${literal(item, `${indent}  `)},`);
  return `{\n${inner.join('\n')}\n${indent}}`;
}

function keyOf(key: string): string {
  if (key === '__proto__') return "['__proto__']"; // written plainly it would set the prototype
  return /^[a-z_$][\w$]*$/i.test(key) ? key : quote(key);
}

function quote(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

function camelCase(name: string): string {
  const camel = name.replaceAll(
    /[^a-zA-Z0-9]+([a-zA-Z0-9])?/g,
    (_, letter: string | undefined) => letter?.toUpperCase() ?? '',
  );
  return /^[a-zA-Z]/.test(camel) ? `${camel.charAt(0).toLowerCase()}${camel.slice(1)}` : `tool${camel}`;
}

const reserved: ReadonlySet<string> = new Set(
  'break case catch class const continue debugger default delete do else enum export extends false finally for function if import in instanceof new null return super switch this throw true try typeof var void while with yield let static await defineTool toolPack'.split(
    ' ',
  ),
);

function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set(reserved);
  return names.map((name) => {
    let unique = name;
    for (let count = 2; taken.has(unique); count += 1) unique = `${name}${count}`;
    taken.add(unique);
    return unique;
  });
}
