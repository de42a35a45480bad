import { systemClock, type Clock } from '../clock.ts';
import { DuologueError, isDuologueError } from '../errors.ts';
import { bareNetworkError } from './network-error.ts';
import { checkNames } from '../known-names.ts';
import { apiAddress, hosts, type Region } from './region.ts';

export interface RestOptions {
  /** Sent as `xi-api-key`. Public agents need none. */
  readonly apiKey?: string;
  /** Default `global`. */
  readonly region?: Region;
  /** The address of the API, in the place of a region. */
  readonly baseUrl?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Does the calls; default the global `fetch`. */
  readonly fetch?: typeof fetch;
  /** Held while a call is under way; default the computer's. */
  readonly clock?: Clock;
}

const names: readonly (keyof RestOptions)[] = ['apiKey', 'region', 'baseUrl', 'headers', 'fetch', 'clock'];

/** @throws DuologueError INVALID_OPTIONS */
export function checkRestOptions(options: RestOptions): void {
  const invalid = (option: string, text: string) =>
    new DuologueError('INVALID_OPTIONS', text, { details: { option } });
  checkNames(options, names);
  const { region, baseUrl } = options;
  if (region !== undefined && !Object.hasOwn(hosts, region)) {
    throw invalid(
      'region',
      `There is no region "${region}". The regions are ${Object.keys(hosts).join(', ')}.`,
    );
  }
  if (baseUrl !== undefined && !/^https?:\/\/./.test(baseUrl)) {
    throw invalid('baseUrl', 'baseUrl must be an address that begins with http:// or https://.');
  }
  if (region !== undefined && baseUrl !== undefined) {
    throw invalid('baseUrl', 'Give region or baseUrl, not both.');
  }
}

export interface RestCall {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** From `/v1` on. */
  readonly path: string;
  /** Parts that are undefined are left out. */
  readonly query?: Readonly<Record<string, string | boolean | undefined>>;
  readonly body?: FormData | Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal | undefined;
  /** What is asked for, for messages: `a signed URL`. */
  readonly what: string;
}

/**
 * One call of the service's REST API; resolves with the JSON of the answer, `undefined` where it has no body.
 * @throws DuologueError AUTH_FAILED (401, 403), AGENT_NOT_FOUND (404), QUOTA_EXCEEDED (429), REST_FAILED, CONNECT_FAILED, or the signal's reason
 */
export async function callRest(options: RestOptions, call: RestCall): Promise<unknown> {
  const { method, path, query = {}, body, signal, what } = call;
  const address = apiAddress(options, path);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) address.searchParams.set(name, String(value));
  }
  const isForm = body instanceof FormData;
  const release = (options.clock ?? systemClock).hold();
  try {
    const response = await (options.fetch ?? fetch)(address, {
      method,
      headers: {
        ...options.headers,
        ...(options.apiKey !== undefined && { 'xi-api-key': options.apiKey }),
        ...(body && !isForm && { 'content-type': 'application/json' }),
      },
      ...(body && { body: isForm ? body : JSON.stringify(body) }),
      ...(signal && { signal }),
    });
    const text = await response.text();
    if (!response.ok) throw refusal(response.status, what);
    return text === '' ? undefined : JSON.parse(text);
  } catch (cause) {
    if (isDuologueError(cause)) throw cause;
    if (signal?.aborted) throw signal.reason;
    // what fetch throws may repeat a header
    if (!(cause instanceof SyntaxError)) {
      throw new DuologueError('CONNECT_FAILED', `The call for ${what} did not reach ${address.host}.`, {
        cause: bareNetworkError(cause),
      });
    }
    throw new DuologueError(
      'REST_FAILED',
      `The service answered the call for ${what} with something that is not JSON.`,
    );
  } finally {
    release();
  }
}

function refusal(status: number, what: string): DuologueError {
  const text = (said: string) => `The service refused the call for ${what}: ${said} (HTTP ${status}).`;
  const details = { status };
  if (status === 401 || status === 403) {
    return new DuologueError('AUTH_FAILED', text('the API key is missing, wrong or without the right'), {
      details,
    });
  }
  if (status === 404)
    return new DuologueError('AGENT_NOT_FOUND', text('it knows no such agent or conversation'), { details });
  if (status === 429) return new DuologueError('QUOTA_EXCEEDED', text('too many calls'), { details });
  return new DuologueError('REST_FAILED', text('it failed'), { details });
}
