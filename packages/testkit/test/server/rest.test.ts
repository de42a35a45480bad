import { once } from 'node:events';
import { readWav } from '@duologue/audio-node/wav';
import { ConversationApi, Session, systemClock } from '@duologue/core';
import { ConvaiServer, scenario, tone } from '@duologue/testkit';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';

const call = scenario(
  'call',
  ({ server, client }) => [
    server.metadata(),
    server.say('Hello there, friend.', { audio: tone(440, 300) }),
    client.userMessage(),
    server.interrupt({ correction: 'Hello' }),
    server.toolCall('clock', { zone: 'UTC' }),
    client.toolResult('clock'),
    server.userTranscript('And now?'),
    server.say('Noon.'),
    server.close(),
  ],
  { agent: { conversationId: 'conv_1' } },
);

async function serve(): Promise<ConvaiServer> {
  const server = await ConvaiServer.listen(call, { apiKey: 'secret', keepAudio: true });
  onTestFinished(() => server.close());
  return server;
}

async function afterACall(): Promise<ConvaiServer> {
  const server = await serve();
  const session = new Session({
    agentId: 'agent_1',
    apiKey: 'secret',
    baseUrl: server.httpUrl,
    tools: [{ name: 'clock', description: 'Tells the time.', run: () => 'noon' }],
  });
  await session.start();
  session.sendUserMessage('What time is it?');
  await session.ended;
  return server;
}

const get = (server: ConvaiServer, path: string, key = 'secret') =>
  fetch(server.httpUrl + path, { headers: { 'xi-api-key': key } });

it.each([
  ['/v1/convai/conversation/get-signed-url?agent_id=a', 'wrong', 401],
  ['/v1/convai/conversation/get-signed-url', 'secret', 422],
  ['/v1/convai/conversation/token?agent_id=a', 'secret', 200],
  ['/v1/convai/conversations/nobody', 'secret', 404],
  ['/v1/convai/agents', 'secret', 404],
])('answers GET %s with the key "%s" by %i, for pages of any origin', async (path, key, status) => {
  const response = await get(await serve(), path, key);
  expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([status, '*']);
});

it('lets browsers ask beforehand', async () => {
  const response = await fetch(`${(await serve()).httpUrl}/v1/convai/conversations/conv_1/files`, {
    method: 'OPTIONS',
  });
  expect([response.status, response.headers.get('access-control-allow-methods')]).toEqual([
    204,
    'GET, POST, DELETE, OPTIONS',
  ]);
});

it('signs a URL that opens one conversation', async () => {
  const server = await serve();
  const response = await get(server, '/v1/convai/conversation/get-signed-url?agent_id=agent_1');
  const { signed_url: url } = (await response.json()) as { signed_url: string };
  const socket = new WebSocket(url);
  await once(socket, 'open');
  socket.terminate();
  expect(url).toMatch(
    /^ws:\/\/127\.0\.0\.1:\d+\/v1\/convai\/conversation\?agent_id=agent_1&conversation_signature=cvtkn_\w{12}$/,
  );
});

it('tells what was said in a conversation', async () => {
  const server = await afterACall();
  const details = (await (await get(server, '/v1/convai/conversations/conv_1')).json()) as Record<
    string,
    unknown
  >;
  const line = (role: string, message: string, rest = {}) => ({
    role,
    message,
    original_message: null,
    interrupted: false,
    tool_calls: [],
    tool_results: [],
    time_in_call_secs: 0,
    ...rest,
  });
  const tool = { tool_name: 'clock', request_id: expect.any(String) as string };
  expect(details).toEqual({
    agent_id: 'agent_test',
    conversation_id: 'conv_1',
    status: 'done',
    has_audio: true,
    transcript: [
      line('agent', 'Hello', { original_message: 'Hello there, friend.', interrupted: true }),
      line('user', 'What time is it?'),
      line('agent', '', {
        tool_calls: [{ ...tool, params_as_json: '{"zone":"UTC"}', tool_has_been_called: true }],
        tool_results: [{ ...tool, result_value: 'noon', is_error: false }],
      }),
      line('user', 'And now?'),
      line('agent', 'Noon.'),
    ],
    metadata: {
      start_time_unix_secs: expect.any(Number) as number,
      call_duration_secs: 0,
      termination_reason: 'closed with 1000 by the server',
    },
  });
});

it('keeps the audio of both sides where it is told to', async () => {
  const server = await afterACall();
  const bytes = await (await get(server, '/v1/convai/conversations/conv_1/audio')).arrayBuffer();
  const recording = await readWav(new Uint8Array(bytes));
  expect(recording).toMatchObject({ sampleRateHz: 16_000, channels: [{}, {}] });
});

it('takes files and feedback from the client, and says so to the test', async () => {
  const server = await afterACall();
  const api = new ConversationApi({ baseUrl: server.httpUrl, clock: systemClock });
  const content = new Uint8Array([1, 2, 3]);
  const fileId = await api.uploadFile('conv_1', { name: 'cat.png', content, mimeType: 'image/png' });
  await api.deleteFile('conv_1', fileId);
  await api.sendOverallFeedback('conv_1', 'like');
  const files = '/v1/convai/conversations/conv_1/files';
  await expect(api.deleteFile('conv_1', fileId)).rejects.toThrow('HTTP 404');
  expect(server.restCalls.slice(1)).toEqual([
    { method: 'POST', path: files, status: 200, body: { name: 'cat.png', type: 'image/png', bytes: 3 } },
    { method: 'DELETE', path: `${files}/${fileId}`, status: 200 },
    {
      method: 'POST',
      path: '/v1/convai/conversations/conv_1/feedback',
      status: 200,
      body: { feedback: 'like' },
    },
    { method: 'DELETE', path: `${files}/${fileId}`, status: 404 },
  ]);
});
