import { expect, it } from 'vitest';
import { Session } from '@duologue/core';
import {
  failureCatalogue,
  replay,
  scenario,
  ScenarioFailure,
  tone,
  type FailureCode,
  type ScenarioWords,
  type Step,
} from '@duologue/testkit';
import { play } from '../support/play.ts';
import type { RawClient, Wire } from '../support/raw-client.ts';

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
      server.say('A fine day.', { audio: tone(440, 500) }),
      server.interrupt({ at: { word: 'night' } }),
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

it.each<{ code: FailureCode; body: (session: Session) => Promise<unknown> }>([
  { code: 'unconsumed_steps', body: (session) => session.start() },
  {
    code: 'not_closed',
    body: async (session) => {
      await session.start();
      session.sendUserMessage('Hello');
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
])('tells everything about $code', async ({ code, body }) => {
  const script = code === 'not_closed' ? { ...greeting, steps: greeting.steps.slice(0, -1) } : greeting;
  const { audioInput: _, ...none } = { audioInput: undefined };
  const run = replay(
    script,
    { createSession: ({ audioInput: __, ...options }) => new Session({ ...none, ...options }) },
    ({ session }) => body(session).then(() => undefined),
  );
  const failure = await run.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(ScenarioFailure);
  expect((failure as ScenarioFailure).code).toBe(code);
  expect(readable(failure as ScenarioFailure)).toMatchSnapshot();
});

it('has a test for every code', () => {
  const tested = [
    ...cases.map(({ code }) => code),
    'unconsumed_steps',
    'not_closed',
    'timers_left',
    'unhandled_rejection',
  ];
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
