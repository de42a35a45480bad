import { describe, expect, it } from 'vitest';
import { Type } from 'typebox';
import * as v from 'valibot';
import { z } from 'zod';
import { parameterValidator } from '../../src/tools/parameter-validation.ts';
import type { ParameterSchema } from '../../src/tools/tool.ts';

const booking = Type.Object(
  {
    party: Type.Integer({ minimum: 1, maximum: 12 }),
    at: Type.String({ format: 'date-time' }),
    area: Type.Optional(Type.Union([Type.Literal('inside'), Type.Literal('terrace')])),
    guest: Type.Optional(
      Type.Object({ name: Type.String({ minLength: 1 }), age: Type.Optional(Type.Number()) }),
    ),
    dishes: Type.Optional(
      Type.Array(Type.Object({ name: Type.String() }), { maxItems: 3, uniqueItems: true }),
    ),
  },
  { additionalProperties: false },
);

function check(schema: ParameterSchema, parameters: Record<string, unknown>) {
  return parameterValidator({ name: 'book_table', parameters: schema })(parameters);
}

async function problem(schema: ParameterSchema, parameters: Record<string, unknown>) {
  const result = await check(schema, parameters);
  if (result.valid) throw new Error('the parameters were accepted');
  return { message: result.message, path: result.path };
}

/** The message for one property `x` of the given schema. */
async function messageFor(schema: object, ...value: unknown[]): Promise<string> {
  const parameters = value.length === 0 ? {} : { x: value[0] };
  return (await problem({ type: 'object', properties: { x: schema } }, parameters)).message;
}

it('lets parameters that fit pass as they are', () => {
  const parameters = { party: 4, at: '2026-03-29T19:00:00Z', area: 'terrace' };

  expect(check(booking, parameters)).toEqual({ valid: true, parameters });
});

it('accepts anything for a tool without a schema', () => {
  expect(parameterValidator({ name: 'ping' })({ a: [1] })).toEqual({ valid: true, parameters: { a: [1] } });
});

it('never coerces', async () => {
  expect(await problem(booking, { party: '4', at: '2026-03-29T19:00:00Z' })).toEqual({
    message: '`party` must be a whole number (got "4").',
    path: 'party',
  });
});

describe('says what is wrong in words that a model can act on', () => {
  it.each([
    [{ party: 40, at: '2026-03-29T19:00:00Z' }, '`party` must be at most 12 (got 40).', 'party'],
    [{ party: 4 }, '`at` is missing.', 'at'],
    [
      { party: 4, at: '2026-03-29T19:00:00Z', guest: { name: '' } },
      '`guest.name` must not be empty.',
      'guest.name',
    ],
    [{ party: 4, at: '2026-03-29T19:00:00Z', guest: {} }, '`guest.name` is missing.', 'guest.name'],
    [
      { party: 4, at: '2026-03-29T19:00:00Z', area: 'terace' },
      '`area` must be one of "inside" or "terrace" (got "terace"; did you mean "terrace"?).',
      'area',
    ],
    [
      { party: 4, at: 'tomorrow at seven' },
      '`at` must be a date and time with its offset, such as 2026-03-29T15:00:00+02:00 (got "tomorrow at seven").',
      'at',
    ],
    [
      { party: 4, at: '2026-03-29T19:00:00Z', dishes: [{ name: 'soup' }, { name: 7 }] },
      '`dishes[1].name` must be a string (got 7).',
      'dishes[1].name',
    ],
    [
      { party: 4, at: '2026-03-29T19:00:00Z', dishes: [{ name: 'a' }, { name: 'b' }, { name: 'a' }] },
      '`dishes` must not hold the same item twice (items 0 and 2, counted from 0).',
      'dishes',
    ],
    [
      { Party: 4, at: '2026-03-29T19:00:00Z' },
      '`party` is missing; `Party` is not known (did you mean `party`?).',
      'party',
    ],
  ])('%j', async (parameters, message, path) => {
    expect(await problem(booking, parameters)).toEqual({ message, path });
  });
});

describe('has words for every keyword', () => {
  it.each<[object, unknown, string]>([
    [{ type: ['string', 'null'] }, 1, '`x` must be a string or null (got 1).'],
    [{ type: 'boolean' }, 'yes', '`x` must be true or false (got "yes").'],
    [{ type: 'array' }, {}, '`x` must be a list (got an object).'],
    [{ type: 'object' }, [], '`x` must be an object (got an empty list).'],
    [{ const: 'a' }, 'b', '`x` must be "a" (got "b").'],
    [{ enum: [1, 2, 'three'] }, 4, '`x` must be one of 1, 2 or "three" (got 4).'],
    [{ minimum: 1 }, 0, '`x` must be at least 1 (got 0).'],
    [{ exclusiveMinimum: 0 }, 0, '`x` must be more than 0 (got 0).'],
    [{ exclusiveMaximum: 5 }, 5, '`x` must be less than 5 (got 5).'],
    [{ multipleOf: 5 }, 7, '`x` must be a multiple of 5 (got 7).'],
    [{ minLength: 3 }, 'ab', '`x` must have at least 3 characters (got "ab").'],
    [{ maxLength: 1 }, 'ab', '`x` must have at most 1 character (got 2).'],
    [{ pattern: '^[A-Z]+$' }, 'ab', '`x` must match the pattern ^[A-Z]+$ (got "ab").'],
    [{ format: 'email' }, 'ab', '`x` must be an e-mail address (got "ab").'],
    [
      { format: 'date', formatMinimum: '2026-01-01' },
      '2025-12-31',
      '`x` must be at least 2026-01-01 (got "2025-12-31").',
    ],
    [{ minItems: 1 }, [], '`x` must have at least 1 item (got 0).'],
    [{ items: [{}], additionalItems: false }, [1, 2], '`x` must have at most 1 item (got 2).'],
    [{ contains: { const: 1 } }, [2], '`x` lacks an item of the kind that it must contain.'],
    [{ minProperties: 1 }, {}, '`x` must have at least 1 entry (got 0).'],
    [{ propertyNames: { maxLength: 2 } }, { long: 1 }, '`x` must not have an entry called "long".'],
    [{ dependencies: { a: ['b'] } }, { a: 1 }, '`x.b` is missing, which `a` needs.'],
    [{ not: { type: 'string' } }, 'a', '`x` has a form that is not allowed.'],
    [
      { oneOf: [{ minimum: 1 }, { minimum: 2 }] },
      3,
      '`x` fits more than one of the forms of which it must have exactly one.',
    ],
    [
      // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
      { if: { type: 'string' }, then: { minLength: 2 } },
      'a',
      '`x` must have at least 2 characters (got "a").',
    ],
    [
      { additionalProperties: false, properties: { ab: {}, cd: {} } },
      { zz: 1 },
      '`x.zz` is not known: there is only `ab` and `cd`.',
    ],
    [{ additionalProperties: false }, { zz: 1 }, '`x.zz` is not known.'],
  ])('%j', async (schema, value, message) => {
    expect(await messageFor(schema, value)).toBe(message);
  });

  it('also where nothing at all may be given', async () => {
    expect(await problem({ type: 'object', properties: { x: false } }, { x: 1 })).toEqual({
      message: '`x` must not be given.',
      path: 'x',
    });
  });

  it('also for what only newer drafts have', async () => {
    const schema = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      properties: { pair: { type: 'array', prefixItems: [{ type: 'string' }], items: false } },
      dependentRequired: { a: ['b'] },
      unevaluatedProperties: false,
    };

    expect(await problem(schema, { pair: ['x', 'y'] })).toMatchObject({
      message: '`pair` must have at most 1 item (got 2).',
    });
    expect(await problem(schema, { pairs: [] })).toMatchObject({
      message: '`pairs` is not known (did you mean `pair`?).',
    });
    expect(await problem({ ...schema, unevaluatedProperties: true }, { a: 1 })).toMatchObject({
      message: '`b` is missing, which `a` needs.',
    });
  });
});

describe('names the branch of a union that was meant', () => {
  const shape = {
    anyOf: [
      {
        type: 'object',
        properties: { kind: { const: 'circle' }, radius: { type: 'number' } },
        required: ['kind', 'radius'],
      },
      {
        type: 'object',
        properties: { kind: { const: 'box' }, side: { type: 'number' } },
        required: ['kind', 'side'],
      },
    ],
  };

  it.each<[string, object, unknown, string]>([
    ['by its tag', shape, { kind: 'circle' }, '`x.radius` is missing.'],
    [
      'or lists the tags',
      shape,
      { kind: 'bx' },
      '`x.kind` must be one of "circle" or "box" (got "bx"; did you mean "box"?).',
    ],
    [
      'or lists the kinds',
      { anyOf: [{ type: 'string' }, { type: 'number' }] },
      true,
      '`x` must be a string or a number (got true).',
    ],
    [
      'by its kind',
      { anyOf: [{ type: 'string', minLength: 2 }, { type: 'null' }] },
      'a',
      '`x` must have at least 2 characters (got "a").',
    ],
    [
      'or says what each lacks',
      {
        anyOf: [
          { type: 'object', required: ['a'] },
          { type: 'object', required: ['b'] },
        ],
      },
      {},
      '`x` fits none of the allowed forms: either `x.a` is missing or `x.b` is missing.',
    ],
  ])('%s', async (_, schema, value, message) => {
    expect(await messageFor(schema, value)).toBe(message);
  });

  it('through references too', async () => {
    const schema = {
      type: 'object',
      properties: { x: { anyOf: [{ $ref: '#/$defs/name' }, { type: 'null' }] } },
      $defs: { name: { type: 'string', maxLength: 3 } },
    };

    expect((await problem(schema, { x: 'abcd' })).message).toBe(
      '`x` must have at most 3 characters (got 4).',
    );
  });
});

it('names three faults and counts the others', async () => {
  const schema = { type: 'object', required: ['a', 'b', 'c', 'd', 'e'] };

  expect(await problem(schema, {})).toEqual({
    message: '`a` is missing; `b` is missing; `c` is missing; and 2 more faults.',
    path: 'a',
  });
});

it('cuts long values, names and lists', async () => {
  const letters = 'x'.repeat(500);

  expect(await messageFor({ type: 'number' }, letters)).toBe(
    `\`x\` must be a number (got "${'x'.repeat(59)}…").`,
  );
  expect((await problem({ type: 'object', additionalProperties: false }, { [letters]: 1 })).message).toBe(
    `\`${'x'.repeat(59)}…\` is not known.`,
  );
  expect(await messageFor({ enum: Array.from({ length: 500 }, (_, index) => index) }, -1)).toMatch(
    / 19 or 480 others \(got -1\)\.$/,
  );
});

it('keeps line breaks and quotes of a value out of the sentence', async () => {
  expect(await messageFor({ type: 'number' }, 'a"\nb')).toBe('`x` must be a number (got "a\\"\\nb").');
});

it('takes a zod schema, and gives the tool what it made of the parameters', () => {
  const schema = z.object({ party: z.number().max(12), note: z.string().trim().default('none') });

  expect(check(schema, { party: 4 })).toEqual({ valid: true, parameters: { party: 4, note: 'none' } });
});

it('says which parameter a zod schema refused', async () => {
  const schema = z.object({ guests: z.array(z.object({ age: z.number().max(120) })) });

  expect(await problem(schema, { guests: [{ age: 4 }, { age: 400 }] })).toEqual({
    message: '`guests[1].age` is not valid: Too big: expected number to be <=120 (got 400).',
    path: 'guests[1].age',
  });
});

it('takes a valibot schema', async () => {
  const schema = v.object({ party: v.pipe(v.number(), v.maxValue(12)) });

  expect(check(schema, { party: 4 })).toEqual({ valid: true, parameters: { party: 4 } });
  expect(await problem(schema, { party: 40 })).toMatchObject({
    path: 'party',
    message: expect.stringContaining('(got 40)'),
  });
});

it('waits for a Standard Schema that is asynchronous', async () => {
  const schema = z.object({
    table: z.number().refine(async (table) => Promise.resolve(table < 10), 'This table is taken'),
  });

  expect(await check(schema, { table: 4 })).toEqual({ valid: true, parameters: { table: 4 } });
  expect(await problem(schema, { table: 11 })).toEqual({
    message: '`table` is not valid: This table is taken (got 11).',
    path: 'table',
  });
});

describe('refuses a schema that is none when the tool is added', () => {
  it.each<[string, object, RegExp]>([
    [
      'an unknown type',
      { type: 'object', properties: { a: { type: 'strng' } } },
      /a\/type must be equal to one of the allowed values/,
    ],
    ['a keyword of the wrong kind', { type: 'object', required: 'a' }, /required must be array/],
    [
      'a pattern that is none',
      { type: 'object', properties: { a: { pattern: '(' } } },
      /Invalid regular expression/,
    ],
    [
      'a reference that leads nowhere',
      { type: 'object', properties: { a: { $ref: '#/$defs/gone' } } },
      /can't resolve reference/,
    ],
    [
      'an unknown dialect',
      { $schema: 'http://json-schema.org/draft-04/schema#', type: 'object' },
      /draft-04/,
    ],
    ['properties in the place of the schema', { city: { type: 'string' } }, /must describe an object/],
    ['anything but an object', { type: 'string' }, /must describe an object/],
    ['a list', [], /is not an object/],
  ])('%s', (_, schema, message) => {
    expect(() => parameterValidator({ name: 'book_table', parameters: schema })).toThrow(
      expect.objectContaining({
        code: 'INVALID_OPTIONS',
        message: expect.stringMatching(/^The parameters of the tool "book_table" are/),
      }),
    );
    expect(() => parameterValidator({ name: 'book_table', parameters: schema })).toThrow(message);
  });
});

it('keeps apart two tools whose schemas have the same $id', () => {
  const schema = (maximum: number) => ({
    $id: 'https://example.com/s',
    type: 'object',
    properties: { x: { maximum } },
  });

  expect(check(schema(1), { x: 2 })).toMatchObject({ valid: false });
  expect(check(schema(3), { x: 2 })).toMatchObject({ valid: true });
});

it('leaves keywords and formats that it does not know to others', () => {
  const schema = { type: 'object', properties: { x: { type: 'string', format: 'city', 'x-speak': true } } };

  expect(check(schema, { x: 'Berlin' })).toMatchObject({ valid: true });
});
