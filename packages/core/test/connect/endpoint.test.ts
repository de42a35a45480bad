import { expect, it } from 'vitest';
import { Session, type Region, type SessionOptions } from '../../src/index.ts';
import { SessionUnderTest } from '../support/session-under-test.ts';

/** Where the socket goes. */
async function placeOf(options: Partial<SessionOptions>): Promise<[url: string, protocols: string[]]> {
  await using stage = await SessionUnderTest.connected(options);
  const { url, protocols } = stage.service.line.request;
  return [url, protocols];
}

it.each<[Region, string]>([
  ['global', 'api.elevenlabs.io'],
  ['us', 'api.us.elevenlabs.io'],
  ['eu', 'api.eu.residency.elevenlabs.io'],
  ['in', 'api.in.residency.elevenlabs.io'],
  ['sg', 'api.sg.residency.elevenlabs.io'],
])('finds a public agent in the region %s', async (region, host) => {
  expect(await placeOf({ agentId: 'agent_1', region })).toEqual([
    `wss://${host}/v1/convai/conversation?agent_id=agent_1`,
    ['convai'],
  ]);
});

it('encodes the agent id and the environment', async () => {
  expect(await placeOf({ agentId: 'a&b=c/d é', environment: 'test & try' })).toEqual([
    'wss://api.elevenlabs.io/v1/convai/conversation?agent_id=a%26b%3Dc%2Fd+%C3%A9&environment=test+%26+try',
    ['convai'],
  ]);
});

it.each([
  ['https://proxy.example.com', 'wss://proxy.example.com/v1/convai/conversation?agent_id=a'],
  ['http://127.0.0.1:8080', 'ws://127.0.0.1:8080/v1/convai/conversation?agent_id=a'],
  ['https://proxy.example.com/eleven/', 'wss://proxy.example.com/eleven/v1/convai/conversation?agent_id=a'],
])('finds an agent behind the base address %s', async (baseUrl, url) => {
  expect(await placeOf({ agentId: 'a', baseUrl })).toEqual([url, ['convai']]);
});

it('sends a token as a subprotocol', async () => {
  expect(await placeOf({ agentId: 'a', token: 'tok_1' })).toEqual([
    'wss://api.elevenlabs.io/v1/convai/conversation?agent_id=a',
    ['convai', 'bearer.tok_1'],
  ]);
});

it('uses a signed URL and an address of your own as they are', async () => {
  const signedUrl = 'wss://api.elevenlabs.io/v1/convai/conversation?agent_id=a&conversation_signature=x%2Fy';
  expect(await placeOf({ signedUrl })).toEqual([signedUrl, ['convai']]);
  expect(await placeOf({ url: 'ws://10.0.0.7/sagemaker/convai/conversation' })).toEqual([
    'ws://10.0.0.7/sagemaker/convai/conversation',
    [],
  ]);
});

it.each([
  ['wss://example.com/c?agent_id=a&signature=x%2Fy', '&environment=test%20%26%20try'],
  ['wss://example.com/c', '?environment=test%20%26%20try'],
  ['wss://example.com/c?environment=live&signature=x', ''],
])(
  'names the environment in the signed URL %s, and leaves alone what is signed',
  async (signedUrl, added) => {
    expect(await placeOf({ signedUrl, environment: 'test & try' })).toEqual([
      `${signedUrl}${added}`,
      ['convai'],
    ]);
  },
);

it('sends the set-up of an on-premises server first', async () => {
  await using stage = await SessionUnderTest.connected({
    url: 'ws://10.0.0.7/convai',
    enclaveSetup: { agentConfigDict: { name: 'Ada' } },
  });
  expect(stage.service.heard().map(({ type }) => type)).toEqual([
    'enclave_setup_config',
    'conversation_initiation_client_data',
  ]);
});

it.each<[string, SessionOptions]>([
  ['no place at all', {}],
  ['two places', { agentId: 'a', url: 'wss://example.com' }],
  ['an empty agent id', { agentId: ' ' }],
  ['an address of the web', { url: 'https://example.com' }],
  ['no address', { signedUrl: 'example' }],
  ['a key for an address', { url: 'wss://example.com', apiKey: 'key' }],
  ['a token for a signed URL', { signedUrl: 'wss://example.com', token: 'token' }],
  ['a key and a token', { agentId: 'a', apiKey: 'key', token: 'token' }],
  ['a branch without a key', { agentId: 'a', branchId: 'branch_1' }],
  ['a version without a key', { agentId: 'a', versionId: 'version_1' }],
  ['a conversation id without a key', { agentId: 'a', includeConversationId: true }],
  ['a region that is none', { agentId: 'a', region: 'mars' as Region }],
  ['a region that every object has', { agentId: 'a', region: 'toString' as Region }],
  ['a region and a base address', { agentId: 'a', region: 'eu', baseUrl: 'https://example.com' }],
  ['a region for a signed URL', { signedUrl: 'wss://example.com', region: 'eu' }],
  ['a region for an address', { url: 'wss://example.com', region: 'eu' }],
  ['a base address for a signed URL', { signedUrl: 'wss://example.com', baseUrl: 'https://example.com' }],
  ['a base address for an address', { url: 'wss://example.com', baseUrl: 'https://example.com' }],
  ['an environment for an address', { url: 'wss://example.com', environment: 'staging' }],
  ['a base address of a socket', { agentId: 'a', baseUrl: 'wss://example.com' }],
])('refuses %s when the session is made', (_, options) => {
  expect(() => new Session(options)).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
});

it('says why what would do nothing is refused', () => {
  expect(() => new Session({ url: 'wss://example.com', region: 'eu', environment: 'staging' })).toThrow(
    'region and environment would do nothing: url is the whole address already.',
  );
});
