import * as fc from 'fast-check';

type Schema = Readonly<Record<string, unknown>>;

/** Values that a schema of the contract allows; with `open`, objects also have fields that it does not name. */
export function valuesOf(schema: Schema, options: { readonly open?: boolean } = {}): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (Array.isArray(schema.enum)) return fc.constantFrom(...(schema.enum as unknown[]));
  if (Array.isArray(schema.anyOf))
    return fc.oneof(...(schema.anyOf as Schema[]).map((one) => valuesOf(one, options)));
  switch (schema.type) {
    case 'string':
      return fc.string({ minLength: (schema.minLength as number | undefined) ?? 0 });
    case 'integer':
      return fc.integer({ min: (schema.minimum as number | undefined) ?? 0 });
    case 'number':
      return fc.double({
        min: (schema.minimum as number | undefined) ?? -1e9,
        max: (schema.maximum as number | undefined) ?? 1e9,
        noNaN: true,
      });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(valuesOf(schema.items as Schema, options), {
        minLength: (schema.minItems as number | undefined) ?? 0,
        maxLength: Math.min((schema.maxItems as number | undefined) ?? 3, 3),
      });
    case 'object':
      return objectsOf(schema, options);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function objectsOf(schema: Schema, options: { readonly open?: boolean }): fc.Arbitrary<object> {
  const properties = Object.entries((schema.properties ?? {}) as Readonly<Record<string, Schema>>);
  const values = schema.additionalProperties;
  if (properties.length === 0 && typeof values === 'object') {
    return fc.dictionary(fc.string({ minLength: 1 }), valuesOf(values as Schema, options), { maxKeys: 3 });
  }
  const named = fc.record(
    Object.fromEntries(properties.map(([name, value]) => [name, valuesOf(value, options)])),
    {
      requiredKeys: (schema.required ?? []) as string[],
    },
  );
  if (!options.open) return named;
  return fc
    .tuple(
      fc.dictionary(
        fc.string({ minLength: 1 }).map((name) => `tomorrow_${name}`),
        fc.jsonValue(),
        { maxKeys: 2 },
      ),
      named,
    )
    .map(([unknown, known]) => ({ ...unknown, ...known }));
}
