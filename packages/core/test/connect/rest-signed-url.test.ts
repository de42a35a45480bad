import { expect, it } from 'vitest';
import { SessionUnderTest } from '../support/session-under-test.ts';
import { FakeRest } from './fake-rest.ts';

const signedUrl =
  'wss://api.elevenlabs.io/v1/convai/conversation?agent_id=agent_1&conversation_signature=sig_1';

it('fetches a signed URL with everything that belongs into it, and keeps the key from the socket', async () => {
  const rest = new FakeRest(Response.json({ signed_url: signedUrl }));
  await using stage = await SessionUnderTest.connected({
    agentId: 'agent_1',
    apiKey: 'key_1',
    environment: 'staging',
    branchId: 'branch_1',
    versionId: 'version_1',
    includeConversationId: true,
    headers: { 'x-shop': 'harbour' },
    fetch: rest.fetch,
  });

  expect(rest.requests).toEqual([
    {
      method: 'GET',
      url: 'https://api.elevenlabs.io/v1/convai/conversation/get-signed-url?agent_id=agent_1&environment=staging&branch_id=branch_1&version_id=version_1&include_conversation_id=true',
      headers: { 'xi-api-key': 'key_1', 'x-shop': 'harbour' },
    },
  ]);
  const { url, headers, protocols, initiation } = stage.service.line.request;
  expect({ url, headers, protocols }).toEqual({
    url: signedUrl,
    headers: { 'x-shop': 'harbour' },
    protocols: ['convai'],
  });
  expect(JSON.stringify(initiation)).not.toContain('key_1');
});

it('fetches another for each conversation', async () => {
  const answers = [1, 2].map((count) =>
    Response.json({ signed_url: `wss://api.example/?conversation_signature=${count}` }),
  );
  const rest = new FakeRest(...answers);
  await using stage = await SessionUnderTest.connected({
    agentId: 'agent_1',
    apiKey: 'key_1',
    fetch: rest.fetch,
  });
  await stage.session.end();
  await stage.session.start();
  expect(stage.service.lines.map(({ request }) => request.url)).toEqual([
    'wss://api.example/?conversation_signature=1',
    'wss://api.example/?conversation_signature=2',
  ]);
});

it.each([
  ['a wrong key', Response.json({}, { status: 401 }), 'AUTH_FAILED'],
  ['an unknown agent', Response.json({}, { status: 404 }), 'AGENT_NOT_FOUND'],
  ['an answer without the URL', Response.json({}), 'REST_FAILED'],
  ['an answer with something else', Response.json({ signed_url: 'not an address' }), 'REST_FAILED'],
  ['a network that is away', new TypeError('fetch failed'), 'CONNECT_FAILED'],
])('fails the start on %s, and never dials', async (_, answer, code) => {
  await using stage = new SessionUnderTest({
    agentId: 'agent_1',
    apiKey: 'key_1',
    fetch: new FakeRest(answer).fetch,
  });
  const error = await stage.session.start().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code });
  expect(JSON.stringify([error, String(error)])).not.toMatch(/key_1|sig_1/);
  expect([stage.session.state, stage.service.lines]).toEqual(['idle', []]);
});

it('gives the call up with the start', async () => {
  let aborted = false;
  const hangs: typeof fetch = (_, init) =>
    new Promise((_resolve, reject) => {
      init?.signal?.addEventListener('abort', () => {
        aborted = true;
        reject(init.signal?.reason as Error);
      });
    });
  await using stage = new SessionUnderTest({ agentId: 'agent_1', apiKey: 'key_1', fetch: hangs });
  const start = stage.session.start();
  await stage.session.end();
  await expect(start).rejects.toMatchObject({ code: 'ABORTED' });
  expect(aborted).toBe(true);
});
