import { setupServer } from 'msw/node';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { WebSocket as WsWebSocket } from 'ws';
import { scenario } from '@duologue/testkit';
import { convaiHandlers } from '@duologue/testkit/msw';

const address = 'wss://api.elevenlabs.io/v1/convai/conversation?agent_id=agent_1';

const native = globalThis.WebSocket;
beforeEach(() => {
  globalThis.WebSocket ??= WsWebSocket as unknown as typeof globalThis.WebSocket;
});
afterEach(() => {
  globalThis.WebSocket = native;
});

const call = scenario('call', ({ server, client }) => [
  server.metadata(),
  server.say('Hello.'),
  client.userMessage('Hi'),
  server.close({ code: 1008, reason: 'enough' }),
]);

async function intercept(source = call): Promise<Awaited<ReturnType<typeof convaiHandlers>>> {
  const convai = await convaiHandlers(source, { apiKey: 'secret' });
  const interceptor = setupServer(...convai.handlers);
  interceptor.listen({ onUnhandledRequest: 'error' });
  onTestFinished(() => interceptor.close());
  return convai;
}

it('plays a scenario to an app on the global WebSocket', async () => {
  const { conversations } = await intercept();
  const socket = new WebSocket(address);
  const types: unknown[] = [];
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.addEventListener('close', ({ code, reason }) => resolve({ code, reason })),
  );
  socket.addEventListener('open', () =>
    socket.send(JSON.stringify({ type: 'conversation_initiation_client_data' })),
  );
  socket.addEventListener('message', ({ data }) => {
    const { type } = JSON.parse(String(data)) as { type: string };
    types.push(type);
    if (type === 'agent_response') socket.send(JSON.stringify({ type: 'user_message', text: 'Hi' }));
  });
  expect([await closed, types, conversations[0]?.failure]).toEqual([
    { code: 1008, reason: 'enough' },
    ['conversation_initiation_metadata', 'agent_response'],
    undefined,
  ]);
});

it('tells what an app did wrong', async () => {
  const { conversations } = await intercept();
  const socket = new WebSocket(address);
  const closed = new Promise<void>((resolve) => socket.addEventListener('close', () => resolve()));
  socket.addEventListener('open', () => {
    socket.send(JSON.stringify({ type: 'conversation_initiation_client_data' }));
    socket.send(JSON.stringify({ type: 'user_message', text: 'Bye' }));
  });
  await closed;
  expect(conversations[0]?.failure?.code).toBe('field_mismatch');
});

it('cuts the connection of an app with 1006, which msw calls clean and tells without an error event', async () => {
  const { conversations } = await intercept(
    scenario('cut', ({ server }) => [server.metadata(), server.say('Hel'), server.close({ code: 1006 })]),
  );
  const socket = new WebSocket(address);
  const events: unknown[] = [];
  socket.addEventListener('error', () => events.push('error'));
  const closed = new Promise<void>((resolve) =>
    socket.addEventListener('close', ({ code, reason, wasClean }) => {
      events.push({ code, reason, wasClean });
      resolve();
    }),
  );
  socket.addEventListener('open', () =>
    socket.send(JSON.stringify({ type: 'conversation_initiation_client_data' })),
  );
  await closed;
  const [conversation] = conversations;
  expect([events, conversation?.failure, conversation?.trace.entries.at(-1)?.data]).toEqual([
    [{ code: 1006, reason: '', wasClean: true }],
    undefined,
    { code: 1006, by: 'server' },
  ]);
});

it('answers the HTTP calls of an app', async () => {
  const { restCalls } = await intercept();
  const answer = await fetch('https://api.elevenlabs.io/v1/convai/conversation/get-signed-url?agent_id=a', {
    headers: { 'xi-api-key': 'secret' },
  });
  expect([await answer.json(), restCalls]).toEqual([
    {
      signed_url: expect.stringMatching(
        /^wss:\/\/api\.elevenlabs\.io\/v1\/convai\/conversation\?agent_id=a&conversation_signature=/,
      ) as string,
    },
    [{ method: 'GET', path: '/v1/convai/conversation/get-signed-url', status: 200 }],
  ]);
});
