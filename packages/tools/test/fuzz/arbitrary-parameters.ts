import fc from 'fast-check';

interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
}

/** Parameters for a tool: half of them fit its schema, the others miss it in one place or more. */
export function arbitraryParameters(schema: object): fc.Arbitrary<Record<string, unknown>> {
  const fitting = fittingValue(schema) as fc.Arbitrary<Record<string, unknown>>;
  const spoilt = fc
    .tuple(fitting, fc.array(spoiling(schema), { minLength: 1, maxLength: 2 }))
    .map(([parameters, spoil]) => spoil.reduce((value, change) => change(value), parameters));
  return fc.oneof(
    { weight: 4, arbitrary: fitting },
    { weight: 3, arbitrary: spoilt },
    { weight: 1, arbitrary: fc.dictionary(fc.string(), anything) },
  );
}

const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom('', 'now', '15:00', '2026-02-30', -1, 0, 1e308, '\u0000', 'x'.repeat(3_000), null, [], {}),
);

function fittingValue(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.enum) return fc.constantFrom(...schema.enum);
  switch (schema.type) {
    case 'object': {
      const values = Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([key, property]) => [key, fittingValue(property)]),
      );
      return fc.record(values, { requiredKeys: [...(schema.required ?? [])] });
    }
    case 'array':
      return fc.array(fittingValue(schema.items ?? {}), { maxLength: 4 });
    case 'integer':
      return fc.integer({ min: Math.ceil(schema.minimum ?? -1e6), max: Math.floor(schema.maximum ?? 1e6) });
    case 'number':
      return fc.double({ min: schema.minimum ?? -1e6, max: schema.maximum ?? 1e6, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'string': {
      const { minLength = 0, maxLength = 100 } = schema;
      const natural = [
        'now',
        '15:00',
        '2026-03-29T02:30',
        '2026-02-28',
        'Berlin',
        'Portland, Maine',
        'km',
        'mph',
        '2 + 2',
        'https://example.com/',
        'a',
        'Springfield',
      ];
      const fits = natural.filter((text) => text.length >= minLength && text.length <= maxLength);
      return fc.oneof(
        fc.constantFrom(...fits),
        fc
          .string({ minLength, maxLength: Math.min(maxLength, 80), unit: 'grapheme' })
          .filter((text) => Array.from(text).length >= minLength && text.length <= maxLength),
      );
    }
    default:
      return fc.jsonValue({ maxDepth: 1 });
  }
}

/** One way to spoil parameters: another type, a wrong name, one too few or one too many. */
function spoiling(
  schema: Schema,
): fc.Arbitrary<(parameters: Record<string, unknown>) => Record<string, unknown>> {
  const names = Object.keys(schema.properties ?? {});
  const name = names.length === 0 ? fc.string() : fc.constantFrom(...names);
  return fc.oneof(
    fc
      .tuple(name, anything)
      .map(([key, value]) => (parameters: Record<string, unknown>) => ({ ...parameters, [key]: value })),
    fc
      .tuple(fc.string(), anything)
      .map(([key, value]) => (parameters: Record<string, unknown>) => ({ ...parameters, [key]: value })),
    name.map(
      (key) => (parameters: Record<string, unknown>) =>
        Object.fromEntries(Object.entries(parameters).filter(([one]) => one !== key)),
    ),
    name.map((key) => (parameters: Record<string, unknown>) => ({ ...parameters, [key.toUpperCase()]: 1 })),
  );
}
