import type { Clock } from '../clock.ts';
import type { EndpointOptions } from './endpoint-options.ts';
import { apiAddress } from './region.ts';
import { getSignedUrl, withEnvironment } from './signed-url.ts';

/** Where the socket goes. */
export interface Address {
  readonly url: string;
  readonly protocols: readonly string[];
}

/**
 * Finds the address of the socket, and fetches a signed one where there is an API key.
 * @throws DuologueError REST_FAILED, AUTH_FAILED, AGENT_NOT_FOUND, CONNECT_FAILED, ABORTED
 */
export async function findAddress(
  options: EndpointOptions,
  clock: Clock,
  signal: AbortSignal,
): Promise<Address> {
  const { url, signedUrl, agentId, apiKey, token, environment } = options;
  if (url !== undefined) return { url, protocols: [] };
  if (signedUrl !== undefined) return { url: withEnvironment(signedUrl, environment), protocols: ['convai'] };
  if (apiKey !== undefined)
    return { url: await getSignedUrl(options, { clock, signal }), protocols: ['convai'] };
  const address = apiAddress(options, '/v1/convai/conversation');
  address.protocol = address.protocol.replace('http', 'ws');
  address.searchParams.set('agent_id', agentId ?? '');
  if (environment !== undefined) address.searchParams.set('environment', environment);
  return { url: address.href, protocols: token === undefined ? ['convai'] : ['convai', `bearer.${token}`] };
}
