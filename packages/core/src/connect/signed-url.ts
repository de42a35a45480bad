import type { Clock } from '../clock.ts';
import { DuologueError } from '../errors.ts';
import type { EndpointOptions } from './endpoint-options.ts';
import { apiBase } from './region.ts';

/**
 * Fetches the address of one conversation with a private agent. It holds a signature: treat it as a key.
 * @throws DuologueError AUTH_FAILED (401, 403), AGENT_NOT_FOUND (404), REST_FAILED, CONNECT_FAILED, ABORTED
 */
export async function getSignedUrl(
  options: EndpointOptions,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<string> {
  const {
    agentId = '',
    apiKey = '',
    environment,
    branchId,
    versionId,
    includeConversationId,
    headers,
  } = options;
  const address = new URL('/v1/convai/conversation/get-signed-url', apiBase(options));
  address.searchParams.set('agent_id', agentId);
  if (environment !== undefined) address.searchParams.set('environment', environment);
  if (branchId !== undefined) address.searchParams.set('branch_id', branchId);
  if (versionId !== undefined) address.searchParams.set('version_id', versionId);
  if (includeConversationId !== undefined) {
    address.searchParams.set('include_conversation_id', String(includeConversationId));
  }
  const release = clock.hold();
  try {
    const ask = options.fetch ?? fetch;
    const response = await ask(address, { headers: { ...headers, 'xi-api-key': apiKey }, signal });
    if (!response.ok) {
      await response.body?.cancel();
      throw refusal(response.status, agentId);
    }
    const { signed_url: url } = ((await response.json()) ?? {}) as { readonly signed_url?: unknown };
    if (typeof url !== 'string' || !URL.canParse(url)) {
      throw new DuologueError('REST_FAILED', 'The service answered the call for a signed URL without one.');
    }
    return url;
  } catch (cause) {
    if (cause instanceof DuologueError) throw cause;
    if (signal.aborted) throw signal.reason;
    if (cause instanceof SyntaxError) {
      throw new DuologueError(
        'REST_FAILED',
        'The service answered the call for a signed URL with something that is not JSON.',
      );
    }
    throw new DuologueError('CONNECT_FAILED', `The call for a signed URL to ${address.host} failed.`, {
      cause,
    });
  } finally {
    release();
  }
}

function refusal(status: number, agentId: string): DuologueError {
  const details = { status };
  if (status === 401 || status === 403) {
    return new DuologueError('AUTH_FAILED', `The service refused the API key (HTTP ${status}).`, { details });
  }
  if (status === 404) {
    return new DuologueError('AGENT_NOT_FOUND', `The service knows no agent "${agentId}" (HTTP 404).`, {
      details,
    });
  }
  return new DuologueError('REST_FAILED', `The service refused to sign a URL (HTTP ${status}).`, { details });
}
