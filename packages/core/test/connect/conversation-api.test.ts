import { readFile } from 'node:fs/promises';
import { VirtualClock } from '@duologue/testkit';
import { expect, expectTypeOf, it } from 'vitest';
import { ConversationApi, type UploadFile } from '../../src/index.ts';
import { FakeRest } from './fake-rest.ts';

const base = 'https://api.elevenlabs.io/v1/convai';

it('uploads a file into a conversation, and deletes it', async () => {
  const rest = new FakeRest(Response.json({ file_id: 'file/1' }), new Response(null, { status: 204 }));
  const api = new ConversationApi({ apiKey: 'key_1', fetch: rest.fetch });
  const content = new TextEncoder().encode('a picture');
  const fileId = await api.uploadFile('conv 1', { name: 'cat.png', content, mimeType: 'image/png' });
  await api.deleteFile('conv 1', fileId);

  expect(fileId).toBe('file/1');
  expect(rest.requests).toEqual([
    {
      method: 'POST',
      url: `${base}/conversations/conv%201/files`,
      headers: { 'xi-api-key': 'key_1', 'content-type': 'multipart/form-data' },
      body: [{ field: 'file', name: 'cat.png', type: 'image/png', text: 'a picture' }],
    },
    {
      method: 'DELETE',
      url: `${base}/conversations/conv%201/files/file%2F1`,
      headers: { 'xi-api-key': 'key_1' },
    },
  ]);
});

it('gives a blob the type that it was called with', async () => {
  const rest = new FakeRest(Response.json({ file_id: 'file_1' }));
  const api = new ConversationApi({ fetch: rest.fetch });
  const content = new Blob(['pages']);
  await api.uploadFile('conv_1', { name: 'a.pdf', content, mimeType: 'application/pdf' });
  expect(rest.requests[0]?.body).toEqual([
    { field: 'file', name: 'a.pdf', type: 'application/pdf', text: 'pages' },
  ]);
});

it('takes what readFile gives', () => {
  expectTypeOf<Awaited<ReturnType<typeof readFile>>>().toExtend<UploadFile['content'] | string>();
});

it('rates a conversation as a whole', async () => {
  const rest = new FakeRest(new Response(''), Response.json({ status: 'ok' }));
  const api = new ConversationApi({ apiKey: 'key_1', fetch: rest.fetch });
  await api.sendOverallFeedback('conv_1', 'like');
  await api.sendOverallFeedback('conv_1', { rating: 4, comment: 'quick' });

  expect(
    rest.requests.map(({ method, url, headers, body }) => [method, url, headers['content-type'], body]),
  ).toEqual([
    ['POST', `${base}/conversations/conv_1/feedback`, 'application/json', { feedback: 'like' }],
    ['POST', `${base}/conversations/conv_1/feedback`, 'application/json', { rating: 4, comment: 'quick' }],
  ]);
});

it('rates by HTTP, also where it was told the address of the sockets, and reads the status', async () => {
  const baseUrl = 'wss://api.elevenlabs.io';
  expect(() => new ConversationApi({ baseUrl })).toThrow(
    'baseUrl must be an address that begins with http:// or https://.',
  );
  const rest = new FakeRest(Response.json({ detail: 'gone' }, { status: 404 }));
  const api = new ConversationApi({ apiKey: 'key_1', fetch: rest.fetch });
  await expect(api.sendOverallFeedback('conv_1', 'like')).rejects.toMatchObject({
    code: 'AGENT_NOT_FOUND',
    details: { status: 404 },
  });
  expect(rest.requests[0]?.url).toBe(`${base}/conversations/conv_1/feedback`);
});

it('fetches what was written down of a conversation', async () => {
  const record = { conversation_id: 'conv 1', status: 'done', transcript: [] };
  const rest = new FakeRest(Response.json(record), new Response(''));
  const api = new ConversationApi({ apiKey: 'key_1', fetch: rest.fetch });
  expect(await api.getConversation('conv 1')).toEqual(record);
  await expect(api.getConversation('conv 1')).rejects.toMatchObject({ code: 'REST_FAILED' });
  await expect(api.getConversation('')).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
  const [{ method, url, headers } = {}] = rest.requests;
  expect({ method, url, headers }).toEqual({
    method: 'GET',
    url: `${base}/conversations/conv%201`,
    headers: { 'xi-api-key': 'key_1' },
  });
});

it('fetches a token for a client in a browser', async () => {
  const rest = new FakeRest(Response.json({ token: 'token_1' }));
  const api = new ConversationApi({ region: 'eu', headers: { 'x-shop': 'harbour' }, fetch: rest.fetch });
  expect(await api.getToken({ agentId: 'agent 1', participantName: 'Ada', environment: 'staging' })).toBe(
    'token_1',
  );
  expect(rest.requests).toEqual([
    {
      method: 'GET',
      url: 'https://api.eu.residency.elevenlabs.io/v1/convai/conversation/token?agent_id=agent+1&participant_name=Ada&environment=staging',
      headers: { 'x-shop': 'harbour' },
    },
  ]);
});

it('calls another server where it is told to', async () => {
  const rest = new FakeRest(Response.json({ token: 'token_1' }));
  await new ConversationApi({ baseUrl: 'http://127.0.0.1:1234', fetch: rest.fetch }).getToken({
    agentId: 'a',
  });
  expect(rest.requests[0]?.url).toBe('http://127.0.0.1:1234/v1/convai/conversation/token?agent_id=a');
});

it.each([
  [
    401,
    'AUTH_FAILED',
    'The service refused the call for a conversation token: the API key is missing, wrong or without the right (HTTP 401).',
  ],
  [
    403,
    'AUTH_FAILED',
    'The service refused the call for a conversation token: the API key is missing, wrong or without the right (HTTP 403).',
  ],
  [
    404,
    'AGENT_NOT_FOUND',
    'The service refused the call for a conversation token: it knows no such agent or conversation (HTTP 404).',
  ],
  [
    429,
    'QUOTA_EXCEEDED',
    'The service refused the call for a conversation token: too many calls (HTTP 429).',
  ],
  [422, 'REST_FAILED', 'The service refused the call for a conversation token: it failed (HTTP 422).'],
  [500, 'REST_FAILED', 'The service refused the call for a conversation token: it failed (HTTP 500).'],
])('tells HTTP %i as %s, without the key', async (status, code, message) => {
  const rest = new FakeRest(Response.json({ detail: 'key_1 is wrong' }, { status }));
  const api = new ConversationApi({ apiKey: 'key_1', fetch: rest.fetch });
  await expect(api.getToken({ agentId: 'a' })).rejects.toMatchObject({ code, message, details: { status } });
});

it.each([
  ['an answer that is not JSON', new Response('<html>'), 'REST_FAILED', 'with something that is not JSON.'],
  ['an answer without the token', Response.json({ id: 1 }), 'REST_FAILED', 'without token.'],
  ['an empty answer', new Response(''), 'REST_FAILED', 'without token.'],
  [
    'a network that is away',
    new TypeError('fetch failed'),
    'CONNECT_FAILED',
    'did not reach api.elevenlabs.io.',
  ],
])('tells %s', async (_, answer, code, message) => {
  const api = new ConversationApi({ fetch: new FakeRest(answer).fetch });
  await expect(api.getToken({ agentId: 'a' })).rejects.toMatchObject({
    code,
    message: expect.stringContaining(message) as string,
  });
});

it('can be given up, with the reason of the signal', async () => {
  const api = new ConversationApi({ fetch: new FakeRest().fetch });
  const reason = new Error('changed my mind');
  await expect(api.getToken({ agentId: 'a' }, AbortSignal.abort(reason))).rejects.toBe(reason);
});

it('holds virtual time while a call is under way, also where it fails', async () => {
  using clock = new VirtualClock();
  const holders: number[] = [];
  const rest = new FakeRest(Response.json({ token: 'token_1' }), new TypeError('fetch failed'));
  const api = new ConversationApi({
    clock,
    fetch: (input, init) => {
      holders.push(clock.holders.length);
      return rest.fetch(input, init);
    },
  });
  await api.getToken({ agentId: 'a' });
  await api.getToken({ agentId: 'a' }).catch(() => {});
  expect([holders, clock.holders]).toEqual([[1, 1], []]);
});

it.each([
  [{ apikey: 'key_1' }, 'There is no option "apikey". Did you mean apiKey?'],
  [
    { volume: 1 },
    'There is no option "volume". The options are apiKey, region, baseUrl, headers, fetch, clock.',
  ],
  [{ region: 'mars' }, 'There is no region "mars". The regions are global, us, eu, in, sg.'],
  [
    { baseUrl: 'wss://api.elevenlabs.io' },
    'baseUrl must be an address that begins with http:// or https://.',
  ],
  [{ region: 'eu', baseUrl: 'https://x.example' }, 'Give region or baseUrl, not both.'],
])('refuses the options %o', (options, message) => {
  expect(() => new ConversationApi(options as never)).toThrow(message);
});

it('says so where there is no conversation yet', async () => {
  const api = new ConversationApi();
  await expect(api.deleteFile('', 'file_1')).rejects.toMatchObject({
    code: 'INVALID_OPTIONS',
    message:
      'The call needs the id of a conversation. session.conversationId has it once start() has resolved.',
  });
});
