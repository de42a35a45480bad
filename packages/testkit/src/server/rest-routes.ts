import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SignedUrls } from './signed-urls.ts';

export interface RestRoutesOptions {
  /** The only key that is accepted; without one, every key is. */
  readonly apiKey: string | undefined;
  readonly signedUrls: SignedUrls;
}

/** Answers the HTTP calls around a conversation, as the service does. */
export function restRoutes({
  apiKey,
  signedUrls,
}: RestRoutesOptions): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const address = new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`);
    if (request.method === 'OPTIONS') return answer(response, 204, undefined);
    if (request.method === 'GET' && address.pathname === '/v1/convai/conversation/get-signed-url') {
      const key = request.headers['xi-api-key'];
      const agentId = address.searchParams.get('agent_id');
      if (apiKey !== undefined && key !== apiKey)
        return refuse(response, 401, 'invalid_api_key', 'The API key is wrong or missing.');
      if (!agentId) return refuse(response, 422, 'missing', 'agent_id is missing.');
      return answer(response, 200, { signed_url: signedUrls.issue(address.host, agentId) });
    }
    refuse(response, 404, 'not_found', `There is no ${request.method} ${address.pathname}.`);
  };
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  answer(response, status, { detail: { status: code, message } });
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, {
    'access-control-allow-origin': '*',
    'access-control-allow-headers': '*',
    'access-control-allow-methods': 'GET, POST, DELETE, OPTIONS',
    ...(body !== undefined && { 'content-type': 'application/json' }),
  });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}
