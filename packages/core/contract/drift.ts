import { parseSync, type Program } from 'oxc-parser';
import type { Contract } from './contract.ts';
import type { JsonSchema } from './json-schema.ts';

/**
 * What the declarations of `@elevenlabs/types` know and the contract does not: messages, fields, words of a fixed
 * list, and fields of another type. What the contract has beyond them is no drift. Empty where there is none.
 */
export function driftOf(declarations: string, contract: Contract): readonly string[] {
  const types = declaredTypes(declarations);
  const known = new Map([...contract.server, ...contract.client].map(({ type, schema }) => [type, schema]));
  const drift = new Set<string>();
  for (const message of messagesOf(types)) {
    const type = messageType(message);
    const schema = known.get(type);
    if (schema) compareMembers(message.members, schema, type, { types, drift });
    else drift.add(`new message: ${type}`);
  }
  return [...drift].toSorted();
}

interface Comparison {
  readonly types: DeclaredTypes;
  readonly drift: Set<string>;
}

type Statement = Program['body'][number];
type Declaration = NonNullable<Extract<Statement, { type: 'ExportNamedDeclaration' }>['declaration']>;
type InterfaceDeclaration = Extract<Declaration, { type: 'TSInterfaceDeclaration' }>;
type TypeNode = Extract<Declaration, { type: 'TSTypeAliasDeclaration' }>['typeAnnotation'];
type Member = InterfaceDeclaration['body']['body'][number];

interface DeclaredInterface {
  readonly name: string;
  readonly members: readonly Member[];
}

interface DeclaredTypes {
  readonly interfaces: ReadonlyMap<string, DeclaredInterface>;
  readonly aliases: ReadonlyMap<string, TypeNode>;
}

function declaredTypes(declarations: string): DeclaredTypes {
  const { program, errors } = parseSync('types.d.ts', declarations);
  if (errors.length > 0) throw new Error(`The declarations cannot be read: ${errors[0]?.message}`);
  const interfaces = new Map<string, DeclaredInterface>();
  const aliases = new Map<string, TypeNode>();
  for (const statement of program.body) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declaration?.type === 'TSInterfaceDeclaration') {
      interfaces.set(declaration.id.name, { name: declaration.id.name, members: declaration.body.body });
    } else if (declaration?.type === 'TSTypeAliasDeclaration') {
      aliases.set(declaration.id.name, declaration.typeAnnotation);
    }
  }
  return { interfaces, aliases };
}

/** The interfaces that no other one refers to, but for those of the speech-to-text API, which have a `message_type`. */
function messagesOf({ interfaces, aliases }: DeclaredTypes): readonly DeclaredInterface[] {
  const referred = new Set<string>();
  const nodes = [...interfaces.values()]
    .flatMap(({ members }) => members.map(typeOf))
    .concat([...aliases.values()]);
  for (const node of nodes) collectReferences(node, referred);
  return [...interfaces.values()].filter(
    ({ name, members }) =>
      !referred.has(name) && !members.some((member) => nameOf(member) === 'message_type'),
  );
}

function collectReferences(node: TypeNode | undefined, into: Set<string>): void {
  switch (node?.type) {
    case 'TSTypeReference':
      if (node.typeName.type === 'Identifier') into.add(node.typeName.name);
      return;
    case 'TSArrayType':
      return collectReferences(node.elementType, into);
    case 'TSTypeLiteral':
      for (const member of node.members) collectReferences(typeOf(member), into);
      return;
    case 'TSUnionType':
      for (const one of node.types) collectReferences(one, into);
      return;
    default:
  }
}

/** The word in `type`; the one message without a type goes by the name of its only field. */
function messageType({ members }: DeclaredInterface): string {
  const node = typeOf(members.find((member) => nameOf(member) === 'type'));
  const literal =
    node?.type === 'TSLiteralType' && node.literal.type === 'Literal' ? node.literal.value : undefined;
  return typeof literal === 'string' ? literal : members.map(nameOf).join(' + ');
}

function compareMembers(
  members: readonly Member[],
  schema: JsonSchema,
  path: string,
  comparison: Comparison,
): void {
  for (const member of members) {
    const name = nameOf(member);
    const node = typeOf(member);
    if (name === undefined || node === undefined) continue;
    const fields = alternativesOf(schema).flatMap(({ properties }) => properties?.[name] ?? []);
    if (fields.length === 0) comparison.drift.add(`new field: ${path}.${name}`);
    else compareType(node, { anyOf: fields }, `${path}.${name}`, comparison);
  }
}

function compareType(node: TypeNode, schema: JsonSchema, path: string, comparison: Comparison): void {
  const { types, drift } = comparison;
  switch (node.type) {
    case 'TSUnionType':
      for (const one of node.types) compareType(one, schema, path, comparison);
      return;
    case 'TSArrayType': {
      const items = alternativesOf(schema).flatMap((one) => one.items ?? []);
      if (items.length === 0) drift.add(`other type: ${path} is a list`);
      else compareType(node.elementType, { anyOf: items }, `${path}[]`, comparison);
      return;
    }
    case 'TSTypeReference': {
      const name = node.typeName.type === 'Identifier' ? node.typeName.name : '';
      const alias = types.aliases.get(name);
      const declared = types.interfaces.get(name);
      if (alias) compareType(alias, schema, path, comparison);
      else if (!accepts(schema, 'object')) drift.add(`other type: ${path} is an object`);
      else if (declared) compareMembers(declared.members, schema, path, comparison);
      return;
    }
    case 'TSTypeLiteral':
      return compareMembers(node.members, schema, path, comparison);
    case 'TSLiteralType': {
      const value = node.literal.type === 'Literal' ? node.literal.value : undefined;
      const words = alternativesOf(schema).flatMap((one) => one.enum ?? one.const ?? []);
      if (words.length > 0 && !words.includes(String(value)))
        drift.add(`new value: ${path} may be ${String(value)}`);
      return;
    }
    default: {
      const type = keywordTypes[node.type];
      if (type !== undefined && !accepts(schema, type)) drift.add(`other type: ${path} is a ${type}`);
    }
  }
}

const keywordTypes: Readonly<Partial<Record<TypeNode['type'], string>>> = {
  TSStringKeyword: 'string',
  TSNumberKeyword: 'number',
  TSBooleanKeyword: 'boolean',
};

function accepts(schema: JsonSchema, type: string): boolean {
  return alternativesOf(schema).some(
    (one) =>
      one.type === type || (one.type === 'integer' && type === 'number') || Object.keys(one).length === 0,
  );
}

function alternativesOf(schema: JsonSchema): readonly JsonSchema[] {
  return schema.anyOf?.flatMap(alternativesOf) ?? [schema];
}

function nameOf(member: Member): string | undefined {
  if (member.type !== 'TSPropertySignature') return undefined;
  return member.key.type === 'Identifier' ? member.key.name : undefined;
}

function typeOf(member: Member | undefined): TypeNode | undefined {
  return member?.type === 'TSPropertySignature' ? member.typeAnnotation?.typeAnnotation : undefined;
}
