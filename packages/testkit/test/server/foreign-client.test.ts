import { once } from 'node:events';
import { onTestFinished, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { systemClock, type Clock } from '@duologue/core';
import { ConvaiServer, DrivenUser, prepareScenario, scenario } from '@duologue/testkit';

it('has the user of a client of another make played by its driver, once the frames before have arrived there', async () => {
  const prepared = await prepareScenario(
    scenario('foreign', ({ server, client, user }) => [
      server.metadata(),
      server.say('Hello.'),
      user.message('What time is it?'),
      client.userMessage(),
      server.say('Nine.'),
      user.hangUp({ when: 'now' }),
      client.closed(),
    ]),
  );
  const server = await ConvaiServer.listen(prepared, { clock: systemClock });
  onTestFinished(() => server.close());
  const story: unknown[] = [];
  const socket = new WebSocket(server.url);
  const driver = {
    message: (text: string) => {
      story.push(`user: ${text}`);
      socket.send(JSON.stringify({ type: 'user_message', text }));
    },
    hangUp: () => socket.close(1000),
  };
  server.onForeignConversation((conversation, link) =>
    new DrivenUser({ driver, prepared, clock: systemClock }).join(conversation, link),
  );
  socket.on('message', (data: Buffer) => story.push((JSON.parse(data.toString()) as { type: string }).type));
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'conversation_initiation_client_data' }));
  await once(socket, 'close');

  const [conversation] = server.conversations;
  await conversation?.closed;
  expect([story, conversation?.failure, conversation?.state]).toEqual([
    ['conversation_initiation_metadata', 'agent_response', 'user: What time is it?', 'agent_response'],
    undefined,
    'over',
  ]);
});

it('begins the gap after the metadata when a client that is slow to read has it', async () => {
  const waits: number[] = [];
  const clock: Clock = {
    ...systemClock,
    setTimeout: (callback, ms) => {
      waits.push(ms);
      return systemClock.setTimeout(callback, ms);
    },
  };
  const server = await ConvaiServer.listen(
    scenario('gap', ({ server: agent }) => [agent.metadata(), agent.say('Hello.'), agent.close()]),
    { clock },
  );
  onTestFinished(() => server.close());
  const socket = new WebSocket(server.url, ['convai']);
  await once(socket, 'open');
  socket.pause();
  socket.send(JSON.stringify({ type: 'conversation_initiation_client_data' }));
  const [conversation] = server.conversations;
  while (conversation?.trace.entries.at(-1)?.type !== 'agent_response')
    await new Promise((resolve) => setImmediate(resolve));
  const whilePaused = waits.includes(5);
  socket.resume();
  await once(socket, 'close');
  expect([whilePaused, waits.filter((ms) => ms === 5).length]).toEqual([false, 1]);
});

it('pings no client that nobody drives', async () => {
  const prepared = await prepareScenario(
    scenario('undriven', ({ server }) => [server.metadata(), server.say('Hello.'), server.close()]),
  );
  const server = await ConvaiServer.listen(prepared, { clock: systemClock });
  onTestFinished(() => server.close());
  const socket = new WebSocket(server.url);
  const pings: string[] = [];
  socket.on('ping', (data) => pings.push(data.toString()));
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'conversation_initiation_client_data' }));
  await once(socket, 'close');
  expect(pings).toEqual([]);
});

it.each([
  { source: '&source=python_sdk', state: 'over', remarks: 1 },
  { source: '&source=duologue', state: 'failed', remarks: 0 },
  { source: '', state: 'failed', remarks: 0 },
])(
  'takes a tool result that is no string only from the SDKs that send such: "$source"',
  async ({ source, state, remarks }) => {
    const server = await ConvaiServer.listen(
      scenario('raw result', ({ server: agent, client }) => [
        agent.metadata(),
        agent.toolCall('get_weather'),
        client.toolResult('get_weather', { result: { celsius: 21 } }),
        agent.close(),
      ]),
    );
    onTestFinished(() => server.close());
    const socket = new WebSocket(`${server.url}${source}`);
    socket.on('message', (data: Buffer) => {
      const { client_tool_call: call } = JSON.parse(data.toString()) as {
        client_tool_call?: { tool_call_id: string };
      };
      if (!call) return;
      const result = {
        type: 'client_tool_result',
        tool_call_id: call.tool_call_id,
        result: { celsius: 21 },
        is_error: false,
      };
      socket.send(JSON.stringify(result));
    });
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'conversation_initiation_client_data' }));
    await once(socket, 'close');
    const [conversation] = server.conversations;
    await conversation?.closed;
    expect([
      conversation?.state,
      conversation?.trace.entries.filter(({ type }) => type === 'remark').length,
    ]).toEqual([state, remarks]);
  },
);
