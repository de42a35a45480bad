import type { Declaration, Field, SourceFile } from './source-files.ts';

/** The fields of an interface, those that it inherits first; a field that it declares again counts once. */
export function allFields(declaration: Declaration): Field[] {
  const fields = new Map<string, Field>();
  for (const name of declaration.extended) {
    const parent = declaration.file.find(name);
    for (const field of parent ? allFields(parent) : []) fields.set(field.name, field);
  }
  for (const field of declaration.fields ?? []) fields.set(field.name, field);
  return [...fields.values()];
}

/** The interfaces that a union lists, where a type is one. */
export function membersOf({ alias, file }: Declaration): Declaration[] | undefined {
  const names = alias?.split(' | ') ?? [];
  const members = names.flatMap((name) => file.find(name) ?? []);
  return members.length > 1 && members.length === names.length && members.every(({ fields }) => fields) ? members : undefined;
}

/** The types of ours that the fields of a type name. */
export function typesIn(declaration: Declaration): Declaration[] {
  const spelled: readonly (readonly [string, SourceFile])[] =
    declaration.alias === undefined
      ? allFields(declaration).map(({ type }) => [type, declaration.file] as const)
      : [[declaration.alias, declaration.file]];
  return spelled.flatMap(([type, file]) => (type.match(/\b[A-Z]\w+/g) ?? []).flatMap((name) => file.find(name) ?? []));
}

/** One line for each field, as a list. */
export function fieldList(fields: readonly Field[], indent = ''): string {
  return fields
    .map(({ name, optional, type, doc }) => {
      const signature = `\`${name}${optional ? '?' : ''}: ${type}\``;
      return `${indent}- ${signature}${doc.text === '' ? '' : `: ${doc.text}`}`;
    })
    .join('\n');
}
