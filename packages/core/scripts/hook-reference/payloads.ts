import { anchor, fieldList } from './markdown.ts';
import type { Declaration, Field, SourceFile } from './source-files.ts';
import { allFields, membersOf, typesIn } from './type-members.ts';

/** Describes each type once: a payload where a hook first carries it, and what payloads are made of at the end. */
export class Payloads {
  readonly #file: SourceFile;
  /** The hooks under which payloads are described. */
  readonly #places = new Map<string, string>();
  readonly #described: Declaration[] = [];

  /** `file` is where the names of payloads are known. */
  constructor(file: SourceFile) {
    this.#file = file;
  }

  /** A payload of `hook`, or where it is described already; `lead` comes before its name. */
  describe(lead: string, name: string, hook: string): string[] {
    const type = this.#file.find(name);
    const place = this.#places.get(name);
    if (type === undefined) return [`${lead} \`${name}\`.`];
    if (place !== undefined) return [`${lead} [\`${name}\`](#${anchor(place)}).`];
    this.#places.set(name, hook);

    const what = `${lead} \`${name}\`. ${type.doc.text}`.trim();
    const members = membersOf(type);
    if (members !== undefined) {
      return [what, this.#messageList(members.map((message) => ({ types: typesOf(message), message })))];
    }
    if (type.alias !== undefined) return [what];
    this.#described.push(type);
    return [what, fieldList(allFields(type))];
  }

  /** The payloads of a keyed hook. */
  describeKeys(values: string, hook: string): string[] {
    const type = this.#file.find(values);
    if (type === undefined) throw new Error(`${values} maps keys to payloads, but is not there.`);
    const messages = allFields(type).flatMap(({ name, type: spelled, file }) => {
      const message = file.find(spelled);
      return message === undefined ? [] : [{ types: [name], message }];
    });
    const common = commonFields(messages.map(({ message }) => message)).filter(({ name }) => name !== 'type');
    return [
      `\`${hook}.for(type)\` tells one type alone. Each message has its \`type\`, and:`,
      fieldList(common),
      'Beside that:',
      this.#messageList(messages),
    ];
  }

  /** What the described types name, and what those name, by name. */
  describeRest(): string[] {
    const rest = new Map<string, Declaration>();
    for (const type of this.#described.flatMap(typesIn)) collect(type, rest);
    for (const { name } of this.#described) rest.delete(name);
    return [...rest.values()]
      .toSorted((a, b) => a.name.localeCompare(b.name))
      .flatMap((type) => [`### \`${type.name}\``, type.doc.text, definition(type)])
      .filter((paragraph) => paragraph !== '');
  }

  #messageList(
    messages: readonly { readonly types: readonly string[]; readonly message: Declaration }[],
  ): string {
    const types = messages.map(({ message }) => message);
    this.#described.push(...types);
    const common = new Set(commonFields(types).map(({ name }) => name));
    return messages
      .map(({ types: names, message }) => {
        const own = allFields(message).filter(({ name }) => !common.has(name));
        const line = `- ${names.map((name) => `\`${name}\``).join(' or ')}: ${message.doc.text}`;
        return own.length === 0 ? line : `${line}\n${fieldList(own, '  ')}`;
      })
      .join('\n');
  }
}

function commonFields([first, ...others]: readonly Declaration[]): Field[] {
  if (first === undefined) return [];
  const named = others.map((type) => new Set(allFields(type).map(({ name }) => name)));
  return allFields(first).filter(({ name }) => named.every((names) => names.has(name)));
}

/** What the `type` of a message says, as its interface has it. */
function typesOf(message: Declaration): string[] {
  const type = allFields(message).find(({ name }) => name === 'type')?.type ?? '';
  return (type.match(/'\w+'/g) ?? []).map((quoted) => quoted.slice(1, -1));
}

function collect(type: Declaration, into: Map<string, Declaration>): void {
  if (into.has(type.name)) return;
  into.set(type.name, type);
  for (const inner of typesIn(type)) collect(inner, into);
}

function definition(type: Declaration): string {
  const { name, alias, parameters = '' } = type;
  return alias === undefined ? fieldList(allFields(type)) : `\`${name}${parameters} = ${alias}\``;
}
