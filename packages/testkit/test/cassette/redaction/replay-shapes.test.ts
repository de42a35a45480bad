import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Session, type SessionOptions } from '@duologue/core';
import {
  cassette,
  diffCassettes,
  lintFile,
  Recorder,
  replay,
  scenario,
  standardRedaction,
  type CassetteDiff,
  type Scenario,
  type ScenarioSource,
} from '@duologue/testkit';
import { expect, it } from 'vitest';
import { Placeholders } from '../../../src/cassette/redaction/placeholders.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Records a call, replays it with the same app, which is recorded again: both cassettes, and how they differ. */
async function replayed(
  script: Scenario,
  options: Partial<SessionOptions>,
): Promise<{ readonly text: string; readonly lint: number; readonly difference: CassetteDiff }> {
  const folder = temporaryFolder();
  const record = async (source: ScenarioSource, name: string) => {
    const recorder = new Recorder({ path: path.join(folder, name), redact: standardRedaction({ env: {} }) });
    await replay(
      source,
      { createSession: (given) => new Session({ ...given, ...options, plugins: [recorder] }) },
      ({ session }) => session.run().then(() => {}),
    );
    return recorder.cassettes[0] ?? '';
  };
  const one = await record(script, 'one');
  const two = await record(cassette(one), 'two');
  const text = readFileSync(one, 'utf8');
  return { text, lint: lintFile(one).length, difference: diffCassettes(one, two) };
}

/** Whether a text holds a word that is not a part of a longer one, such as a hash. */
function saysWord(text: string, word: string): boolean {
  return text.split(word).some((before, at, parts) => {
    const after = parts[at + 1];
    return after !== undefined && !/\w$/.test(before) && !/^\w/.test(after);
  });
}

const same: CassetteDiff = { same: true, lanes: [] };

it.each([
  {
    name: 'phone',
    value: '+12025550143',
    schema: { type: 'string', pattern: String.raw`^\+[1-9]\d{6,14}$` },
  },
  { name: 'phone', value: '+4930901820', schema: { type: 'string', pattern: String.raw`^\+[1-9]\d{6,14}$` } },
  {
    name: 'phone',
    value: '(202) 555-0143',
    schema: { type: 'string', pattern: String.raw`^\(\d{3}\) \d{3}-\d{4}$` },
  },
  { name: 'mobile', value: '07700 900123', schema: { type: 'string', pattern: String.raw`^0\d{4} \d{6}$` } },
  { name: 'caller', value: 491701234567, schema: { type: 'integer', minimum: 10_000_000_000 } },
  { name: 'date_of_birth', value: '1984-05-31', schema: { type: 'string', format: 'date' } },
  { name: 'date_of_birth', value: '1984-05-31T00:00:00Z', schema: { type: 'string', format: 'date-time' } },
  {
    name: 'birthday',
    value: '05/31/1984',
    schema: { type: 'string', pattern: String.raw`^[01]\d/[0-3]\d/\d{4}$` },
  },
  {
    name: 'birthday',
    value: '31.05.1984',
    schema: { type: 'string', pattern: String.raw`^[0-3]\d\.[01]\d\.\d{4}$` },
  },
  {
    name: 'birthday',
    value: '04/05/1984',
    schema: { type: 'string', pattern: String.raw`^(?:0\d|1[0-2])/[0-3]\d/\d{4}$` },
  },
  { name: 'pin', value: '4821', schema: { type: 'string', pattern: String.raw`^\d{4}$` } },
  { name: 'pin', value: 4821, schema: { type: 'integer', minimum: 1000, maximum: 9999 } },
  { name: 'otp', value: 'AB-4821', schema: { type: 'string', pattern: String.raw`^[A-Z]{2}-\d{4}$` } },
  {
    name: 'card',
    value: '4000 0566 5566 5556',
    schema: { type: 'string', pattern: String.raw`^(?:\d{4} ){3}\d{4}$` },
  },
  { name: 'card', value: '378282246310005', schema: { type: 'string', pattern: String.raw`^3\d{14}$` } },
  { name: 'card', value: 4242424242424242, schema: { type: 'integer', minimum: 1_000_000_000_000_000 } },
  { name: 'ssn', value: '219099999', schema: { type: 'string', pattern: String.raw`^\d{9}$` } },
  { name: 'passport', value: 'C01X00T47', schema: { type: 'string', pattern: '^[A-Z0-9]{9}$' } },
  { name: 'email', value: 'jane@example.net', schema: { type: 'string', format: 'email' } },
  { name: 'email', value: 'on file', schema: { type: 'string' } },
  { name: 'card_number', value: 'ends in 4242', schema: { type: 'string' } },
])('replays a call of a tool that wants $name as in $value', async ({ name, value, schema }) => {
  const parameters = { type: 'object', properties: { [name]: schema }, required: [name] };
  const script = scenario('arguments', ({ server, client }) => [
    client.init(),
    server.metadata(),
    server.toolCall('verify', { [name]: value }),
    client.toolResult('verify'),
    server.close(),
  ]);
  // the app knows the value only by the call, and says it again as JSON that it has laid out itself
  const run = (given: Readonly<Record<string, unknown>>) =>
    JSON.stringify({ known: given, again: [given] }, null, 2);
  const { text, lint, difference } = await replayed(script, {
    tools: [{ name: 'verify', description: 'Verifies.', parameters, run }],
  });
  expect([difference, lint, saysWord(text, String(value))]).toEqual([same, 0, false]);
});

it.each(['none', 'basic'])('leaves the word %s alone where a secret might stand', async (auth) => {
  const parameters = {
    type: 'object',
    properties: { auth: { enum: ['none', 'basic'] } },
    required: ['auth'],
  };
  const script = scenario('words', ({ server, client }) => [
    client.init(),
    server.metadata(),
    server.toolCall('connect', { auth }),
    client.toolResult('connect'),
    server.close(),
  ]);
  const { text, difference } = await replayed(script, {
    tools: [{ name: 'connect', description: 'Connects.', parameters, run: () => 'connected' }],
  });
  expect([difference, text.includes(`"auth":"${auth}"`)]).toEqual([same, true]);
});

it('replays an app that sends personal data as names of fields', async () => {
  const script = scenario('names', ({ server, client }) => [
    client.init(),
    server.metadata(),
    server.close(),
  ]);
  const { text, difference } = await replayed(script, {
    customLlmExtraBody: { 'jane@example.com': true, n: 1, people: { 'joe@example.com': { age: 7 } } },
    dynamicVariables: { 'jim@example.com': 'customer' },
  });
  expect([difference, /j\w\w@/.test(text)]).toEqual([same, false]);
});

it('says a number as it was said: in a text first, and then to a tool', async () => {
  const parameters = {
    type: 'object',
    properties: { phone: { type: 'string', pattern: String.raw`^\d{10}$` } },
    required: ['phone'],
  };
  const script = scenario('said first', ({ server, client }) => [
    client.init(),
    server.metadata(),
    server.userTranscript('I am at 202-555-0143.'),
    server.toolCall('verify', { phone: '2025550143' }),
    client.toolResult('verify'),
    server.say('So (202) 555 0143 it is.'),
    server.close(),
  ]);
  const { text, difference } = await replayed(script, {
    tools: [
      {
        name: 'verify',
        description: 'Verifies.',
        parameters,
        run: ({ phone }) => `verified ${String(phone)}`,
      },
    ],
  });
  expect([difference, text.match(/\{\{redacted:phone:\d/g)?.every((one) => one.endsWith(':1'))]).toEqual([
    same,
    true,
  ]);
});

it('gives what the client knows in the spelling that stood there', () => {
  const placeholders = new Placeholders();
  expect(placeholders.matches('{{redacted:phone:1}}', '+1 (202) 555-0143')).toBe(true);
  expect(
    placeholders.fill([
      '{{redacted:phone:1:+99999999999}}',
      '{{redacted:phone:1:9-999-999-9999}}',
      '{{redacted:phone:1:0099999999999}}',
      '{{redacted:phone:1}}',
    ]),
  ).toEqual(['+12025550143', '1-202-555-0143', '0012025550143', '+1 (202) 555-0143']);
});

it('reads a number in JSON in a text as a number', () => {
  const placeholders = new Placeholders();
  expect(placeholders.matches('{"pin":"{{redacted:number:1:9999}}"}', '{ "pin": 4821 }')).toBe(true);
  expect(placeholders.matches('{"pin":"{{redacted:number:1:9999}}"}', '{"pin":4822}')).toBe(false);
  expect(placeholders.fill('{"pin":"{{redacted:number:1:9999}}"}')).toBe('{"pin":4821}');
});

it('matches names of fields in any order, each with its value', () => {
  const expected = new Placeholders().expected({
    '{{redacted:email:1}}': 1,
    '{{redacted:email:2}}': 2,
    a: 3,
  });
  expect({ a: 3, 'joe@example.com': 2, 'jane@example.com': 1 }).toEqual(expected);
  expect({ a: 3, 'joe@example.com': 2 }).not.toEqual(expected);
  expect({ a: 3, 'joe@example.com': 2, 'jane@example.com': 1, b: 4 }).not.toEqual(expected);
});
