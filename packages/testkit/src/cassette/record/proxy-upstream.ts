import { DuologueError } from '@duologue/core';

/** The call that gives a conversation with a private agent its address. */
export const signedUrlPath = '/v1/convai/conversation/get-signed-url';

const openingPaths: readonly string[] = [signedUrlPath, '/v1/convai/conversation/token'];

/** What a proxy stands in front of. */
export type ProxyUpstream =
  | {
      /** An agent of ElevenLabs. */
      readonly agentId: string;
      /**
       * Needed where the agent is private: the proxy then gets the signed URLs. Also lent to clients without one that ask for a signed URL
       * or a token of the agent, or for the record of a conversation with it; never to web pages of other sites.
       */
      readonly apiKey?: string;
      /** Default `https://api.elevenlabs.io`. */
      readonly origin?: string;
    }
  | {
      /** The address of a conversation with any server of the protocol, `ws:` or `wss:`. */
      readonly url: string;
    };

/** Where the calls of clients go on to. */
export class Upstream {
  readonly #agentId: string | undefined;
  readonly #apiKey: string | undefined;
  readonly #http: URL;
  readonly #socket: URL;

  /** @throws DuologueError INVALID_OPTIONS for an address that is none */
  constructor(options: ProxyUpstream) {
    const address = 'url' in options ? options.url : (options.origin ?? 'https://api.elevenlabs.io');
    const url = URL.canParse(address) ? new URL(address) : undefined;
    if (!url || !/^(ws|http)s?:$/.test(url.protocol)) {
      throw new DuologueError(
        'INVALID_OPTIONS',
        'The upstream of a proxy has to be an address that begins with ws://, wss://, http:// or https://.',
      );
    }
    const isSecure = url.protocol === 'wss:' || url.protocol === 'https:';
    this.#http = new URL('/', url);
    this.#http.protocol = isSecure ? 'https:' : 'http:';
    this.#socket = 'url' in options ? new URL(url) : new URL('/v1/convai/conversation', url);
    this.#socket.protocol = isSecure ? 'wss:' : 'ws:';
    this.#agentId = 'agentId' in options ? options.agentId : (url.searchParams.get('agent_id') ?? undefined);
    this.#apiKey = 'apiKey' in options ? options.apiKey : undefined;
  }

  /** What the agent is called in addresses; undefined where the client has to say. */
  get agentId(): string | undefined {
    return this.#agentId;
  }

  /** The key of the account, where the proxy has one of its own. */
  get apiKey(): string | undefined {
    return this.#apiKey;
  }

  /** The key of the account, for calls that open a conversation with the agent or read one; undefined for every other call. */
  keyFor(method: string, { pathname, searchParams }: URL): string | undefined {
    if (method !== 'GET') return undefined;
    const agents = searchParams.getAll('agent_id');
    const opens = openingPaths.includes(pathname) && agents.length === 1 && agents[0] === this.#agentId;
    return opens || isConversation(pathname) ? this.#apiKey : undefined;
  }

  /** The address for an HTTP call of a client. */
  httpUrl(pathAndQuery: string): URL {
    const asked = new URL(pathAndQuery, this.#http);
    const url = new URL(this.#http);
    url.pathname = asked.pathname;
    url.search = asked.search;
    return url;
  }

  /** The address for a conversation of a client: what the client asks for goes before what the proxy was told. */
  socketUrl(asked: URL): URL {
    const url = new URL(this.#socket);
    if (asked.pathname.length > 1) url.pathname = asked.pathname;
    for (const [name, value] of asked.searchParams) url.searchParams.set(name, value);
    if (this.#agentId !== undefined) url.searchParams.set('agent_id', this.#agentId);
    return url;
  }
}

/** Whether a path is that of the record of one conversation. */
export function isConversation(pathname: string): boolean {
  return /^\/v1\/convai\/conversations\/[\w-]+$/.test(pathname);
}
