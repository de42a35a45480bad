import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { scenarioToYaml } from '@duologue/testkit';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { schemaFile } from '../../contract/generated-files.ts';
import { readValue } from '../../src/document/read-value.ts';
import { Reading } from '../../src/document/reading.ts';
import { scenarioSchema } from '../../src/document/scenario-schema.generated.ts';
import { parityCases } from '../door/parity-cases.ts';

type Path = readonly (string | number)[];

const documents = parityCases.map(({ scenario }) => parse(scenarioToYaml(scenario)) as unknown);
const schema = JSON.parse(await readFile(schemaFile, 'utf8')) as object;
const ajv = new Ajv({ strict: true, strictRequired: false, allowUnionTypes: true });
const editorAccepts = ajv.compile(schema);

it('accepts in editors what it writes', () => {
  const refused = documents.filter((document) => !editorAccepts(document));
  expect(refused).toEqual([]);
});

it('judges every document as editors do that have only the schema', () => {
  let refusals = 0;
  fc.assert(
    fc.property(mutated(), (document) => {
      const accepted = editorAccepts(document);
      if (!accepted) refusals += 1;
      expect(readerProblems(document).length === 0).toBe(accepted);
    }),
    { numRuns: 2_000, seed: 4 },
  );
  expect(refusals).toBeGreaterThan(500);
});

function readerProblems(document: unknown): unknown[] {
  const reading = new Reading({
    placeOf: () => ({ file: 'file', line: 1, column: 1 }),
    fileOf: (name) => name,
    read: readValue,
  });
  reading.value(scenarioSchema, document, []);
  return reading.problems;
}

/** A document that is right, with one thing changed. */
function mutated(): fc.Arbitrary<unknown> {
  const values = fc.oneof(
    fc.constantFrom<unknown>(
      null,
      true,
      false,
      0,
      -1,
      1,
      1.5,
      5_000,
      '',
      'x',
      '2s',
      '1.5min',
      '20',
      [],
      {},
      ['a'],
      [{}],
    ),
    fc.constantFrom<unknown>(
      'metadata',
      'say',
      'close',
      'audio',
      'pong',
      'hang_up',
      'mute',
      'silent',
      'before',
      'user_message',
    ),
    fc.constantFrom<unknown>(
      { say: 'Hi' },
      { user_message: 'Hi' },
      { silence: '2s' },
      { mute: null },
      { barge_in: null },
    ),
  );
  const keys = fc.constantFrom(
    'audio',
    'at_word',
    'at_chunk',
    'when',
    'within',
    'as',
    'say',
    'text',
    'expect',
    'matrix',
    'steps',
  );
  return fc
    .constantFrom(...documents)
    .chain((document) =>
      fc.tuple(fc.constant(document), fc.constantFrom(...pathsIn(document)), values, keys, fc.nat(3)),
    )
    .map(([document, path, value, key, how]) => {
      const copy = structuredClone({ root: document });
      const parent = valueAt(copy, ['root', ...path].slice(0, -1)) as Record<string | number, unknown>;
      const last = ['root', ...path].at(-1) as string;
      const inner = parent[last];
      if (how === 0 && !Array.isArray(parent)) delete parent[last];
      else if (how === 1 && typeof inner === 'object' && inner !== null && !Array.isArray(inner))
        (inner as Record<string, unknown>)[key] = value;
      else if (how === 2 && !Array.isArray(parent)) {
        parent[key] = inner;
        if (key !== last) delete parent[last];
      } else parent[last] = value;
      return copy.root;
    });
}

/** The way to everything in a document but what is no business of the schema: messages and parameters. */
function pathsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const free = [
    'match',
    'init',
    'multimodal',
    'any',
    'result',
    'parameters',
    'fields',
    'raw',
    'reason',
    'metadata',
  ];
  return [
    path,
    ...Object.entries(value)
      .filter(([key]) => !free.includes(key))
      .flatMap(([key, inner]) => pathsIn(inner, [...path, Array.isArray(value) ? Number(key) : key])),
  ];
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown>)[key], value);
}
