import { readFrame } from '../../messages/client-contract.ts';
import { json, refusal } from '../../rest/responses.ts';
import { ForeignCaller, type OwnCallers } from './own-callers.ts';
import { isConversation, signedUrlPath, type Upstream } from './proxy-upstream.ts';

export interface ForwardOptions {
  readonly upstream: Upstream;
  /** The address of the proxy, for HTTP. */
  readonly ownUrl: string;
  readonly signedUrls: SignedUrls;
  /** Who may use the key of the proxy. */
  readonly callers: OwnCallers;
}

/** Headers that belong to one connection, or that fetch has dealt with. */
const ownHeaders = [
  'host',
  'connection',
  'content-length',
  'content-encoding',
  'transfer-encoding',
  'keep-alive',
];

/**
 * Hands an HTTP call around a conversation on to the service. A signed URL comes back as one that leads through the proxy. The key of
 * the proxy opens a conversation with its agent and reads those that were; every other call needs a key of the caller's own.
 */
export async function forwardRequest(request: Request, options: ForwardOptions): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (!pathname.startsWith('/v1/convai/'))
    return refusal(404, 'not_found', `The proxy hands on /v1/convai only, not ${pathname}.`);
  try {
    return await forward(request, options);
  } catch (error) {
    if (error instanceof ForeignCaller) return refusal(403, 'forbidden', error.message);
    return refusal(
      502,
      'bad_gateway',
      `The service behind the proxy gave no answer to ${pathname} that can be used.`,
    );
  }
}

async function forward(
  request: Request,
  { upstream, ownUrl, signedUrls, callers }: ForwardOptions,
): Promise<Response> {
  const asked = new URL(request.url);
  const headers = without(request.headers);
  const lent = headers.has('xi-api-key') ? undefined : upstream.keyFor(request.method, asked);
  if (lent !== undefined) {
    callers.check({
      origin: request.headers.get('origin') ?? undefined,
      host: request.headers.get('host') ?? undefined,
    });
    headers.set('xi-api-key', lent);
  }
  const body = request.body ? await request.arrayBuffer() : null;
  const answer = await fetch(upstream.httpUrl(`${asked.pathname}${asked.search}`), {
    method: request.method,
    headers,
    body,
    redirect: 'manual',
  });
  if (asked.pathname === signedUrlPath && answer.ok) {
    const { signed_url: signed, ...rest } = (await answer.json()) as { readonly signed_url: string };
    return json({ ...rest, signed_url: signedUrls.through(signed, ownUrl) });
  }
  const content = await answer.arrayBuffer();
  if (lent !== undefined && isConversation(asked.pathname) && agentIn(content) !== upstream.agentId)
    return refusal(403, 'forbidden', 'The key of the proxy reads conversations of its own agent only.');
  return new Response(content, { status: answer.status, headers: without(answer.headers) });
}

/** The agent of a conversation record; undefined where there is none. */
function agentIn(content: ArrayBuffer): unknown {
  const record = readFrame(Buffer.from(content).toString());
  return record?.agent_id;
}

function without(headers: Headers): Headers {
  const kept = new Headers(headers);
  for (const name of ownHeaders) kept.delete(name);
  return kept;
}

/** How many signed URLs are remembered. */
const mostRemembered = 1_000;

/** Signed URLs that clients got through the proxy: they come back to it, and go on to where they were meant for. */
export class SignedUrls {
  readonly #meant = new Map<string, string>();

  /** The same address on the proxy. */
  through(signed: string, ownUrl: string): string {
    const meant = new URL(signed);
    const own = new URL(`${meant.pathname}${meant.search}`, ownUrl.replace('http', 'ws'));
    const [oldest] = this.#meant.keys();
    if (this.#meant.size >= mostRemembered && oldest !== undefined) this.#meant.delete(oldest);
    this.#meant.set(meant.search, meant.href);
    return own.href;
  }

  /**
   * Where the conversation of a client goes: what it was signed for, or where the proxy was told; signed where the proxy has a key, which
   * `beforeSigning` may refuse.
   */
  async addressFor(asked: URL, upstream: Upstream, beforeSigning: () => void): Promise<string> {
    const meant = [...this.#meant].find(([query]) => sharesSignature(query, asked));
    if (meant) return withQuery(meant[1], asked);
    const target = upstream.socketUrl(asked);
    if (upstream.apiKey === undefined || asked.searchParams.has('conversation_signature')) return target.href;
    beforeSigning();
    const route = `${signedUrlPath}?agent_id=${encodeURIComponent(target.searchParams.get('agent_id') ?? '')}`;
    const answer = await fetch(upstream.httpUrl(route), { headers: { 'xi-api-key': upstream.apiKey } });
    if (!answer.ok) throw new Error(`The service gave no signed URL: HTTP ${answer.status}.`);
    const { signed_url: signed } = (await answer.json()) as { readonly signed_url: string };
    return withQuery(signed, asked);
  }
}

function sharesSignature(query: string, asked: URL): boolean {
  const name = 'conversation_signature';
  const signature = new URLSearchParams(query).get(name) ?? new URLSearchParams(query).get('token');
  return (
    signature !== null &&
    (asked.searchParams.get(name) === signature || asked.searchParams.get('token') === signature)
  );
}

/** An address with what a client has added to it. */
function withQuery(address: string, asked: URL): string {
  const url = new URL(address);
  for (const [name, value] of asked.searchParams)
    if (!url.searchParams.has(name)) url.searchParams.set(name, value);
  return url.href;
}
