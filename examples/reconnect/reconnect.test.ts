import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Session, type SessionOptions, type Transport } from '@duologue/core';
import { MemoryServer, prepareScenario, scenario, VirtualClock, type Scenario } from '@duologue/testkit';
import { expect, it } from 'vitest';
import { createKiosk } from './kiosk.ts';
import { tryOnceMore } from './own-recovery.ts';
import { handOverInPrompt, withSignedUrls } from './with-variable.ts';

const broken = scenario('a call that breaks', ({ server, client }) => [
  server.metadata(),
  server.say('Harbour Travel, how can I help you?'),
  client.userMessage('Hello?'),
  server.close({ code: 1006 }),
]);

/** Plays one script for each connection, in turn. */
async function servers(clock: VirtualClock, ...scripts: Scenario[]): Promise<Transport> {
  const transports = await Promise.all(
    scripts.map(
      async (script) => new MemoryServer(await prepareScenario(script), { clock }).client().transport,
    ),
  );
  return { connect: (request, listener) => transports.shift()!.connect(request, listener) };
}

async function play(
  create: (options: SessionOptions) => Session,
  ...scripts: Scenario[]
): Promise<{ reason: string; conversations: string[] }> {
  using clock = new VirtualClock();
  const session = create({ agentId: 'agent_1', clock, seed: 1, transport: await servers(clock, ...scripts) });
  const conversations: string[] = [];
  session.hooks.problemOccurred.tap('Expected', () => {});
  session.hooks.connected.tap('Count', ({ reconnected }) => {
    conversations.push(reconnected ? 'again' : 'first');
  });
  await session.start();
  session.sendUserMessage('Hello?');
  const { reason } = await session.ended;
  return { reason, conversations };
}

it('goes on after a loss, and the new agent knows what was said', async () => {
  const resumed = scenario('the call goes on', ({ server, client }) => [
    server.metadata(),
    client.contextualUpdate(/Agent: Harbour Travel, how can I help you\?/),
    server.say('Where were we?'),
    server.close(),
  ]);
  expect(await play(createKiosk, broken, resumed)).toEqual({
    reason: 'agent',
    conversations: ['first', 'again'],
  });
});

it('hands over in the prompt', async () => {
  const resumed = scenario('the call goes on', ({ server, client }) => [
    client.init({ dynamic_variables: { earlier: /Harbour Travel/ } }),
    server.metadata(),
    server.close(),
  ]);
  const create = (options: SessionOptions) => new Session({ ...options, plugins: [handOverInPrompt()] });
  expect(await play(create, broken, resumed)).toEqual({ reason: 'agent', conversations: ['first', 'again'] });
});

it('fetches signed URLs from a server of the app', async () => {
  const server = createServer((_, response) => response.end('wss://api.example/?conversation_signature=2'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const plugin = withSignedUrls(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const end = scenario('the call goes on', ({ server: service }) => [service.metadata(), service.close()]);
  const { conversations } = await play(
    (options) => new Session({ ...options, plugins: [plugin] }),
    broken,
    end,
  );
  server.close();
  expect(conversations).toEqual(['first', 'again']);
});

it('can be had otherwise, on the same hook', async () => {
  const create = (options: SessionOptions) => new Session({ ...options, plugins: [tryOnceMore()] });
  const end = scenario('the call goes on', ({ server }) => [server.metadata(), server.close()]);
  expect(await play(create, broken, end)).toEqual({ reason: 'agent', conversations: ['first', 'again'] });
  const refused = scenario('nobody answers', ({ server }) => [server.close({ code: 1011 })]);
  expect(await play(create, broken, refused)).toEqual({ reason: 'failure', conversations: ['first'] });
});
