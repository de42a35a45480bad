const naming = ['name', 'key', 'header', 'field', 'parameter', 'parameter_name', 'attribute', 'label', 'id'];

/** Of `{ name: 'authorization', value: '…' }`, as headers and forms are listed: the name, where it says what the value is. */
export function nameOfPair(
  value: Readonly<Record<string, unknown>>,
  saysSomething: (name: string) => boolean,
): string | undefined {
  if (!Object.keys(value).some(isOfPair)) return undefined;
  return naming
    .map((key) => value[key])
    .find((name): name is string => typeof name === 'string' && name.length <= 64 && saysSomething(name));
}

/** Names of fields that hold what another field names. */
export function isOfPair(key: string): boolean {
  return /^(?:value|values|content|contents|text|data|val|answer|input)$/.test(key);
}
