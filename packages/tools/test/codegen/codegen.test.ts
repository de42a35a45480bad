import { readFileSync, writeFileSync } from 'node:fs';
import type { Tool } from '@duologue/core';
import { ToolBench } from '@duologue/testkit';
import { Type } from 'typebox';
import * as v from 'valibot';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import {
  checkClientTools,
  generateHandlers,
  readClientTools,
  toClientToolConfig,
} from '../../src/codegen/index.ts';
import { allPacks } from '../fuzz/all-packs.ts';
import { bookTable, restaurantPack } from './generated-handlers.ts';

const agent: unknown = JSON.parse(readFileSync(new URL('agent.json', import.meta.url), 'utf8'));

const tool = (parameters: object, rest: Partial<Tool<never>> = {}): Tool<never> => ({
  name: 'book_table',
  description: 'Books a table.',
  parameters,
  run: () => '',
  ...rest,
});

describe('toClientToolConfig', () => {
  it('writes what the service knows, and the rest into descriptions', () => {
    const config = toClientToolConfig(
      tool(
        Type.Object({
          party: Type.Integer({ minimum: 1, maximum: 12, description: 'How many people.' }),
          at: Type.String({ format: 'date-time' }),
          area: Type.Optional(Type.Union([Type.Literal('inside'), Type.Literal('terrace')])),
          hours: Type.Optional(Type.Union([Type.Literal(1), Type.Literal(2)])),
          note: Type.Optional(Type.Union([Type.String({ maxLength: 200 }), Type.Null()])),
          guest: Type.Object({ name: Type.String(), vip: Type.Optional(Type.Boolean()) }),
          dishes: Type.Array(Type.String({ minLength: 1 }), { maxItems: 5 }),
        }),
        { timeoutMs: 4_500 },
      ),
    );

    expect(config).toEqual({
      type: 'client',
      name: 'book_table',
      description: 'Books a table.',
      response_timeout_secs: 5,
      expects_response: true,
      parameters: {
        type: 'object',
        description: 'Books a table.',
        required: ['party', 'at', 'guest', 'dishes'],
        properties: {
          party: { type: 'integer', description: 'How many people. (1 to 12)' },
          at: { type: 'string', description: 'at (format date-time)' },
          area: { type: 'string', description: 'area', enum: ['inside', 'terrace'] },
          hours: { type: 'integer', description: 'hours (one of 1, 2)' },
          note: { type: 'string', description: 'note (at most 200 characters)' },
          guest: {
            type: 'object',
            description: 'guest',
            required: ['name'],
            properties: {
              name: { type: 'string', description: 'name' },
              vip: { type: 'boolean', description: 'vip' },
            },
          },
          dishes: {
            type: 'array',
            description: 'dishes (at most 5 items)',
            items: { type: 'string', description: 'dishes' },
          },
        },
      },
    });
  });

  it('follows references, and asks Standard Schemas for their JSON Schema', () => {
    const schema = {
      type: 'object',
      properties: { from: { $ref: '#/$defs/place' } },
      $defs: { place: { type: 'string', description: 'A city.' } },
    };

    expect(toClientToolConfig(tool(schema)).parameters?.properties).toEqual({
      from: { type: 'string', description: 'A city.' },
    });
    expect(
      toClientToolConfig(tool(z.object({ party: z.int().max(12) }))).parameters?.properties,
    ).toMatchObject({
      party: { type: 'integer', description: expect.stringContaining('12') },
    });
  });

  it('leaves parameters out where there are none', () => {
    expect(toClientToolConfig({ name: 'ping', description: 'Pings.', run: () => '' })).not.toHaveProperty(
      'parameters',
    );
  });

  it.each<[string, Tool<never>, string]>([
    ['names', tool({ type: 'object' }, { name: 'book table' }), 'its name must have 1 to 64 letters'],
    ['types', tool({ type: 'object', properties: { a: {} } }), 'parameters.a must be of one type'],
    [
      'lists',
      tool({ type: 'object', properties: { a: { type: 'array' } } }),
      'parameters.a must say what one item is',
    ],
    [
      'schemas',
      tool(v.object({ a: v.string() })),
      'has a schema of valibot, which cannot be written as JSON Schema',
    ],
  ])('says which %s the service cannot hold', (_, given, message) => {
    expect(() => toClientToolConfig(given)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTIONS', message: expect.stringContaining(message) }),
    );
  });

  it('writes every tool of every pack, and finds no difference in them', () => {
    const tools = allPacks('.').flatMap((pack) => pack.tools);
    const configs = tools.map(toClientToolConfig);

    expect(configs.length).toBeGreaterThan(24);
    expect(checkClientTools(tools, configs)).toEqual([]);
  });
});

describe('readClientTools', () => {
  const config = { type: 'client', name: 'a', description: 'A.' };

  it.each<[string, unknown]>([
    ['one tool', config],
    ['a list', [config, { type: 'webhook', name: 'b' }]],
    [
      'what the API answers',
      { tools: [{ id: 'tool_1', tool_config: config, access_info: {} }], has_more: false },
    ],
    ['a request to the API', { tool_config: config }],
    ['a file of the CLI', { type: 'client', config: { name: 'a', description: 'A.' } }],
    ['an agent', { conversation_config: { agent: { prompt: { tools: [config] } } } }],
  ])('reads %s', (_, configuration) => {
    expect(readClientTools(configuration)).toEqual([config]);
  });

  it.each([[undefined], ['text'], [[1]], [{}]])('refuses %j', (configuration) => {
    expect(() => readClientTools(configuration)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTIONS' }),
    );
  });
});

describe('checkClientTools', () => {
  const check = (own: object, sent: object) =>
    checkClientTools([tool(own)], {
      type: 'client',
      name: 'book_table',
      description: '',
      parameters: { type: 'object', ...sent },
    }).map(({ severity, parameter, message }) => `${severity} ${parameter}: ${message}`);
  const closed = { type: 'object', additionalProperties: false };

  it.each<[string, object, object, string[]]>([
    [
      'nothing where all is well',
      { ...closed, properties: { a: { type: 'string' } }, required: ['a'] },
      { required: ['a'], properties: { a: { type: 'string' } } },
      [],
    ],
    [
      'nothing where a whole number is sent for a number',
      { ...closed, properties: { a: { type: 'number' } } },
      { properties: { a: { type: 'integer' } } },
      [],
    ],
    [
      'nothing where the service fills the value in',
      { ...closed, properties: { a: { type: 'string' } }, required: ['a'] },
      { properties: { a: { type: 'string', dynamic_variable: 'x' } } },
      [],
    ],
    [
      'other types',
      { ...closed, properties: { a: { type: 'integer' } } },
      { properties: { a: { type: 'string' } } },
      ['error a: The agent sends `a` as string, the tool takes integer.'],
    ],
    [
      'unknown parameters',
      closed,
      { properties: { a: { type: 'string' } } },
      ['error a: The agent sends `a`, which the tool does not know.'],
    ],
    [
      'nothing where the tool takes anything',
      { type: 'object' },
      { properties: { a: { type: 'string' } } },
      [],
    ],
    [
      'missing ones',
      { ...closed, properties: { a: { type: 'string' } }, required: ['a'] },
      {},
      ['error a: The tool needs `a`, which the agent does not know.'],
    ],
    [
      'optional ones that are needed',
      { ...closed, properties: { a: { type: 'string' } }, required: ['a'] },
      { properties: { a: { type: 'string' } } },
      ['error a: The tool needs `a`, which the agent may leave out.'],
    ],
    [
      'what is never used',
      { ...closed, properties: { a: { type: 'string' } } },
      {},
      ['warning a: The tool takes `a`, which the agent does not know.'],
    ],
    [
      'choices that are refused',
      { ...closed, properties: { a: { enum: ['x', 'y'] } } },
      { properties: { a: { type: 'string', enum: ['x', 'z'] } } },
      ['error a: The agent may send `a` as "z", which the tool refuses.'],
    ],
    [
      'choices that the agent is not told',
      { ...closed, properties: { a: { enum: ['x', 'y'] } } },
      { properties: { a: { type: 'string' } } },
      ['warning a: The tool takes only "x", "y" for `a`, which the agent is not told.'],
    ],
    [
      'what is inside',
      {
        ...closed,
        properties: { a: { ...closed, properties: { b: { type: 'array', items: { type: 'integer' } } } } },
      },
      {
        properties: {
          a: {
            type: 'object',
            properties: { b: { type: 'array', items: { type: 'string' } }, c: { type: 'string' } },
          },
        },
      },
      [
        'error a.b[]: The agent sends `a.b[]` as string, the tool takes integer.',
        'error a.c: The agent sends `a.c`, which the tool does not know.',
      ],
    ],
  ])('tells %s', (_, own, sent, expected) => {
    expect(check(own, sent)).toEqual(expected);
  });

  it('tells tools without a handler, tools that are never called, and time limits that do not fit', () => {
    const slow = tool({ type: 'object' }, { timeoutMs: 30_000 });
    const unused = tool({ type: 'object' }, { name: 'unused' });

    expect(checkClientTools([slow, unused], agent)).toEqual([
      {
        toolName: 'delete',
        severity: 'error',
        message: 'The agent has a tool "delete", for which there is no handler.',
      },
      {
        toolName: 'unused',
        severity: 'warning',
        message: 'The agent does not know the tool "unused", and will never call it.',
      },
      {
        toolName: 'book_table',
        severity: 'warning',
        message: 'The agent waits 5 s for an answer, the tool may take 30 s.',
      },
    ]);
  });
});

describe('generateHandlers', () => {
  const file = new URL('generated-handlers.ts', import.meta.url);

  it('writes handlers that compile, typed by what the agent sends', async () => {
    // Run with UPDATE=1 after a change to the generator; the file is compiled with the rest of the tests.
    const source = generateHandlers(agent, { packName: 'restaurant' });
    if (process.env['UPDATE']) writeFileSync(file, source);

    expect(source).toBe(readFileSync(file, 'utf8'));
    expectTypeOf<Parameters<typeof bookTable.run>[0]>().toEqualTypeOf<{
      party: number;
      at: string;
      area?: 'inside' | 'terrace';
      guest?: { name: string; 'user-id'?: string };
      dishes?: string[];
    }>();

    await using bench = await ToolBench.open(restaurantPack());
    expect(await bench.call('book_table', { party: 2, at: '2026-03-29T19:00' })).toMatchObject({
      outcome: 'failed',
      result: 'book_table is not written yet: {"party":2,"at":"2026-03-29T19:00"}',
    });
    expect(checkClientTools(restaurantPack().tools, agent)).toEqual([]);
  });

  it('keeps texts and names of a configuration out of the code', () => {
    const nasty = `'; process.exit(); //\n\${x} \\ \u2028 */`;
    const configuration = [
      {
        type: 'client',
        name: 'a-b',
        description: nasty,
        parameters: {
          type: 'object',
          properties: { [nasty]: { type: 'string', description: nasty }, ['__proto__']: { type: 'string' } },
        },
      },
      { type: 'client', name: 'a_b', description: '' },
      { type: 'client', name: 'delete', description: '' },
      { type: 'client', name: '42', description: '' },
    ];
    const source = generateHandlers(configuration);
    const names = [...source.matchAll(/export const (\w+)/g)].map(([, name]) => name);
    const made: { description: string; parameters: { properties: object } }[] = [];
    const body = source
      .replace(/^import.*$/m, '')
      .replaceAll('export ', '')
      .replace(': ToolPack', '');
    // oxlint-disable-next-line typescript/no-implied-eval, no-new-func -- what was generated is run here on purpose
    new Function('defineTool', 'toolPack', body)(
      (tool: (typeof made)[number]) => made.push(tool),
      () => {},
    );

    expect(names).toEqual(['aB', 'aB2', 'delete2', 'tool42', 'agentPack']);
    expect(made[0]?.description).toBe(nasty);
    expect(Object.keys(made[0]?.parameters.properties ?? {})).toEqual([nasty, '__proto__']);
  });

  it('makes an empty pack of an agent without client tools', () => {
    expect(generateHandlers([])).toBe(
      `import { toolPack, type ToolPack } from '@duologue/tools';\n\nexport const agentPack = (): ToolPack => toolPack({ name: 'agent', tools: [] });\n`,
    );
  });
});

it('reads no tools out of an agent that has only their ids', () => {
  const byId = { conversation_config: { agent: { prompt: { tools: [], tool_ids: ['tool_1', 'tool_2'] } } } };

  for (const use of [readClientTools, generateHandlers, (one: unknown) => checkClientTools([], one)])
    expect(() => use(byId)).toThrow(
      expect.objectContaining({
        code: 'INVALID_OPTIONS',
        message:
          'The agent refers to its tools by id (tool_ids: tool_1, tool_2). Get each with GET /v1/convai/tools/{id}, and give the list of them.',
      }),
    );
});

it('writes a handler also where a tool has no description', () => {
  expect(generateHandlers([{ type: 'client', name: 'wave' }])).toContain("description: '',");
});

it('takes what allOf lists for one object', () => {
  const both = tool({
    allOf: [
      { type: 'object', properties: { party: { type: 'integer' } }, required: ['party'] },
      { type: 'object', properties: { area: { type: 'string' } }, required: ['area'] },
    ],
  });

  expect(toClientToolConfig(both).parameters).toMatchObject({
    required: ['party', 'area'],
    properties: { party: { type: 'integer' }, area: { type: 'string' } },
  });
  expect(
    checkClientTools([both], {
      ...toClientToolConfig(
        tool({ type: 'object', properties: { party: { type: 'string' } }, required: ['party'] }),
      ),
    }).map(({ message }) => message),
  ).toEqual([
    'The agent sends `party` as string, the tool takes integer.',
    'The tool needs `area`, which the agent does not know.',
  ]);
});

it('refuses objects whose properties have no names, for the service knows none', () => {
  const prices = { type: 'object', additionalProperties: { type: 'number' } };

  expect(() => toClientToolConfig(tool({ type: 'object', properties: { prices } }))).toThrow(
    expect.objectContaining({
      code: 'INVALID_OPTIONS',
      message:
        'The tool "book_table" cannot be written as a client tool: parameters.prices must name its properties; a list of pairs can hold what has no names.',
    }),
  );
});
