import { standardRedaction } from '@duologue/testkit';
import { expect, it } from 'vitest';
import { Placeholders } from '../../../src/cassette/redaction/placeholders.ts';
import { redactedTypes } from '../../../src/cassette/redaction/placeholder.ts';
import { up } from '../support/cassettes.ts';

it.each([
  { expected: '{{redacted:phone:1}}', actual: '+49 30 901820', fits: true },
  { expected: '{{redacted:phone:1}}', actual: 'no number', fits: false },
  { expected: '{{redacted:phone:1}}', actual: 4930901820, fits: true },
  { expected: '{{redacted:email:1}}', actual: 'jane@example.com', fits: true },
  { expected: '{{redacted:email:1}}', actual: 'jane', fits: false },
  { expected: '{{redacted:card:1}}', actual: '4242 4242 4242 4242', fits: true },
  { expected: '{{redacted:card:1}}', actual: '4242 4242 4242 4241', fits: false },
  { expected: '{{redacted:number:1}}', actual: 7, fits: true },
  { expected: '{{redacted:number:1}}', actual: 'seven', fits: false },
  { expected: '{{redacted:variable:1}}', actual: 'Jane', fits: true },
  { expected: '{{redacted:variable:1}}', actual: undefined, fits: false },
  { expected: 'Call {{redacted:phone:1}} (now)', actual: 'Call 555-0100 (now)', fits: true },
  { expected: 'Call {{redacted:phone:1}} (now)', actual: 'Call 555-0100 (then)', fits: false },
  { expected: '{{redacted:phone:1}}', actual: '{{redacted:phone:1}}', fits: true },
  { expected: 'Hello.', actual: 'Hello.', fits: true },
  { expected: 'Hello.', actual: 'Hello!', fits: false },
])('holds $actual against $expected: $fits', ({ expected, actual, fits }) => {
  expect(new Placeholders().matches(expected, actual)).toBe(fits);
});

it('wants the same value wherever the same placeholder stands, in whatever spelling', () => {
  const placeholders = new Placeholders();
  expect(placeholders.matches('I am at {{redacted:phone:1}}', 'I am at +49 30 901820')).toBe(true);
  expect(placeholders.matches('{{redacted:phone:1}}', '+4930901820')).toBe(true);
  expect(placeholders.matches('{{redacted:phone:1}}', '+4930901821')).toBe(false);
  expect(placeholders.matches('{{redacted:phone:2}}', '+4930901821')).toBe(true);
});

it('says to the client what the client said', () => {
  const placeholders = new Placeholders();
  placeholders.matches('{{redacted:variable:1}}', 'Jane');
  expect(placeholders.fill({ text: 'Hello {{redacted:variable:1}}!' })).toEqual({ text: 'Hello Jane!' });
});

it('makes up what the client has not said, until the client says something else', () => {
  const placeholders = new Placeholders();
  const call = { phone: '{{redacted:phone:1}}', mail: '{{redacted:email:2}}', pin: '{{redacted:number:1}}' };
  expect(placeholders.fill(call)).toEqual({ phone: '+1 201 555 0100', mail: 'person-2@example.com', pin: 1 });
  expect(placeholders.matches('{{redacted:email:2}}', 'PERSON-2@example.com')).toBe(true);
  expect(placeholders.matches('{{redacted:phone:1}}', 'none')).toBe(false);
  expect(placeholders.matches('{{redacted:phone:1}}', '+49 30 901820')).toBe(true);
  expect(placeholders.matches('{{redacted:phone:1}}', '+1 201 555 0100')).toBe(false);
  expect(placeholders.fill('{{redacted:phone:1}}')).toBe('+49 30 901820');
});

it.each(redactedTypes.filter((type) => type !== 'variable' && type !== 'prompt' && type !== 'number'))(
  'makes up values of the type %s that are taken out again when they are recorded',
  (type) => {
    const context = { token: 'Bearer ', signature: 'https://x.io/?token=' }[String(type)] ?? '';
    const text = context + String(new Placeholders().fill(`{{redacted:${type}:1}}`));
    const formats = { encoding: 'pcm', sampleRateHz: 16_000 } as const;
    const [frame] = standardRedaction({ env: {} })().frame(up({ type: 'user_message', text }), {
      input: formats,
      output: formats,
    });
    expect(frame?.data?.text).toBe(`${context}{{redacted:${type}:1}}`);
  },
);

it('is a matcher in the place of every text that holds one', () => {
  const placeholders = new Placeholders();
  expect({ a: [{ b: 'at 555-0100' }], c: 1 }).toEqual(
    placeholders.expected({ a: [{ b: 'at {{redacted:phone:1}}' }], c: 1 }),
  );
  expect({ a: 'at home' }).not.toEqual(placeholders.expected({ a: 'at {{redacted:phone:2}}' }));
});

it('forgets what it has bound where a message was not the right one', () => {
  const placeholders = new Placeholders();
  const expected = { a: '{{redacted:phone:1}}', b: 1 };
  const fits = (actual: Readonly<Record<string, unknown>>) =>
    placeholders.attempt(
      () => placeholders.matches(expected.a, actual.a) && placeholders.matches(expected.b, actual.b),
      (isRight) => isRight,
    );
  expect([
    fits({ a: '555-0100', b: 2 }),
    fits({ a: '555-0101', b: 1 }),
    fits({ a: '555-0100', b: 1 }),
  ]).toEqual([false, true, false]);
});
