import { expect, it } from 'vitest';
import { prepareScenario, scenario, tone } from '@duologue/testkit';
import { play } from '../support/play.ts';
import { RawClient } from '../support/raw-client.ts';

it('accepts the conversation once the client has said hello', async () => {
  await using client = await RawClient.connect(
    scenario('hello', ({ server }) => [server.metadata({ fields: { persistent_session_token: null } })], {
      agent: { conversationId: 'conv_7', outputFormat: 'ulaw_8000', inputFormat: 'pcm_8000' },
    }),
  );
  expect(client.frames).toEqual([]);
  await client.hello();
  expect(client.frames).toEqual([
    {
      type: 'conversation_initiation_metadata',
      conversation_initiation_metadata_event: {
        conversation_id: 'conv_7',
        agent_output_audio_format: 'ulaw_8000',
        user_input_audio_format: 'pcm_8000',
        persistent_session_token: null,
      },
    },
  ]);
});

it('sends every message of the service as the contract has it', async () => {
  const client = await play(({ server }) => [
    server.tentativeTranscript('Is it'),
    server.userTranscript('Is it sunny?'),
    server.textParts(['It ', 'is.']),
    server.agentToolRequest('search', { toolType: 'webhook' }),
    server.agentToolResponse('search', { toolType: 'webhook', isError: true }),
    server.endCall(),
    server.correction('It is'),
    server.vad(0.5),
    server.ping(),
    server.ping({ pingMs: 42 }),
    server.error(1002, { message: 'The LLM failed.', errorType: 'llm_error' }),
    server.queueStatus('admitted'),
    server.mcpToolCall('book', 'loading', { as: 'booking' }),
    server.mcpToolCall('book', 'success', {
      of: 'booking',
      fields: { result: [{ type: 'text', text: 'done' }] },
    }),
    server.raw({ type: 'brand_new', brand_new_event: { x: 1 } }),
  ]);
  expect(client.frames.slice(1)).toMatchSnapshot();
});

it('says a turn in chunks with the characters that begin in each, and its text after them', async () => {
  const client = await play(({ server }) => [server.say('Hi all', { audio: tone(440, 250) })]);
  const [, ...frames] = client.frames as {
    type: string;
    audio_event?: { audio_base_64: string; alignment: unknown };
  }[];
  expect(
    frames.map(({ type, audio_event: event }) =>
      event ? { bytes: Buffer.from(event.audio_base_64, 'base64').length, alignment: event.alignment } : type,
    ),
  ).toEqual([
    {
      bytes: 3_200,
      alignment: {
        chars: ['H', 'i', ' '],
        char_start_times_ms: [0, 45, 89],
        char_durations_ms: [45, 44, 27],
      },
    },
    {
      bytes: 3_200,
      alignment: { chars: ['a', 'l'], char_start_times_ms: [16, 61], char_durations_ms: [45, 44] },
    },
    { bytes: 1_600, alignment: { chars: ['l'], char_start_times_ms: [5], char_durations_ms: [45] } },
    'agent_response',
  ]);
});

it.each([
  { response: 'before', types: ['agent_response', 'audio', 'audio', 'audio', 'audio'] },
  { response: 'amid', types: ['audio', 'audio', 'agent_response', 'audio', 'audio'] },
  { response: 'after', types: ['audio', 'audio', 'audio', 'audio', 'agent_response'] },
  { response: 'none', types: ['audio', 'audio', 'audio', 'audio'] },
] as const)('puts the text of a turn $response its audio', async ({ response, types }) => {
  const client = await play(({ server }) => [server.say('Hello', { audio: tone(440, 400), response })]);
  expect(client.types.slice(1)).toEqual(types);
});

it('leaves the alignment out where it is not wanted', async () => {
  const client = await play(({ server }) => [
    server.say('Hello', { audio: tone(440, 100), alignment: false }),
  ]);
  expect(client.frames[1]).toEqual({
    type: 'audio',
    audio_event: { event_id: 1, audio_base_64: expect.any(String) as string },
  });
});

it('places characters by the words whose times it is given', async () => {
  const client = await play(({ server }) => [
    server.say('Oh no', {
      audio: tone(440, 300),
      chunkMs: 300,
      words: [
        { text: 'Oh', startMs: 50, endMs: 100 },
        { text: 'no', startMs: 200, endMs: 260 },
      ],
    }),
  ]);
  expect(client.frames[1]).toMatchObject({
    audio_event: {
      alignment: {
        chars: ['O', 'h', ' ', 'n', 'o'],
        char_start_times_ms: [50, 75, 100, 200, 230],
        char_durations_ms: [25, 25, 100, 30, 30],
      },
    },
  });
});

it('sends a turn in real time where it is told to, and nothing else before its end', async () => {
  const client = await play(({ server }) => [
    server.say('Hello', { audio: tone(440, 300), pace: 'realtime' }),
    server.vad(0.1),
  ]);
  expect(client.types.slice(1)).toEqual(['audio']);
  await client.clock.advance(150);
  expect(client.types.slice(1)).toEqual(['audio', 'audio']);
  await client.clock.advance(50);
  expect(client.types.slice(1)).toEqual(['audio', 'audio', 'audio', 'agent_response', 'vad_score']);
});

it('sends a turn at a multiple of real time', async () => {
  const client = await play(({ server }) => [server.say('Hello', { audio: tone(440, 400), pace: 2 })]);
  await client.clock.advance(99);
  expect(client.types.slice(1)).toEqual(['audio', 'audio']);
  await client.clock.advance(51);
  expect(client.types.slice(1)).toEqual(['audio', 'audio', 'audio', 'audio', 'agent_response']);
});

it('counts turns: a call and the text after it share one, the next text has the next', async () => {
  const client = await play(({ server, client: does }) => [
    server.say('Hello.'),
    does.userMessage('Weather?'),
    server.toolCall('get_weather'),
    does.toolResult('get_weather'),
    server.say('Sunny.'),
    server.say('And warm.'),
    server.say('Fixed.', { eventId: 40 }),
  ]);
  await client.send({ type: 'user_message', text: 'Weather?' });
  const call = client.frames.at(-1) as { client_tool_call: { tool_call_id: string; event_id: number } };
  await client.send({
    type: 'client_tool_result',
    tool_call_id: call.client_tool_call.tool_call_id,
    result: '',
    is_error: false,
  });
  const said = client.frames.flatMap(({ agent_response_event: event }) => (event ? [event] : []));
  expect([call.client_tool_call.event_id, ...said]).toEqual([
    2,
    { agent_response: 'Hello.', event_id: 1 },
    { agent_response: 'Sunny.', event_id: 2 },
    { agent_response: 'And warm.', event_id: 3 },
    { agent_response: 'Fixed.', event_id: 40 },
  ]);
});

it('waits for the moment that a pause is over', async () => {
  const client = await play(({ server }) => [server.pause(500), server.vad(1)]);
  await client.clock.advance(499);
  expect(client.types).toEqual(['conversation_initiation_metadata']);
  await client.clock.advance(1);
  expect(client.types).toEqual(['conversation_initiation_metadata', 'vad_score']);
});

it('puts values of earlier steps into texts', async () => {
  const client = await play(({ server, client: does }) => [
    server.toolCall('get_weather', { city: 'Bern' }, { as: 'weather' }),
    does.toolResult('weather'),
    does.userMessage(undefined, { as: 'question' }),
    server.say(
      '{{weather.message.client_tool_call.parameters.city}}: {{weather.result.celsius}}. {{question.message.text}}',
    ),
    server.say(({ weather }) => `${String(weather?.isError)} ${JSON.stringify(weather?.result)}`),
  ]);
  const { client_tool_call: call } = client.frames.at(-1) as { client_tool_call: { tool_call_id: string } };
  await client.send(
    {
      type: 'client_tool_result',
      tool_call_id: call.tool_call_id,
      result: '{"celsius":21}',
      is_error: false,
    },
    { type: 'user_message', text: 'Really?' },
  );
  expect(client.frames.slice(-2)).toMatchObject([
    { agent_response_event: { agent_response: 'Bern: 21. Really?' } },
    { agent_response_event: { agent_response: 'false {"celsius":21}' } },
  ]);
});

it.each([
  {
    close: { code: 99_999 },
    problem: '"code" has to be a whole number, at least 1000, at most 4999, not 99999',
  },
  { close: { code: 999 }, problem: '"code" has to be a whole number, at least 1000, at most 4999, not 999' },
  { close: { code: 1004 }, problem: '1004 is no close code' },
  { close: { code: 1015 }, problem: '1015 is no close code' },
  { close: { code: 2_000 }, problem: '2000 is no close code' },
  {
    close: { code: 1008.5 },
    problem: '"code" has to be a whole number, at least 1000, at most 4999, not 1008.5',
  },
  { close: { code: 1005, reason: 'x' }, problem: 'the close code 1005 stands for a close without a code' },
  { close: { code: 1008, reason: 'é'.repeat(62) }, problem: 'the reason is 124 bytes long' },
])('refuses a close that no WebSocket can carry: $problem', async ({ close, problem }) => {
  const script = scenario('close', ({ server }) => [server.metadata(), server.close(close)]);
  await expect(prepareScenario(script)).rejects.toMatchObject({
    code: 'SCENARIO_INVALID',
    message: expect.stringMatching(`, step 2, server.close .*: ${problem}`) as string,
  });
});

it('closes with the longest reason that fits', async () => {
  const reason = 'x'.repeat(123);
  const client = await play(({ server }) => [server.close({ code: 1008, reason })], { door: 'sockets' });
  expect(client.closed).toEqual({ code: 1008, reason });
});

it.each(['memory', 'sockets'] as const)(
  'refuses a close of a reaction that no WebSocket can carry (%s)',
  async (door) => {
    await using client = await RawClient.connect(
      scenario('close', ({ server, client: does }) => [server.metadata(), does.userActivity()], {
        reactions: ({ server, client: does }) => [
          { on: does.userMessage(), do: () => [server.close({ code: 1005, reason: 'x' })] },
        ],
      }),
      { door },
    );
    await client.hello();
    await client.send({ type: 'user_message', text: 'Hi' });
    expect([client.conversation.failure?.code, client.closed]).toEqual([
      'harness_error',
      { code: 1011, reason: 'scenario failed: harness_error' },
    ]);
  },
);

it('checks the closes of reactions beforehand where it can', async () => {
  const script = scenario('close', ({ server, client }) => [server.metadata(), client.userActivity()], {
    reactions: ({ server, client }) => [{ on: client.userMessage(), do: [server.close({ code: 5_000 })] }],
  });
  await expect(prepareScenario(script)).rejects.toMatchObject({
    code: 'SCENARIO_INVALID',
    message: expect.stringContaining('a reaction, server.close') as string,
  });
});

it('closes with the code and the reason of the script', async () => {
  const client = await play(({ server }) => [server.close({ code: 3008, reason: 'too many' })]);
  expect(client.closed).toEqual({ code: 3008, reason: 'too many' });
  expect(client.conversation.state).toBe('over');
});

it('cuts the connection for code 1006', async () => {
  const client = await play(({ server }) => [server.close({ code: 1006 })]);
  expect(client.closed).toMatchObject({ code: 1006 });
});
