import { createHash } from 'node:crypto';
import type { Contract, ContractEntry } from './contract.ts';
import type { JsonSchema } from './json-schema.ts';

/** Writes the contract as TypeScript: interfaces for people, plain JSON Schema for validators. */
export function renderContract({ server, client, initiationOptions }: Contract): string {
  const interfaces = new Map<string, string>();
  const serverMap = messageMap(
    'ServerWireMessages',
    'Every message of the service, by its type.',
    server,
    interfaces,
  );
  const clientMap = messageMap(
    'ClientWireMessages',
    'Every message of a client, by its type; `user_audio_chunk` is the one that has none.',
    client,
    interfaces,
  );
  renderType(initiationOptions, interfaces);
  const schemas = [
    schemaMap('serverMessageSchemas', 'ServerWireMessages', 'Further fields are always allowed.', server),
    schemaMap('clientMessageSchemas', 'ClientWireMessages', 'Further fields are not allowed.', client),
  ];
  return [
    '// Written by scripts/generate-contract.ts from contract/*.ts: change those, then run `pnpm generate`.',
    '/** A JSON Schema (draft-07), as plain data. */\nexport type ContractSchema = Readonly<Record<string, unknown>>;',
    serverMap,
    clientMap,
    ...interfaces.values(),
    ...schemas,
    `/** Names this state of the schemas of all messages: another one has another hash. */\nexport const contractHash = '${hashOf(schemas)}';`,
    `/** What a session may be told about the conversation that it starts. */\nexport const initiationOptionsSchema: ContractSchema = ${literal(initiationOptions)};`,
  ].join('\n\n');
}

function hashOf(texts: readonly string[]): string {
  return createHash('sha256').update(texts.join('\n')).digest('hex').slice(0, 16);
}

type Interfaces = Map<string, string>;

function messageMap(
  name: string,
  doc: string,
  entries: readonly ContractEntry[],
  interfaces: Interfaces,
): string {
  const members = entries.map(({ type, schema }) => `readonly ${type}: ${renderType(schema, interfaces)};`);
  return `/** ${doc} */\nexport interface ${name} {\n${members.join('\n')}\n}`;
}

function schemaMap(name: string, keys: string, doc: string, entries: readonly ContractEntry[]): string {
  const members = entries.map(({ type, schema }) => `${type}: ${literal(schema)}`);
  return `/** ${doc} */\nexport const ${name}: Readonly<Record<keyof ${keys}, ContractSchema>> = {\n${members.join(',\n')}\n};`;
}

/** The schema without its words: those stand in the interfaces. */
function literal(schema: JsonSchema): string {
  return JSON.stringify(schema, (key, value: unknown) =>
    (key === 'title' || key === 'description') && typeof value === 'string' ? undefined : value,
  );
}

function renderType(schema: JsonSchema, interfaces: Interfaces): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.anyOf) return schema.anyOf.map((one) => renderType(one, interfaces)).join(' | ');
  switch (schema.type) {
    case 'object':
      return schema.title === undefined
        ? renderRecord(schema, interfaces)
        : renderInterface(schema, interfaces);
    case 'array':
      return `readonly (${renderType(schema.items ?? {}, interfaces)})[]`;
    case 'integer':
      return 'number';
    case undefined:
      return 'unknown';
    default:
      return schema.type;
  }
}

function renderRecord({ properties = {}, additionalProperties }: JsonSchema, interfaces: Interfaces): string {
  if (Object.keys(properties).length > 0)
    throw new Error(`An object needs a title: ${Object.keys(properties).join()}`);
  const values =
    typeof additionalProperties === 'object' ? renderType(additionalProperties, interfaces) : 'unknown';
  return `Readonly<Record<string, ${values}>>`;
}

/** Adds the interface of an object with a title, and returns its name. */
function renderInterface(schema: JsonSchema, interfaces: Interfaces): string {
  const { title = '', description, properties = {}, required = [] } = schema;
  const members = Object.entries(properties).map(([name, property]) => {
    const mark = required.includes(name) ? '' : '?';
    return `${doc(property.description)}readonly ${name}${mark}: ${renderType(property, interfaces)};`;
  });
  const code = `${doc(description)}export interface ${title} {\n${members.join('\n')}\n}`;
  const known = interfaces.get(title);
  if (known !== undefined && known !== code)
    throw new Error(`Two objects of the contract are called ${title}.`);
  interfaces.set(title, code);
  return title;
}

function doc(description: string | undefined): string {
  return description === undefined ? '' : `/** ${description} */\n`;
}
