import assert from 'node:assert/strict';
import type { ConvaiServer } from '@duologue/testkit';
import { RawSocket, withServer } from './raw-socket.ts';
import type { Check } from './run-checks.ts';

const apiKey = 'the right key';
const signedUrlPath = '/v1/convai/conversation/get-signed-url';

/** Who may talk to a private agent, and from which pages. */
export const accessChecks: readonly Check[] = [
  ...[
    { key: undefined, status: 401 },
    { key: 'a wrong key', status: 401 },
    { key: apiKey, status: 200 },
  ].map(({ key, status }) => ({
    name: `answers ${status} to a call for a signed URL with ${key === undefined ? 'no API key' : key}`,
    run: () =>
      privately(async ({ httpUrl }) => {
        const headers: Record<string, string> = key === undefined ? {} : { 'xi-api-key': key };
        const response = await fetch(`${httpUrl}${signedUrlPath}?agent_id=agent_1`, { headers });
        assert.equal(response.status, status);
      }),
  })),
  {
    name: 'refuses the socket of a private agent with HTTP 401 where the signature is missing or wrong',
    run: () =>
      privately(async (server) => {
        for (const query of ['', '&conversation_signature=cvtkn_invented']) {
          const { socket } = new RawSocket(`${server.url}${query}`);
          const status = await new Promise((resolve) => {
            socket.once('unexpected-response', (_request, { statusCode }) => resolve(statusCode));
            socket.once('open', () => resolve('open'));
          });
          socket.terminate();
          assert.equal(status, 401);
        }
      }),
  },
  {
    name: 'opens the socket of a private agent for a signed URL, with what the SDKs add to it',
    run: () =>
      privately(async ({ httpUrl }) => {
        const response = await fetch(`${httpUrl}${signedUrlPath}?agent_id=agent_1`, {
          headers: { 'xi-api-key': apiKey },
        });
        const { signed_url: signedUrl } = (await response.json()) as { signed_url: string };
        assert.match(signedUrl, /^ws:.*\/v1\/convai\/conversation\?agent_id=agent_1&conversation_signature=/);
        const raw = new RawSocket(`${signedUrl}&source=js_sdk&version=1.25.0&environment=production`, {
          protocols: ['convai'],
        });
        assert.deepEqual(await raw.closed, { code: 1000, reason: '' });
      }),
  },
  {
    name: 'lets pages of other origins call it: the preflight allows xi-api-key, and answers may be read',
    run: () =>
      privately(async ({ httpUrl }) => {
        const url = `${httpUrl}${signedUrlPath}?agent_id=agent_1`;
        const origin = 'http://127.0.0.1:3000';
        const preflight = await fetch(url, {
          method: 'OPTIONS',
          headers: {
            origin,
            'access-control-request-method': 'GET',
            'access-control-request-headers': 'xi-api-key',
          },
        });
        const allowed = preflight.headers.get('access-control-allow-headers') ?? '';
        assert.ok(preflight.ok && (allowed === '*' || /xi-api-key/i.test(allowed)), `allowed: ${allowed}`);
        for (const headers of [{ origin }, { origin, 'xi-api-key': apiKey }]) {
          const response = await fetch(url, { headers });
          assert.ok(['*', origin].includes(response.headers.get('access-control-allow-origin') ?? ''));
        }
      }),
  },
];

function privately<T>(use: (server: ConvaiServer) => Promise<T>): Promise<T> {
  return withServer(({ server }) => [server.metadata(), server.close()], { apiKey }, use);
}
