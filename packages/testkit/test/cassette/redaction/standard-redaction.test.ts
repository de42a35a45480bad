import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { standardRedaction, type RedactionOptions } from '@duologue/testkit';
import { expect, it } from 'vitest';
import { CassetteWriter } from '../../../src/cassette/format/cassette-writer.ts';
import type { WireFormats } from '../../../src/cassette/format/redactor.ts';
import { down, end, framesOf, metadata, provenance, up } from '../support/cassettes.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { codes, contextual, places, sensitive } from './corpus.ts';

type Message = Readonly<Record<string, unknown>>;

const clientTypes = /^(?:user_|client_tool_result|conversation_initiation_client_data|enclave)/;

/** Records messages; the result is everything that is on the disk, and what was read back. */
function record(messages: readonly Message[], options: RedactionOptions = {}) {
  const folder = temporaryFolder();
  const file = path.join(folder, 'call.cassette.yaml');
  const writer = new CassetteWriter(file, {
    header: { name: 'call', provenance },
    redactor: standardRedaction({ env: {}, ...options })(),
  });
  writer.add(down(metadata));
  for (const message of messages) {
    const isUp =
      'user_audio_chunk' in message ||
      (clientTypes.test(String(message.type)) && message.type !== 'user_transcript');
    writer.add(isUp ? up(message) : down(message));
  }
  writer.end(end);
  const onDisk = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:yaml|wav)$/.test(name))
    .map((name) => readFileSync(path.join(folder, name), 'latin1'))
    .join('\n');
  const frames = framesOf(file);
  return {
    onDisk: Buffer.from(onDisk, 'latin1').toString('utf8'),
    frames,
    data: frames.slice(1, -1).map(({ data }) => data),
  };
}

/** Whether a text holds a value, whatever stands between its characters. */
function holds(text: string, value: string): boolean {
  const letters = (from: string) => from.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
  return text.toLowerCase().includes(value.toLowerCase()) || letters(text).includes(letters(value));
}

it('has a corpus worth its name', () => {
  expect(new Set(sensitive.map(([, value]) => value)).size).toBeGreaterThanOrEqual(60);
});

it.each(Object.entries(places))('lets none of the corpus through in %s', (_place, messagesWith) => {
  const survivors = sensitive.filter(([, value]) => {
    const redactor = standardRedaction({ env: {} })();
    const last = { lane: 'end', dir: 'down', t: 0, data: {} } as const;
    const frames = [...messagesWith(value, 1).map((message) => down(message)), last];
    const written = JSON.stringify(frames.flatMap((frame) => redactor.frame(frame, formats)));
    return holds(written, value) || !written.includes('{{redacted:');
  });
  expect(survivors).toEqual([]);
});

it.each(Object.entries(codes))('lets none of the corpus through in %s', (_code, encode) => {
  const survivors = sensitive.filter(([, value]) => {
    const redactor = standardRedaction({ env: {} })();
    const message = { type: 'user_message', text: `It is ${encode(value)}, thank you.` };
    const [frame] = redactor.frame(up(message), formats);
    const text = String(frame?.data?.text);
    return text.includes(encode(value)) || holds(text, value) || !text.includes('{{redacted:');
  });
  expect(survivors).toEqual([]);
});

it.each(['context_id', 'request_id', 'agent_id', 'conversation_id', 'event_id', 'sha256', 'customer_id'])(
  'lets nothing of the corpus but strings without a sense through in the argument %s',
  (name) => {
    const parameters = Object.fromEntries(
      sensitive.map(([type, value], index) => [`a${index}`, { [name]: type === 'secret' ? '' : value }]),
    );
    const call = { tool_name: 'note', tool_call_id: 'call_1', event_id: 5, parameters };
    const { onDisk } = record([{ type: 'client_tool_call', client_tool_call: call }]);
    expect(sensitive.filter(([type, value]) => type !== 'secret' && holds(onDisk, value))).toEqual([]);
  },
);

it('takes out what the service says as it closes', () => {
  const redactor = standardRedaction({ env: {} })();
  const data = { code: 1000, reason: 'no such user: +1 202 555 0143' };
  expect(redactor.frame({ lane: 'end', dir: 'down', t: 0, data }, formats)[0]?.data).toEqual({
    code: 1000,
    reason: 'no such user: {{redacted:phone:1}}',
  });
});

it('knows a dynamic variable in capitals, in small letters, in addresses and in lists', () => {
  const { data } = record([
    {
      type: 'conversation_initiation_client_data',
      dynamic_variables: { caller: { name: 'Jane Margaret Doe' }, others: ['Jörg', 7, true] },
    },
    {
      type: 'user_message',
      text: 'I am JANE MARGARET DOE, jane margaret doe, Jane%20Margaret%20Doe, jane+margaret-doe.',
    },
    { type: 'user_message', text: 'J%C3%B6rg or jörg, and not Jörgen.' },
    { type: 'brand_new_event', brand_new_event: { status: 'Jörg' } },
  ]);
  const [jane, other] = ['{{redacted:variable:1}}', '{{redacted:variable:2}}'];
  expect(data).toEqual([
    {
      type: 'conversation_initiation_client_data',
      dynamic_variables: { caller: { name: jane }, others: [other, '{{redacted:number:1}}', true] },
    },
    { type: 'user_message', text: `I am ${jane}, ${jane}, ${jane}, ${jane}.` },
    { type: 'user_message', text: `${other} or ${other}, and not Jörgen.` },
    { type: 'brand_new_event', brand_new_event: { status: other } },
  ]);
});

it('holds pieces of an event that nobody knows back until something else is said', () => {
  const redactor = standardRedaction({ env: {} })();
  const push = (message: Message) => redactor.frame(down(message), formats).map(({ data }) => data);
  const piece = (delta: string) => ({ type: 'brand_new_event', brand_new_event: { delta } });
  const ping = { type: 'ping', ping_event: { event_id: 2 } };
  const said = { type: 'agent_response', agent_response_event: { agent_response: 'Yes.', event_id: 1 } };
  expect([push(piece('call 202 55')), push(ping), push(piece('5 0143'))]).toEqual([[], [], []]);
  expect(push(said)).toEqual([piece('call {{redacted:phone:1:9999999999}}'), ping, piece(''), said]);
});

it('lets none of the corpus through in any file of a cassette that holds all of it', () => {
  const all = Object.values(places);
  const { onDisk } = record(
    sensitive.flatMap(([, value], index) => all[index % all.length]?.(value, index) ?? []),
  );
  expect(sensitive.filter(([, value]) => holds(onDisk, value))).toEqual([]);
});

it.each(contextual)('takes out $what', ({ secret, data }) => {
  const { onDisk } = record([{ type: 'brand_new_event', brand_new_event: data }]);
  expect([onDisk.includes(secret), onDisk.includes('{{redacted:')]).toEqual([false, true]);
});

it("leaves alone what is nobody's secret", () => {
  const { data } = record(harmless);
  expect(data).toEqual(harmless);
});

it('gives the same value the same placeholder wherever it stands, in whatever spelling', () => {
  const { data } = record([
    { type: 'user_message', text: 'I am at +1 202 555 0143, or 030 901820.' },
    {
      type: 'client_tool_result',
      tool_call_id: 'c',
      result: '{"phone":"+12025550143","other":"(030) 90 18-20"}',
      is_error: false,
    },
    {
      type: 'agent_response',
      agent_response_event: { agent_response: 'JANE@example.com and jane@EXAMPLE.com', event_id: 1 },
    },
  ]);
  expect(data).toEqual([
    { type: 'user_message', text: 'I am at {{redacted:phone:1}}, or {{redacted:phone:2:099999999}}.' },
    {
      type: 'client_tool_result',
      tool_call_id: 'c',
      result: '{"phone":"{{redacted:phone:1}}","other":"{{redacted:phone:2:099999999}}"}',
      is_error: false,
    },
    {
      type: 'agent_response',
      agent_response_event: { agent_response: '{{redacted:email:1}} and {{redacted:email:1}}', event_id: 1 },
    },
  ]);
});

it('keeps dynamic variables only by name, and takes the values of the others out of everything that is said', () => {
  const init = (variables: object) => ({
    type: 'conversation_initiation_client_data',
    dynamic_variables: variables,
  });
  const { data } = record(
    [
      init({
        user_name: 'Jane',
        plan: 'gold',
        city: 'Berlin',
        visits: 7,
        is_new: true,
        mail: 'jane@example.com',
        nothing: '',
      }),
      {
        type: 'agent_response',
        agent_response_event: { agent_response: 'Hello Jane! Gold in Berlin? Janes.', event_id: 1 },
      },
      { type: 'user_message', text: 'Write to jane@example.com' },
    ],
    { keepVariables: ['city'] },
  );
  expect(data).toEqual([
    init({
      user_name: '{{redacted:variable:1}}',
      plan: '{{redacted:variable:2}}',
      city: 'Berlin',
      visits: '{{redacted:number:1}}',
      is_new: true,
      mail: '{{redacted:email:1}}',
      nothing: '',
    }),
    {
      type: 'agent_response',
      agent_response_event: {
        agent_response: 'Hello {{redacted:variable:1}}! Gold in Berlin? Janes.',
        event_id: 1,
      },
    },
    { type: 'user_message', text: 'Write to {{redacted:email:1}}' },
  ]);
});

it('does not take a variable for a word of the protocol', () => {
  const { data } = record([
    {
      type: 'conversation_initiation_client_data',
      dynamic_variables: { mode: 'audio', format: 'pcm_16000', id: 'conv_1' },
    },
    { type: 'audio', audio_event: { audio_base_64: '', event_id: 1 } },
    metadata,
  ]);
  expect(data.slice(1)).toEqual([
    { type: 'audio', audio_event: { audio_base_64: '', event_id: 1 } },
    metadata,
  ]);
});

it('takes prompts out where it is asked to', () => {
  const init = (prompt: string, first: string) => ({
    type: 'conversation_initiation_client_data',
    conversation_config_override: { agent: { prompt: { prompt }, first_message: first, language: 'en' } },
  });
  expect(record([init('Be kind.', 'Hello!')], { prompts: 'redact' }).data).toEqual([
    init('{{redacted:prompt:1}}', '{{redacted:prompt:2}}'),
  ]);
  expect(record([init('Be kind.', 'Hello!')]).data).toEqual([init('Be kind.', 'Hello!')]);
});

it('knows the secrets of the environment, in every writing', () => {
  const key = 'a b/c&d="quoted"?';
  const { onDisk, data } = record(
    [
      { type: 'user_message', text: key },
      { type: 'user_message', text: encodeURIComponent(key) },
      { type: 'user_message', text: Buffer.from(key).toString('base64') },
    ],
    { env: { MY_SERVICE_API_KEY: key, HOME: '/home/jane', LANG: 'a-language' } },
  );
  expect(onDisk).not.toContain(key.slice(0, 5));
  expect(data).toEqual(Array(3).fill({ type: 'user_message', text: '{{redacted:secret:1}}' }));
});

it.each([
  { name: 'DB_PASSWORD', value: 'correcthorsebattery' },
  { name: 'PIN_TOKEN', value: '83920175' },
  { name: 'DB_PASSWORD', value: 'Hun2er' },
  { name: 'AWS_SECRET_ACCESS_KEY', value: '/Blue-Elephant-Garden' },
  { name: 'AWS_SECRET_ACCESS_KEY', value: '/tmpBlue/Elephant/Garden' },
  { name: 'AWS_ACCESS_KEY_ID', value: 'plain-key-id' },
])('takes the value $value of $name for a secret', ({ name, value }) => {
  const { data } = record([{ type: 'user_message', text: `it is #${value}x` }], { env: { [name]: value } });
  expect(JSON.stringify(data)).toMatch(/it is #\{\{redacted:secret:1[^}]*\}\}x/);
});

it.each([
  { name: 'SSH_AUTH_SOCK', value: '/tmp/ssh-agent/sock' },
  { name: 'PRIVATE_KEY_FILE', value: './certificates/key.pem' },
  { name: 'PRIVATE_KEY', value: '/home/jane/key.pem' },
  { name: 'SESSION_COOKIE_NAME', value: 'booking' },
  { name: 'USE_TOKEN', value: 'disabled' },
  { name: 'JWT_SECRET', value: 'secret' },
  { name: 'DB_PASS', value: 'short' },
])('takes the value $value of $name for no secret', ({ name, value }) => {
  const message = { type: 'user_message', text: `it is ${value}` };
  expect(record([message], { env: { [name]: value } }).data).toEqual([message]);
});

it.each([
  { options: { secrets: ['hun2!'] }, problem: 'one of the option secrets has 5 characters' },
  { options: { secrets: 'hunter22' }, problem: 'the option secrets has to be a list of texts' },
  {
    options: { keepVariables: 'plan' },
    problem: 'the option keepVariables has to be a list of texts or "all"',
  },
  { options: { fields: [7] }, problem: 'the option fields has to be a list of texts' },
  {
    options: { prompts: 'remove' },
    problem: 'the option prompts is "remove", and has to be one of "keep", "redact"',
  },
  { options: { userAudio: 'dropp' }, problem: 'the option userAudio is "dropp"' },
])('refuses to be set up where $problem', ({ options, problem }) => {
  expect(thrownBy(() => standardRedaction(options as RedactionOptions))).toMatchObject({
    code: 'INVALID_OPTIONS',
    message: expect.stringContaining(`The redaction cannot be set up: ${problem}`) as unknown,
  });
});

it('knows a secret as long as a certificate, wherever it stands', () => {
  const key = Array.from({ length: 40 }, (_, line) => `line ${line} of a long key, in words`).join('\n');
  const { data } = record(
    [
      { type: 'user_message', text: `${key} and ${key}` },
      { type: 'user_message', text: JSON.stringify({ a: key }) },
    ],
    {
      env: { SERVICE_PRIVATE_KEY: key },
    },
  );
  expect(data).toEqual([
    { type: 'user_message', text: '{{redacted:secret:1}} and {{redacted:secret:1}}' },
    { type: 'user_message', text: '{"a":"{{redacted:secret:1}}"}' },
  ]);
});

it.each([
  { how: 'in hexadecimal', write: (secret: string) => Buffer.from(secret).toString('hex') },
  { how: 'in base64', write: (secret: string) => Buffer.from(`x${secret}yz`).toString('base64') },
  { how: 'with something between its characters', write: (secret: string) => Array.from(secret).join(' ') },
  { how: 'in another case', write: (secret: string) => secret.toUpperCase() },
])('writes nothing where a secret would survive $how', ({ how, write }) => {
  const secret = 'Blue-Elephant-Garden';
  const blocked = thrownBy(() =>
    record([{ type: 'brand_new_event', brand_new_event: { some_id: `my ${write(secret)}` } }], {
      secrets: [secret],
    }),
  );
  expect(blocked).toMatchObject({ code: 'RECORDING_FAILED', cause: { code: 'REDACTION_BLOCKED' } });
  expect(String(blocked)).toContain(`A secret would have been written: one of 20 characters, ${how}.`);
  expect(String(blocked)).not.toMatch(/elephant/i);
});

it('looks for secrets also in what stands in the place of audio', () => {
  const audio = Buffer.from('..Blue-Elephant-Garden').toString('base64');
  const message = { type: 'audio', audio_event: { audio_base_64: audio, event_id: 1 } };
  expect(thrownBy(() => record([message], { secrets: ['Blue-Elephant-Garden'] }))).toMatchObject({
    cause: { code: 'REDACTION_BLOCKED' },
  });
});

it('looks at frames that are no JSON, and at the header', () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'call.cassette.yaml');
  const writer = new CassetteWriter(file, {
    header: { name: 'call of jane@example.com', provenance },
    redactor: standardRedaction({ env: {} })(),
  });
  writer.add({ lane: 'control', dir: 'down', t: 0, raw: { text: '{"torn": "call +12025550143' } });
  writer.add({
    lane: 'control',
    dir: 'down',
    t: 0,
    raw: { base64: Buffer.from('jane@example.com').toString('base64') },
  });
  writer.end(end);
  const text = readFileSync(file, 'utf8');
  expect(text).not.toMatch(/jane|0143|amFuZUBleGFtcGxl/);
  expect(framesOf(file)[0]?.raw).toEqual({ text: '{"torn": "call {{redacted:phone:1}}' });
});

it('takes out what was heard of a number that an interruption cut', () => {
  const message = (original: string, corrected: string) => ({
    type: 'agent_response_correction',
    agent_response_correction_event: {
      original_agent_response: original,
      corrected_agent_response: corrected,
      event_id: 1,
    },
  });
  const { data } = record([message('Write to jane.doe@example.com today.', 'Write to jane.do...')]);
  expect(data).toEqual([message('Write to {{redacted:email:1}} today.', 'Write to {{redacted:email:1}}...')]);
});

it('holds text back no longer than it is being written, and keeps every frame in its order', () => {
  const part = (type: string, text: string) => ({
    type: 'agent_chat_response_part',
    text_response_part: { text, type, event_id: 1 },
  });
  const redactor = standardRedaction({ env: {} })();
  const push = (message: Message) => redactor.frame(down(message), formats).map(({ data }) => data);
  expect(push(part('start', ''))).toEqual([]);
  expect(push(part('delta', 'Call 202 55'))).toEqual([]);
  expect(push({ type: 'ping', ping_event: { event_id: 2 } })).toEqual([]);
  expect(push(part('delta', '5 0143 now'))).toEqual([]);
  expect(push(part('stop', ''))).toEqual([
    part('start', ''),
    part('delta', 'Call {{redacted:phone:1:9999999999}}'),
    { type: 'ping', ping_event: { event_id: 2 } },
    part('delta', ' now'),
    part('stop', ''),
  ]);
});

const formats: WireFormats = {
  output: { encoding: 'pcm', sampleRateHz: 16_000 },
  input: { encoding: 'pcm', sampleRateHz: 16_000 },
};

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}

/** What replays live on, and what looks like a number or a key and is none. */
const harmless: readonly Message[] = [
  { type: 'ping', ping_event: { event_id: 1732342342, ping_ms: 35 } },
  {
    type: 'agent_response',
    agent_response_event: {
      agent_response:
        'From 10:30 to 12:00 on 2026-11-23, table 12, 3.14159265 degrees, $1,234,567.89, 192.168.10.12.',
      event_id: 7,
      response_id: 'de216885-f6f9-40a2-b3fd-179d29e658e0',
      in_response_to_ids: ['8228f6bf-d661-4c54-9cd5-bf1b83441fa3'],
    },
  },
  {
    type: 'client_tool_call',
    client_tool_call: {
      tool_name: 'book_table',
      tool_call_id: 'toolu_01A09q90qw90lq917835lq9',
      parameters: {
        at: '2026-11-23T20:00:00+01:00',
        booking: 'booking_2026_11_23_table_4',
        stamp: 1732342342123,
        party: 4,
      },
      event_id: 8,
    },
  },
  {
    type: 'client_tool_result',
    tool_call_id: 'toolu_01A09q90qw90lq917835lq9',
    result: '{ "celsius": 21.5,  "city": "Berlin", "at": "2026-11-23T20:00:00.000Z", "day": "2026-11-23" }',
    is_error: false,
  },
  {
    type: 'context_usage',
    context_usage_event: { model: 'gpt-4o-mini', context_tokens: 1234567, context_limit_tokens: 128000 },
  },
  {
    type: 'mcp_tool_call',
    mcp_tool_call: {
      service_id: 'mcp_x',
      tool_call_id: 'c',
      timestamp: '2026-01-01T00:00:00Z',
      state: 'success',
    },
  },
  { type: 'user_message', text: 'const { MY_API_KEY: apiKey } = process.env, toBeGreaterThanOrEqual(1)' },
  {
    type: 'user_message',
    text: 'Meet me at noon, the password is required, the code of conduct, one two three.',
  },
];
