import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import { DuologueError } from '@duologue/core';
import type { AllowList } from './allow-list.ts';
import { pinAddresses, type PinnedAddress, type ResolveHost } from './pin-address.ts';

export interface GuardOptions {
  readonly allow: AllowList;
  /** Ranges beside the public internet that may be asked, such as `10.1.0.0/16`. */
  readonly allowAddresses: readonly string[];
  readonly maxRedirects: number;
  /** Headers for an address: the place of API keys. Asked again for each redirect. */
  readonly headers: (url: URL) => Readonly<Record<string, string>>;
  readonly resolve?: ResolveHost;
}

export interface GuardedRequest {
  readonly method: string;
  readonly url: URL;
  readonly body?: string;
}

/**
 * Sends a request and follows its redirects; every address on the way passes the same guard. The response is open:
 * its body is still to be read, or destroyed.
 * @throws DuologueError TOOL_FAILED
 */
export async function sendGuarded(
  { method, url, body }: GuardedRequest,
  options: GuardOptions,
  signal: AbortSignal,
): Promise<{ readonly response: IncomingMessage; readonly url: URL }> {
  let [current, verb, content] = [url, method, body];
  for (let redirects = 0; ; redirects += 1) {
    const pinned = await guard(current, options);
    signal.throwIfAborted();
    const response = await send(
      { method: verb, url: current, ...(content !== undefined && { body: content }) },
      pinned,
      options,
      signal,
    );
    const target = redirectTarget(response, current);
    if (!target) return { response, url: current };
    response.destroy();
    if (redirects === options.maxRedirects) {
      throw new DuologueError('TOOL_FAILED', `${url.host} sent more than ${options.maxRedirects} redirects.`);
    }
    if (current.protocol === 'https:' && target.protocol === 'http:') {
      throw new DuologueError(
        'TOOL_FAILED',
        `${current.host} redirects to an address without encryption, which is refused.`,
      );
    }
    // 307 and 308 keep method and body, as browsers do; the older ones turn everything into a GET.
    if (response.statusCode !== 307 && response.statusCode !== 308) [verb, content] = ['GET', undefined];
    current = target;
  }
}

async function guard(
  url: URL,
  { allow, allowAddresses, resolve }: GuardOptions,
): Promise<readonly PinnedAddress[]> {
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw refusal(`Addresses with ${url.protocol} are refused; use https.`);
  if (url.username !== '' || url.password !== '')
    throw refusal('Addresses with a user name or password are refused.');
  if (!allow.has(url))
    throw refusal(
      `${url.origin}${url.pathname === '/' ? '' : cut(url.pathname)} is not among the addresses that may be asked.`,
    );
  return pinAddresses(url.hostname, { allowAddresses, ...(resolve && { resolve }) });
}

function send(
  { method, url, body }: GuardedRequest,
  addresses: readonly PinnedAddress[],
  { headers }: GuardOptions,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const options: RequestOptions = {
    method,
    signal,
    agent: false, // a connection of its own: a pooled one might lead elsewhere
    headers: {
      accept: 'application/json, text/*;q=0.9, */*;q=0.1',
      'accept-encoding': 'identity',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers(url),
    },
    maxHeaderSize: 16 * 1024,
    // Node asks for all, and tries the next where one does not answer
    lookup: (_, { all }, done) => {
      const [first] = addresses;
      if (all || !first) done(null, [...addresses]);
      else done(null, first.address, first.family);
    },
  };
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, options, (response) => {
      response.on('error', () => {}); // whoever reads it gets the error; a body that nobody reads must not end the process
      resolve(response);
    });
    request.on('error', (cause: Error) => {
      reject(
        signal.aborted
          ? (signal.reason as Error)
          : new DuologueError('TOOL_FAILED', `${url.host} could not be reached: ${reasonOf(cause)}`, {
              cause,
              details: { transient: true },
            }),
      );
    });
    // Some servers answer 101 to anything; nothing here speaks another protocol.
    request.once('upgrade', (_, socket) => {
      socket.destroy();
      reject(refusal(`${url.host} wants to speak another protocol than HTTP.`));
    });
    request.end(body);
  });
}

/** Where several addresses were tried, the errors are inside of one that says nothing. */
function reasonOf(cause: Error): string {
  const [last] = cause instanceof AggregateError ? (cause.errors as readonly Error[]).slice(-1) : [];
  return (last ?? cause).message;
}

function redirectTarget(
  { statusCode = 0, headers: { location } }: IncomingMessage,
  from: URL,
): URL | undefined {
  if (![301, 302, 303, 307, 308].includes(statusCode) || location === undefined) return undefined;
  if (!URL.canParse(location, from.href))
    throw refusal(`${from.host} redirects to an address that cannot be read.`);
  return new URL(location, from);
}

function refusal(message: string): DuologueError {
  return new DuologueError('TOOL_FAILED', message);
}

function cut(path: string): string {
  return path.length > 60 ? `${path.slice(0, 59)}…` : path;
}
