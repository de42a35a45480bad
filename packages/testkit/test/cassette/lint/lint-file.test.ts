import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { lintFile, standardRedaction } from '@duologue/testkit';
import { expect, it } from 'vitest';
import { CassetteWriter } from '../../../src/cassette/format/cassette-writer.ts';
import { down, end, metadata, provenance, up, writeCassette } from '../support/cassettes.ts';
import { Placeholders } from '../../../src/cassette/redaction/placeholders.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { places, sensitive } from '../redaction/corpus.ts';

function file(name: string, text: string): string {
  const target = path.join(temporaryFolder(), name);
  writeFileSync(target, text);
  return target;
}

it('finds what a cassette should not hold, with the line and the place in it', () => {
  const cassette = writeCassette(temporaryFolder(), [
    down(metadata),
    up({ type: 'user_message', text: 'I am at +1 202 555 0143.' }),
    up({ type: 'client_tool_result', tool_call_id: 'c', result: '{"password":"hunter"}', is_error: false }),
  ]);
  expect(lintFile(cassette).map(({ line, where, type, message }) => [line, where, type, message])).toEqual([
    [
      11,
      '/data/text',
      'phone',
      '/data/text is what looks like a telephone number. Put {{redacted:phone:1}} in its place, or record again.',
    ],
    [
      12,
      '/data/result',
      'secret',
      '/data/result is what looks like a secret: its name says so, or it is a string without a sense. If it is one, take it out of use, and put {{redacted:secret:1}} in its place, or record again.',
    ],
  ]);
});

it('finds the whole corpus in a cassette that was written without redaction, and nothing once it was redacted', () => {
  const messages = sensitive.flatMap(
    ([, value], index) => places['an event that nobody knows']?.(value, index) ?? [],
  );
  const frames = messages.map((message) => down(message));
  const open = lintFile(writeCassette(temporaryFolder(), frames));
  const header = 9;
  expect(new Set(open.map(({ line }) => line))).toEqual(
    new Set(frames.map((_, index) => index + header + 1)),
  );

  const redacted = path.join(temporaryFolder(), 'redacted.cassette.yaml');
  const writer = new CassetteWriter(redacted, {
    header: { name: 'redacted', provenance },
    redactor: standardRedaction({ env: {} })(),
  });
  for (const frame of frames) writer.add(frame);
  writer.end(end);
  expect(lintFile(redacted)).toEqual([]);
});

it('looks at scenarios by their fields, and at their comments', () => {
  const scenario = file(
    'booking.yaml',
    `version: 1
# ask jane@example.com
steps:
  - server: { tool_call: login, parameters: { password: hunter, id: 9f86d081884c7d659a2feaa0c55ad015 } }
  - server: { say: 'Call {{redacted:phone:1}} from 10:30 on' }
`,
  );
  expect(lintFile(scenario).map(({ line, where, type }) => [line, where, type])).toEqual([
    [2, undefined, 'email'],
    [4, '/steps/0/server/parameters/password', 'secret'],
  ]);
});

it.each([
  { name: 'notes.md', text: 'Hello\nThe key is sk_4f2a9c8e7b6d5a4f3c2b1a0987654321.', found: [[2, 'key']] },
  { name: 'trace.jsonl', text: '{"a":1}\n{"data":{"email":"x"}}\n', found: [[2, 'email']] },
  {
    name: 'call.har',
    text: '{\n  "apiKey": "plain-words",\n  "sha256": "9f86d081884c7d659a2feaa0c55ad015"\n}',
    found: [[2, 'secret']],
  },
  { name: 'torn.json', text: '{\n"a": "4242 4242 4242 4242"', found: [[2, 'card']] },
  {
    name: 'code.md',
    text: 'expect(a.agentMs).toBeGreaterThanOrEqual(1_000); signedUrl: async () => {}',
    found: [],
  },
])('reads $name', ({ name, text, found }) => {
  expect(lintFile(file(name, text)).map(({ line, type }) => [line, type])).toEqual(found);
});

it('never says the value itself', () => {
  const messages = lintFile(file('x.txt', sensitive.map(([, value]) => value).join('\n'))).map(
    ({ message }) => message,
  );
  expect(messages.length).toBeGreaterThan(60);
  expect(sensitive.filter(([, value]) => messages.some((message) => message.includes(value)))).toEqual([]);
});

it('lets values pass that replays and scenarios have made up', () => {
  const types = ['phone', 'email', 'card', 'iban', 'identity', 'key', 'token', 'secret', 'signature'];
  const values = types.map((type) => String(new Placeholders().fill(`{{redacted:${type}:3}}`)));
  expect(lintFile(file('made-up.yaml', `steps: ${JSON.stringify(values)}`))).toEqual([]);
  expect(lintFile(file('not-made-up.yaml', 'steps: [+1 201 555 01020]'))).toHaveLength(1);
});

it('says which file cannot be read', () => {
  expect(() => lintFile('nowhere.yaml')).toThrow('The file nowhere.yaml cannot be read.');
});
