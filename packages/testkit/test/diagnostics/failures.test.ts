import { expect, it } from 'vitest';
import { Session } from '@duologue/core';
import {
  failureCatalogue,
  replay,
  scenario,
  ScenarioFailure,
  tone,
  type VirtualClock,
  type FailureCode,
  type ReplaySessionOptions,
  type Scenario,
  type ScenarioWords,
  type Step,
} from '@duologue/testkit';
import { play } from '../support/play.ts';
import { RawClient, type Wire } from '../support/raw-client.ts';

const userMessage = (text: string): Wire => ({ type: 'user_message', text });

interface Case {
  readonly code: FailureCode;
  readonly script: (words: ScenarioWords) => readonly Step[];
  readonly act: (client: RawClient) => Promise<unknown>;
}

const cases: readonly Case[] = [
  {
    code: 'unexpected_message',
    script: ({ client, server }) => [client.userMessage('Hello'), server.close()],
    act: (client) => client.send({ type: 'contextual_update', text: 'The cart is empty.' }),
  },
  {
    code: 'field_mismatch',
    script: ({ client, server }) => [
      server.toolCall('get_weather', { city: 'Bern' }),
      client.toolResult('get_weather', { result: { celsius: expect.any(Number) as number }, isError: false }),
      server.close(),
    ],
    act: (client) => client.send(resultOf(client, { result: '{"celsius":"21"}', is_error: true })),
  },
  {
    code: 'out_of_order',
    script: ({ client, server }) => [
      client.contextualUpdate(),
      server.say('Noted.'),
      client.userMessage('Hello'),
      server.close(),
    ],
    act: (client) => client.send(userMessage('Hello')),
  },
  {
    code: 'extra_message',
    script: ({ client, server }) => [client.userMessage('Hello'), server.say('Hi.')],
    act: (client) => client.send(userMessage('Hello'), userMessage('Anybody there?')),
  },
  {
    code: 'missing_message',
    script: ({ server, client }) => [server.ping(), server.say('Still there?'), client.closed()],
    act: (client) => client.close(),
  },
  {
    code: 'late',
    script: ({ client }) => [client.userMessage('Hello', { withinMs: 2_000 })],
    act: (client) => client.clock.advance(2_000),
  },
  {
    code: 'barrier_starved',
    script: ({ server, client }) => [
      server.say('What can I do for you?', { audio: tone(440, 2_000) }),
      client.audio({ voiceMs: 300, silenceMs: 500 }),
      server.say('I see.'),
    ],
    act: async (client) => {
      await client.speak(200);
      await client.clock.advance(62_000);
    },
  },
  {
    code: 'absent_violated',
    script: ({ client }) => [client.nothing(1_000), client.userMessage()],
    act: async (client) => {
      await client.clock.advance(400);
      await client.send(userMessage('Hello'));
    },
  },
  {
    code: 'protocol_invalid',
    script: ({ client, server }) => [server.toolCall('get_weather'), client.toolResult('get_weather')],
    act: (client) => client.send(resultOf(client, { result: { celsius: 21 }, is_error: false })),
  },
  {
    code: 'tool_result_unknown_id',
    script: ({ client, server }) => [server.toolCall('get_weather'), client.toolResult('get_weather')],
    act: (client) =>
      client.send({ type: 'client_tool_result', tool_call_id: 'get_weather', result: '21', is_error: false }),
  },
  {
    code: 'closed_early',
    script: ({ client, server }) => [client.userMessage('Hello'), server.say('Hi.'), server.close()],
    act: (client) => client.close(1000, 'bye'),
  },
  {
    code: 'close_code_mismatch',
    script: ({ client }) => [client.closed({ code: 1000 })],
    act: (client) => client.close(4000, 'tired'),
  },
  {
    code: 'harness_error',
    script: ({ server }) => [
      server.say(() => 'A fine evening.', { audio: tone(440, 500) }),
      server.interrupt({ at: { word: 'evning' } }),
    ],
    act: () => Promise.resolve(),
  },
];

it.each(cases)('tells everything about $code', async ({ code, script, act }) => {
  const client = await play(script, { name: 'a hotel' });
  await act(client);
  const { failure } = client.conversation;
  expect(failure?.code).toBe(code);
  expect(readable(failure)).toMatchSnapshot();
});

it('closes the connection when a script has failed, and says why', async () => {
  const client = await play(({ client: does }) => [does.userMessage('Hello')]);
  await client.send(userMessage('Bye'));
  expect(client.closed).toEqual({ code: 1011, reason: 'scenario failed: field_mismatch' });
});

it('only remarks on what does not fit the contract, where it must not be strict', async () => {
  const client = await play(
    ({ client: does, server }) => [
      server.toolCall('get_weather'),
      does.toolResult('get_weather'),
      server.say('ok'),
    ],
    { strict: false },
  );
  await client.send(resultOf(client, { result: { celsius: 21 }, is_error: false }));
  expect([
    client.types.at(-1),
    client.conversation.trace.entries.find(({ lane }) => lane === 'note')?.data,
  ]).toEqual(['agent_response', expect.stringContaining('/result must be string')]);
});

const greeting = scenario('a greeting', ({ server, client }) => [
  server.metadata(),
  server.say('Hello.'),
  client.userMessage('Hello'),
  server.close(),
]);

interface Ending {
  readonly code: FailureCode;
  readonly steps?: readonly Step[];
  readonly body: (session: Session) => Promise<unknown>;
}

const withoutClose = greeting.steps.slice(0, -1);

const endings: readonly Ending[] = [
  { code: 'never_connected', body: () => Promise.resolve() },
  { code: 'unconsumed_steps', body: (session) => session.start() },
  {
    code: 'not_closed',
    steps: withoutClose,
    body: async (session) => {
      await session.start();
      session.sendUserMessage('Hello');
    },
  },
  {
    code: 'handles_left',
    body: async (session) => {
      await session.start();
      session.sendUserMessage('Hello');
      await session.ended;
      (session.clock as VirtualClock).hold('a file that is never read');
    },
  },
  {
    code: 'timers_left',
    body: async (session) => {
      await session.start();
      session.clock.setInterval(function heartbeat() {}, 1_000);
      session.sendUserMessage('Hello');
      await session.ended;
    },
  },
  {
    code: 'unhandled_rejection',
    body: async (session) => {
      await session.start();
      session.sendUserMessage('Hello');
      await session.ended;
      process.emit('unhandledRejection', new Error('nobody caught me'), Promise.resolve());
    },
  },
];

it.each(endings)('tells everything about $code', async ({ code, steps, body }) => {
  const failure = await failureOf({ ...greeting, ...(steps && { steps }) }, body);
  expect(failure.code).toBe(code);
  expect(readable(failure)).toMatchSnapshot();
});

it('says what a script lacks that nobody ends', async () => {
  const failure = await failureOf({ ...greeting, steps: withoutClose }, async (session) => {
    await session.start();
    session.sendUserMessage('Hello');
    await session.ended;
  });
  expect(readable(failure)).toMatchSnapshot();
});

it('leads with its stack to the scenario and to the test, and not into the testkit', async () => {
  const failure = await failureOf(greeting, (session) => session.start().then(() => session.end()));
  const frames = failure.stack?.slice(failure.message.length).match(/^ {4}at .+$/gm) ?? [];
  expect(frames.map((frame) => frame.replaceAll(/ \(.*\/|:\d+:\d+\)/g, ' '))).toEqual([
    '    at expect userMessage failures.test.ts ',
    '    at replay failures.test.ts ',
  ]);
});

it('refuses a script that talks and never accepts the conversation, and names the step that is missing', async () => {
  const silent = scenario('no welcome', ({ server }) => [server.say('Hello.'), server.close()]);
  await expect(replay(silent, { createSession: plain }, ({ session }) => session.run())).rejects.toThrow(
    /step 1, server\.say \(.*failures\.test\.ts:\d+:\d+\): the conversation is never accepted\. Put the step `server: metadata`/,
  );
});

it.each([
  { when: 'is never reached', leaves: false, code: 'late' },
  { when: 'is left by the client', leaves: true, code: 'closed_early' },
])('names the missing metadata where a step $when', async ({ leaves, code }) => {
  const script = scenario('no welcome', ({ client }) => [
    client.init(),
    client.userMessage(undefined, { withinMs: 1_000 }),
  ]);
  const client = await RawClient.connect(script);
  await client.hello();
  if (leaves) await client.close();
  else await client.clock.advance(1_000);
  const { failure } = client.conversation;
  await client[Symbol.asyncDispose]();
  expect([failure?.code, failure?.facts.hints?.[0]]).toEqual([
    code,
    expect.stringContaining('The script never accepts the conversation. Put the step `server: metadata`'),
  ]);
});

it.each([
  ['barges in at', 'suny', 'Did you mean "sunny"?'],
  ['barges in at', 'tomorrow', 'A barrier is one whole word.'],
])('names the word that was meant where a script %s "%s"', (_how, word, way) => {
  const script = scenario('weather', ({ server }) => [
    server.metadata(),
    server.say('It is sunny in Bern.', { audio: tone(440, 500) }),
    server.interrupt({ at: { word } }),
  ]);
  return expect(RawClient.connect(script)).rejects.toThrow(
    `the turn "It is sunny in Bern." has no word "${word}". ${way}`,
  );
});

function plain(options: ReplaySessionOptions): Session {
  const { audioInput: _microphone, ...rest } = options;
  return new Session(rest);
}

async function failureOf(
  script: Scenario,
  body: (session: Session) => Promise<unknown>,
): Promise<ScenarioFailure> {
  const failure: unknown = await replay(script, { createSession: plain }, ({ session }) =>
    body(session),
  ).catch((error: unknown) => error);
  if (failure instanceof ScenarioFailure) return failure;
  throw new Error(`there was no failure, but ${String(failure)}`);
}

it('has a test for every code', () => {
  // what only a cassette can show is in test/cassette
  const tested = [...cases, ...endings, { code: 'audio_mismatch' }].map(({ code }) => code);
  expect(tested.toSorted()).toEqual(Object.keys(failureCatalogue).toSorted());
});

/** The message, without what differs from one computer to the next. */
function readable(failure: ScenarioFailure | undefined): string | undefined {
  return failure?.message
    .replaceAll(/\S*\/packages\//g, 'packages/')
    .replaceAll(/(\.ts):\d+:\d+/g, '$1:LINE');
}

function resultOf(client: RawClient, fields: Wire): Wire {
  const { client_tool_call: call } = client.frames.find((frame) => frame.client_tool_call) as {
    client_tool_call: { tool_call_id: string };
  };
  return { type: 'client_tool_result', tool_call_id: call.tool_call_id, ...fields };
}
