import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import type { Static } from 'typebox';
import { expect, expectTypeOf, it } from 'vitest';
import { parse } from 'yaml';
import type { Scenario, Step } from '@duologue/testkit';
import { expectSteps } from '../../contract/expect-steps.ts';
import {
  moduleFile,
  moduleText,
  schemaFile,
  schemaText,
  shapeFile,
  shapeText,
} from '../../contract/generated-files.ts';
import { serverSteps } from '../../contract/server-steps.ts';
import { userSteps } from '../../contract/user-steps.ts';

const schema = JSON.parse(await readFile(schemaFile, 'utf8')) as object;
const validate = new Ajv({ strict: true, strictRequired: false, allowUnionTypes: true }).compile(schema);

it('stands in the generated files as its source says', async () => {
  expect(await readFile(schemaFile, 'utf8')).toBe(await schemaText());
  expect(await readFile(moduleFile, 'utf8')).toBe(await moduleText());
  expect(await readFile(shapeFile, 'utf8')).toBe(await shapeText());
});

it.each(['booking.yaml', 'greeting.yaml', 'circle.yaml', 'matrix.json'])(
  'lets editors accept %s',
  async (name) => {
    validate(parse(await readFile(new URL(`files/${name}`, import.meta.url), 'utf8')));
    expect(validate.errors).toBeNull();
  },
);

type Kinds<S, Key extends string> = S extends Readonly<Record<Key, infer K>> ? K : never;
type Document = Static<(typeof serverSteps | typeof expectSteps | typeof userSteps)[number]>;

/** The fields of a kind of step that must be there, and those that may. */
type Needed<S> = S extends unknown
  ? { [K in keyof S]-?: object extends Pick<S, K> ? never : K }[keyof S]
  : never;
type Of<S, Key extends string, Kind> =
  S extends Readonly<Record<Key, infer K>> ? (Kind extends K ? S : never) : never;
/** Short forms of the file that the reader writes out, and what only the reader knows. */
type Short = 'text' | 'score' | 'place';

it('knows every kind of step that the builder knows, and no other', () => {
  expectTypeOf<Kinds<Document, 'server'>>().toEqualTypeOf<Kinds<Step, 'server'>>();
  expectTypeOf<Kinds<Document, 'expect'>>().toEqualTypeOf<Kinds<Step, 'expect'>>();
  expectTypeOf<Kinds<Document, 'user'>>().toEqualTypeOf<Kinds<Step, 'user'>>();
});

it('knows the fields of each step as the builder knows them', () => {
  expectTypeOf<Keys<Document, 'server'>>().toEqualTypeOf<Keys<Step, 'server'>>();
  expectTypeOf<Keys<Document, 'user'>>().toEqualTypeOf<Keys<Step, 'user'>>();
  expectTypeOf<Needs<Document, 'server'>>().toEqualTypeOf<Needs<Step, 'server'>>();
  expectTypeOf<Needs<Document, 'user'>>().toEqualTypeOf<Needs<Step, 'user'>>();
  expectTypeOf<Keys<Document, 'expect', Short>>().toEqualTypeOf<Keys<Step, 'expect', Short>>();
});

type Keys<S, Key extends string, Without = 'place'> = {
  [Kind in Kinds<S, Key> & string]: Exclude<keyof Of<S, Key, Kind>, Without>;
};
type Needs<S, Key extends string> = { [Kind in Kinds<S, Key> & string]: Needed<Of<S, Key, Kind>> };

it('has a type that the reader can give', () => {
  expectTypeOf<Scenario['steps'][number]>().toEqualTypeOf<Step>();
});
