const longest = 60;

/** A value as it may stand in a message: JSON cut at 60 characters, and of lists and objects only that they are such. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value === 'string') return JSON.stringify(cut(value));
  return cut(JSON.stringify(value));
}

/** Cuts a text at 60 characters, never inside a surrogate pair. */
export function cut(text: string): string {
  if (text.length <= longest) return text;
  const end = /[\uD800-\uDBFF]/.test(text.charAt(longest - 2)) ? longest - 2 : longest - 1;
  return `${text.slice(0, end)}…`;
}

/** The name of a parameter in a message: `guests[2].name` in backticks. */
export function describePath(path: string): string {
  return path === '' ? 'The parameters' : `\`${path}\``;
}

/** Makes a path such as `guests[2].name` of keys from the outside in. */
export function joinPath(keys: readonly PropertyKey[]): string {
  return keys
    .map((key, index) => {
      const text = String(key);
      if (typeof key === 'number' || /^\d+$/.test(text)) return `[${text}]`;
      const name = /^[\w$-]+$/.test(text) ? cut(text) : null;
      if (name === null) return `[${JSON.stringify(cut(text))}]`;
      return index === 0 ? name : `.${name}`;
    })
    .join('');
}

/** `"a", "b" or "c"`; of more than 20 only the first ones. */
export function listChoices(choices: readonly string[], conjunction = 'or'): string {
  const shown = choices.length > 20 ? [...choices.slice(0, 20), `${choices.length - 20} others`] : choices;
  return shown.length < 2
    ? shown.join('')
    : `${shown.slice(0, -1).join(', ')} ${conjunction} ${shown.at(-1)}`;
}
