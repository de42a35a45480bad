import type { Clock } from '../clock.ts';
import { DuologueError } from '../errors.ts';
import type { EndpointOptions } from './endpoint-options.ts';
import { callRest } from './rest.ts';

/**
 * Fetches the address of one conversation with a private agent. It holds a signature: treat it as a key.
 * @throws DuologueError AUTH_FAILED (401, 403), AGENT_NOT_FOUND (404), REST_FAILED, CONNECT_FAILED, or the signal's reason
 */
export async function getSignedUrl(
  options: EndpointOptions,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<string> {
  const { agentId, environment, branchId, versionId, includeConversationId } = options;
  const answer = await callRest(
    { ...options, clock },
    {
      method: 'GET',
      path: '/v1/convai/conversation/get-signed-url',
      query: {
        agent_id: agentId,
        environment,
        branch_id: branchId,
        version_id: versionId,
        include_conversation_id: includeConversationId,
      },
      signal,
      what: 'a signed URL',
    },
  );
  const { signed_url: url } = (answer ?? {}) as { readonly signed_url?: unknown };
  if (typeof url !== 'string' || !/^wss?:/.test(url) || !URL.canParse(url)) {
    throw new DuologueError('REST_FAILED', 'The service answered the call for a signed URL without one.');
  }
  return url;
}

/** A signed URL for one set of environment variables; where it names one already, as it is. What is signed stays untouched. */
export function withEnvironment(signedUrl: string, environment: string | null | undefined): string {
  if (environment === null || environment === undefined || !URL.canParse(signedUrl)) return signedUrl;
  const { searchParams, search } = new URL(signedUrl);
  if (searchParams.has('environment')) return signedUrl;
  return `${signedUrl}${search === '' ? '?' : '&'}environment=${encodeURIComponent(environment)}`;
}
