import { Type } from 'typebox';
import * as v from 'valibot';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { defineTool } from '../src/index.ts';

const base = { name: 'book_table', description: 'Books a table.' };

describe('types flow into the handler', () => {
  it('from TypeBox', () => {
    const tool = defineTool({
      ...base,
      parameters: Type.Object({
        party: Type.Integer(),
        area: Type.Optional(Type.Union([Type.Literal('inside'), Type.Literal('terrace')])),
      }),
      run(parameters, { signal }) {
        expectTypeOf(parameters).toEqualTypeOf<{ party: number; area?: 'inside' | 'terrace' }>();
        expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
      },
    });

    expectTypeOf<Parameters<typeof tool.run>[0]>().toEqualTypeOf<{
      party: number;
      area?: 'inside' | 'terrace';
    }>();
  });

  it('from JSON Schema', () => {
    const tool = defineTool({
      ...base,
      parameters: {
        type: 'object',
        properties: {
          party: { type: 'integer', minimum: 1 },
          area: { enum: ['inside', 'terrace'] },
          guests: { type: 'array', items: { type: 'string' } },
        },
        required: ['party'],
        additionalProperties: false,
      },
      run(parameters) {
        expectTypeOf(parameters.party).toEqualTypeOf<number>();
        expectTypeOf(parameters.area).toEqualTypeOf<'inside' | 'terrace' | undefined>();
        expectTypeOf(parameters.guests).toEqualTypeOf<string[] | undefined>();
      },
    });

    expectTypeOf<Parameters<typeof tool.run>[0]>().toEqualTypeOf<{
      party: number;
      area?: 'inside' | 'terrace';
      guests?: string[];
    }>();
  });

  it('from zod and valibot, as what they make of the parameters', () => {
    defineTool({
      ...base,
      parameters: z.object({ party: z.number(), note: z.string().default('none') }),
      run: (parameters) => expectTypeOf(parameters).toEqualTypeOf<{ party: number; note: string }>(),
    });
    defineTool({
      ...base,
      parameters: v.object({ party: v.pipe(v.string(), v.transform(Number)) }),
      run: (parameters) => expectTypeOf(parameters).toEqualTypeOf<{ party: number }>(),
    });
  });

  it('as a plain record where there is no schema, or one whose text is not known', () => {
    const parameters: object = { type: 'object' };

    defineTool({
      ...base,
      run: (given) => expectTypeOf(given).toEqualTypeOf<Readonly<Record<string, unknown>>>(),
    });
    defineTool({
      ...base,
      parameters,
      run: (given) => expectTypeOf(given).toEqualTypeOf<Readonly<Record<string, unknown>>>(),
    });
  });

  it('and the type of the result into the sentence that is made of it', () => {
    defineTool({
      ...base,
      run: async () => Promise.resolve({ table: 4 }),
      result: {
        speak: (value) => (expectTypeOf(value).toEqualTypeOf<{ table: number }>(), `Table ${value.table}.`),
      },
    });
  });
});

it('keeps what the session needs to know', () => {
  const parameters = Type.Object({});

  expect(
    defineTool({
      ...base,
      parameters,
      timeoutMs: 5_000,
      onInterruption: 'abort',
      concurrency: 1,
      run: () => '',
    }),
  ).toEqual({
    ...base,
    parameters,
    timeoutMs: 5_000,
    onInterruption: 'abort',
    concurrency: 1,
    run: expect.any(Function),
  });
});
