import { expect, it } from 'vitest';
import { scenario, type ScenarioWords, type Step } from '@duologue/testkit';
import { play } from '../support/play.ts';
import { RawClient, type Wire } from '../support/raw-client.ts';

/** A script that says "done" when everything before it was met. */
function until(write: (words: ScenarioWords) => readonly Step[]): (words: ScenarioWords) => readonly Step[] {
  return (words) => [...write(words), words.server.say('done')];
}

function outcome(client: RawClient): unknown {
  return client.conversation.failure?.code ?? (client.types.includes('agent_response') ? 'met' : 'waiting');
}

it.each<{ name: string; step: (words: ScenarioWords) => Step; good: Wire; bad: Wire }>([
  {
    name: 'a user message by its text',
    step: ({ client }) => client.userMessage('Hello'),
    good: { type: 'user_message', text: 'Hello' },
    bad: { type: 'user_message', text: 'Hello there' },
  },
  {
    name: 'a user message by a pattern',
    step: ({ client }) => client.userMessage(/weather/i),
    good: { type: 'user_message', text: 'The WEATHER?' },
    bad: { type: 'user_message', text: 'The time?' },
  },
  {
    name: 'a user message by a matcher of vitest',
    step: ({ client }) => client.userMessage(expect.stringContaining('Bern')),
    good: { type: 'user_message', text: 'To Bern, please' },
    bad: { type: 'user_message', text: 'To Basel, please' },
  },
  {
    name: 'nothing beyond what it names, where it must be exact',
    step: ({ client }) => client.userMessage('Hi', { exact: true }),
    good: { type: 'user_message', text: 'Hi' },
    bad: { type: 'user_message', text: 'Hi', rich_content_id: 'card' },
  },
  {
    name: 'a field that must be absent',
    step: ({ client }) => client.any({ text: 'Hi', rich_content_id: undefined }),
    good: { type: 'user_message', text: 'Hi' },
    bad: { type: 'user_message', text: 'Hi', rich_content_id: 'card' },
  },
  {
    name: 'a contextual update',
    step: ({ client }) => client.contextualUpdate('The cart is empty.'),
    good: { type: 'contextual_update', text: 'The cart is empty.' },
    bad: { type: 'contextual_update', text: 'The cart is full.' },
  },
  {
    name: 'feedback',
    step: ({ client }) => client.feedback('like'),
    good: { type: 'feedback', event_id: 1, score: 'like' },
    bad: { type: 'feedback', event_id: 1, score: 'dislike' },
  },
  {
    name: 'a multimodal message by a field deep inside',
    step: ({ client }) => client.multimodal({ 'text.text': 'Look' }),
    good: { type: 'multimodal_message', text: { type: 'user_message', text: 'Look' } },
    bad: { type: 'multimodal_message', text: { type: 'user_message', text: 'Hear' } },
  },
  {
    name: 'any control message',
    step: ({ client }) => client.any({ type: 'user_activity' }),
    good: { type: 'user_activity' },
    bad: { type: 'contextual_update', text: 'x' },
  },
])('waits for $name', async ({ step, good, bad }) => {
  const met = await play(until((words) => [step(words)]));
  const failed = await play(until((words) => [step(words)]));
  const waiting = outcome(met);
  await met.send(good);
  await failed.send(bad);
  expect([waiting, outcome(met), outcome(failed)]).toEqual(['waiting', 'met', 'field_mismatch']);
});

it('compares the initiation with what the script wants of it', async () => {
  const script = scenario('init', ({ client, server }) => [
    client.init({ 'conversation_config_override.agent.language': 'de' }),
    server.say('done'),
  ]);
  await using right = await RawClient.connect(script);
  await using wrong = await RawClient.connect(script);
  await right.hello({ conversation_config_override: { agent: { language: 'de' } } });
  await wrong.hello({ conversation_config_override: { agent: { language: 'en' } } });
  expect([outcome(right), outcome(wrong)]).toEqual(['met', 'field_mismatch']);
});

it('takes the set-up of an on-premises server before the initiation', async () => {
  const script = scenario('on premises', ({ server }) => [server.metadata(), server.say('done')]);
  await using client = await RawClient.connect(script);
  const nothing = { agent_config_dict: null, override_agent_config_list: null, tools_config_list: null };
  await client.send({ type: 'enclave_setup_config', ...nothing, prompt_knowledge_base: null });
  await client.hello();
  expect(outcome(client)).toBe('met');
});

it.each<{ result: unknown; sent: Wire; isMet: boolean }>([
  { result: undefined, sent: { result: 'anything', is_error: true }, isMet: true },
  { result: 'sunny', sent: { result: 'sunny', is_error: false }, isMet: true },
  { result: 'sunny', sent: { result: 'sunny and warm', is_error: false }, isMet: false },
  { result: /sun/, sent: { result: 'sunny and warm', is_error: false }, isMet: true },
  { result: { celsius: 21 }, sent: { result: '{"celsius":21,"wind":3}', is_error: false }, isMet: true },
  { result: { celsius: 21 }, sent: { result: '{"celsius":20}', is_error: false }, isMet: false },
  {
    result: { celsius: expect.any(Number) as number },
    sent: { result: '{"celsius":20}', is_error: false },
    isMet: true,
  },
])('compares the result of a call with $result', async ({ result, sent, isMet }) => {
  const client = await play(
    until(({ server, client: does }) => [server.toolCall('weather'), does.toolResult('weather', { result })]),
  );
  await client.send({ type: 'client_tool_result', tool_call_id: callId(client, 0), ...sent });
  expect(outcome(client)).toBe(isMet ? 'met' : 'field_mismatch');
});

it('takes the results of two calls in the order of the script, whichever comes first', async () => {
  const client = await play(
    until(({ server, client: does }) => [
      server.toolCall('weather', {}, { as: 'bern' }),
      server.toolCall('weather', {}, { as: 'basel' }),
      does.toolResult('bern', { result: 'rain' }),
      does.toolResult('basel', { result: 'sun' }),
    ]),
  );
  const answer = (index: number, result: string) => ({
    type: 'client_tool_result',
    tool_call_id: callId(client, index),
    result,
    is_error: false,
  });
  await client.send(answer(1, 'sun'), answer(0, 'rain'));
  expect(outcome(client)).toBe('met');
});

it('needs no result of a call that expects none, and takes one all the same', async () => {
  const client = await play(
    until(({ server, client: does }) => [
      server.toolCall('log', {}, { expectsResponse: false }),
      does.userMessage(),
    ]),
  );
  await client.send(
    { type: 'client_tool_result', tool_call_id: callId(client, 0), result: '', is_error: false },
    { type: 'user_message', text: 'Hi' },
  );
  expect(outcome(client)).toBe('met');
});

it('waits for the approval of an MCP call', async () => {
  const client = await play(
    until(({ server, client: does }) => [
      server.mcpToolCall('pay', 'awaiting_approval'),
      does.approval('pay', { isApproved: false }),
    ]),
  );
  const { mcp_tool_call: call } = client.frames.at(-1) as { mcp_tool_call: { tool_call_id: string } };
  await client.send({
    type: 'mcp_tool_approval_result',
    tool_call_id: call.tool_call_id,
    is_approved: false,
  });
  expect(outcome(client)).toBe('met');
});

it.each([20, 100, 250])('counts audio in the stream, in frames of %i ms', async (frameMs) => {
  const client = await play(until(({ client: does }) => [does.audio({ ms: 1_000 })]));
  await client.speak(900, { amplitude: 0, frameMs: 20 });
  const before = outcome(client);
  await client.speak(250, { amplitude: 0, frameMs });
  expect([before, outcome(client)]).toEqual(['waiting', 'met']);
});

it('hears the end of a spoken turn: speech, and silence without a break after it', async () => {
  const client = await play(until(({ client: does }) => [does.audio({ voiceMs: 300, silenceMs: 500 })]));
  const seen: unknown[] = [];
  for (const [ms, amplitude] of [
    [1_000, 0],
    [200, 8_000],
    [400, 0],
    [100, 8_000],
    [490, 0],
    [10, 0],
  ] as const) {
    await client.speak(ms, { amplitude, frameMs: 10 });
    seen.push(outcome(client));
  }
  expect(seen).toEqual(['waiting', 'waiting', 'waiting', 'waiting', 'waiting', 'met']);
});

it('does not take the hiss of a line for speech', async () => {
  const client = await play(until(({ client: does }) => [does.audio({ voiceMs: 100 })]));
  await client.speak(1_000, { amplitude: 150 });
  expect(outcome(client)).toBe('waiting');
});

it('uses audio up: the second turn has to be spoken too', async () => {
  const client = await play(
    until(({ client: does }) => [
      does.audio({ voiceMs: 200, silenceMs: 200 }),
      does.audio({ voiceMs: 200, silenceMs: 200 }),
    ]),
  );
  await client.speak(300);
  await client.speak(300, { amplitude: 0 });
  const before = outcome(client);
  await client.speak(300);
  await client.speak(300, { amplitude: 0 });
  expect([before, outcome(client)]).toEqual(['waiting', 'met']);
});

it('waits for a pong only where the script says so', async () => {
  const client = await play(until(({ server, client: does }) => [server.ping(), does.pong()]));
  const before = outcome(client);
  await client.send({ type: 'pong', event_id: 1 });
  expect([before, outcome(client)]).toEqual(['waiting', 'met']);
});

it('passes over an optional message that does not come', async () => {
  const script = until(({ client: does }) => [does.userActivity({ optional: true }), does.userMessage('Hi')]);
  const [without, with_] = [await play(script), await play(script)];
  await without.send({ type: 'user_message', text: 'Hi' });
  await with_.send({ type: 'user_activity' }, { type: 'user_message', text: 'Hi' });
  expect([outcome(without), outcome(with_)]).toEqual(['met', 'met']);
});

it('takes a message as often as it may come', async () => {
  const script = until(({ client: does }) => [
    does.userActivity({ repeat: { min: 2, max: 3 } }),
    does.userMessage('Hi'),
  ]);
  const outcomes: unknown[] = [];
  for (const count of [1, 2, 3, 4]) {
    const client = await play(script);
    for (let index = 0; index < count; index += 1) await client.send({ type: 'user_activity' });
    await client.send({ type: 'user_message', text: 'Hi' });
    outcomes.push(outcome(client));
  }
  expect(outcomes).toEqual(['out_of_order', 'met', 'met', 'unexpected_message']);
});

it('takes messages in any order where any order will do', async () => {
  const client = await play(
    until(({ client: does }) => [
      does.anyOrder(does.userMessage('a'), does.contextualUpdate('b'), does.userMessage('c')),
    ]),
  );
  await client.send({ type: 'user_message', text: 'c' });
  await client.send({ type: 'user_message', text: 'a' });
  const before = outcome(client);
  await client.send({ type: 'contextual_update', text: 'b' });
  expect([before, outcome(client)]).toEqual(['waiting', 'met']);
});

it.each<{ sent: readonly string[]; isMet: boolean }>([
  { sent: ['ab', 'ac', 'x'], isMet: true },
  { sent: ['x', 'ab', 'ac'], isMet: true },
  { sent: ['ac', 'x', 'ab'], isMet: true },
  { sent: ['ac', 'ad', 'ab'], isMet: true },
  { sent: ['ac', 'x', 'ad'], isMet: false },
])(
  'finds a step for each of $sent in any order, whichever steps one of them fits',
  async ({ sent, isMet }) => {
    const client = await play(
      until(({ client: does }) => [
        does.anyOrder(does.any(), does.userMessage(/a/), does.userMessage('ab'), does.userActivity()),
        does.userMessage('over'),
      ]),
    );
    for (const text of sent) await client.send({ type: 'user_message', text });
    await client.send({ type: 'user_activity' }, { type: 'user_message', text: 'over' });
    expect(outcome(client)).toBe(isMet ? 'met' : 'field_mismatch');
  },
);

it('goes on from messages in any order without the one that is optional', async () => {
  const script = until(({ client: does }) => [
    does.anyOrder(does.userMessage('a'), does.userActivity({ optional: true })),
    does.contextualUpdate('b'),
  ]);
  const outcomes: unknown[] = [];
  for (const first of [['a'], ['activity', 'a'], ['a', 'activity'], ['activity']]) {
    const client = await play(script);
    for (const one of first)
      await client.send(one === 'a' ? { type: 'user_message', text: 'a' } : { type: 'user_activity' });
    await client.send({ type: 'contextual_update', text: 'b' });
    outcomes.push(outcome(client));
  }
  const silent = await play(script);
  await silent.send({ type: 'user_message', text: 'a' });
  await silent.clock.advance(60_000);
  await silent.send({ type: 'contextual_update', text: 'b' });
  expect([...outcomes, outcome(silent)]).toEqual(['met', 'met', 'met', 'out_of_order', 'met']);
});

it('takes a message in any order as often as it may come', async () => {
  const outcomes: unknown[] = [];
  for (const count of [1, 2, 3, 4]) {
    const client = await play(
      until(({ client: does }) => [
        does.anyOrder(does.userActivity({ repeat: { min: 2, max: 3 } }), does.userMessage('a')),
        does.contextualUpdate('b'),
      ]),
    );
    for (let sent = 0; sent < count; sent += 1) await client.send({ type: 'user_activity' });
    await client.send({ type: 'user_message', text: 'a' }, { type: 'contextual_update', text: 'b' });
    outcomes.push(outcome(client));
  }
  expect(outcomes).toEqual(['out_of_order', 'met', 'met', 'unexpected_message']);
});

it('waits for each message in any order only as long as it may', async () => {
  const script = until(({ client: does }) => [
    does.anyOrder(does.any(), does.userMessage('a', { withinMs: 2_000 })),
  ]);
  const [early, late] = [await play(script), await play(script)];
  await early.clock.advance(1_999);
  await early.send({ type: 'user_message', text: 'a' });
  await early.clock.advance(10_000);
  await early.send({ type: 'user_message', text: 'a' });
  await late.send({ type: 'user_activity' });
  await late.clock.advance(2_000);
  expect([outcome(early), outcome(late)]).toEqual(['met', 'late']);
});

it('names messages in any order by the steps that they are for in the end', async () => {
  const client = await play(({ server, client: does }) => [
    does.anyOrder(does.userMessage(/a/, { as: 'one' }), does.userMessage('ab', { as: 'other' })),
    server.say('{{one.message.text}} and {{other.message.text}}'),
  ]);
  await client.send({ type: 'user_message', text: 'ab' }, { type: 'user_message', text: 'ac' });
  expect(client.frames.at(-1)).toMatchObject({ agent_response_event: { agent_response: 'ac and ab' } });
});

it('makes sure that nothing comes for a while', async () => {
  const script = until(({ client: does }) => [does.nothing(500), does.userMessage()]);
  const [quiet, loud] = [await play(script), await play(script)];
  await quiet.clock.advance(500);
  await quiet.send({ type: 'user_message', text: 'Hi' });
  await loud.clock.advance(499);
  await loud.send({ type: 'user_message', text: 'Hi' });
  expect([outcome(quiet), outcome(loud)]).toEqual(['met', 'absent_violated']);
});

it('makes sure that no message of one type comes', async () => {
  const client = await play(
    until(({ client: does }) => [does.nothing(500, { type: 'userMessage' }), does.userActivity()]),
  );
  await client.send({ type: 'user_activity' });
  await client.clock.advance(500);
  expect(outcome(client)).toBe('met');
});

it('waits for the client to close, with the right code', async () => {
  const script = ({ client: does }: ScenarioWords) => [does.closed({ code: 1000 })];
  const [right, wrong] = [await play(script), await play(script)];
  await right.close(1000);
  await wrong.close(4001, 'bye');
  expect([right.conversation.state, wrong.conversation.failure?.code]).toEqual([
    'over',
    'close_code_mismatch',
  ]);
});

it('never waits for messages that the scenario ignores', async () => {
  const client = await play(
    until(({ client: does }) => [does.userMessage()]),
    { ignore: ['userActivity'] },
  );
  await client.send(
    { type: 'user_activity' },
    { type: 'user_message', text: 'Hi' },
    { type: 'user_activity' },
  );
  expect(outcome(client)).toBe('met');
});

it('fails a step that waits longer than it may', async () => {
  const client = await play(until(({ client: does }) => [does.userMessage(undefined, { withinMs: 2_000 })]));
  await client.clock.advance(1_999);
  const before = outcome(client);
  await client.clock.advance(1);
  expect([before, outcome(client)]).toEqual(['waiting', 'late']);
});

function callId(client: RawClient, index: number): unknown {
  const calls = client.frames.flatMap(({ client_tool_call: call }) =>
    call ? [call as { tool_call_id: string }] : [],
  );
  return calls[index]?.tool_call_id;
}
