import type { Declaration, Field } from './source-files.ts';

/** The fields of an interface, those that it inherits first; one that it declares again counts once. */
export function allFields({ extended, fields = [], file }: Declaration): Field[] {
  const inherited = extended.flatMap((name) => file.find(name) ?? []).flatMap(allFields);
  return [...new Map([...inherited, ...fields].map((field) => [field.name, field])).values()];
}

/** The interfaces that a union lists, where a type is nothing but such a list. */
export function membersOf({ alias = '', file }: Declaration): Declaration[] | undefined {
  const names = alias.split(' | ');
  const members = names.flatMap((name) => file.find(name) ?? []);
  const isList = names.length > 1 && members.length === names.length && members.every(({ fields }) => fields);
  return isList ? members : undefined;
}

/** The types of ours that a type names. */
export function typesIn(declaration: Declaration): Declaration[] {
  const { alias, file } = declaration;
  const spelled = alias === undefined ? allFields(declaration) : [{ type: alias, file }];
  return spelled.flatMap(({ type, file: from }) =>
    (type.match(/\b[A-Z]\w+/g) ?? []).flatMap((name) => from.find(name) ?? []),
  );
}
