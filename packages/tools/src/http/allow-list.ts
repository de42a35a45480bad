import { DuologueError } from '@duologue/core';

/** One entry of an allow-list, taken apart. */
interface AllowEntry {
  readonly protocols: readonly string[];
  /** Without a leading `*.`; empty for every host. */
  readonly host: string;
  readonly withSubdomains: boolean;
  /** Empty for the usual port of the protocol. */
  readonly port: string;
  readonly pathPrefix: string;
}

/**
 * The addresses that a pack may ask: hosts (`api.example.com`), their subdomains (`*.example.com`), or the beginning of
 * a URL (`https://api.example.com:8443/v1`, with whole parts of its path); `*` is every host on its usual port. HTTPS unless an entry begins with `http://`.
 */
export class AllowList {
  readonly #entries: readonly AllowEntry[];

  /** @throws DuologueError INVALID_OPTIONS */
  constructor(entries: readonly string[]) {
    if (entries.length === 0) {
      throw new DuologueError(
        'INVALID_OPTIONS',
        'httpPack: allow is empty. Name the hosts that may be asked.',
      );
    }
    this.#entries = entries.map(parseEntry);
  }

  has(url: URL): boolean {
    const host = withoutFinalDot(url.hostname);
    return this.#entries.some(
      (entry) =>
        entry.protocols.includes(url.protocol) &&
        entry.port === url.port &&
        (entry.host === '' ||
          entry.host === host ||
          (entry.withSubdomains && host.endsWith(`.${entry.host}`))) &&
        isUnder(url.pathname, entry.pathPrefix),
    );
  }
}

/**
 * Whether a path begins with whole parts of another. Under a path, slashes that are written as `%2f` or `%5c` do not pass: many
 * servers take them for slashes, and so `..%2f` for a way out.
 */
function isUnder(path: string, prefix: string): boolean {
  if (prefix === '/') return true;
  const folder = prefix.endsWith('/') ? prefix : `${prefix}/`;
  return (path === prefix || path.startsWith(folder)) && !/%(?:25)*(?:2f|5c)/i.test(path);
}

function parseEntry(text: string): AllowEntry {
  if (text === '*' || text === 'https://*') return { ...everywhere, protocols: ['https:'] };
  if (text === 'http://*') return { ...everywhere, protocols: ['http:'] };
  const hasScheme = /^https?:\/\//.test(text);
  const withSubdomains = /^(https?:\/\/)?\*\./.test(text);
  const address = `${hasScheme ? '' : 'https://'}${text.replace('*.', '')}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (
    !url ||
    url.hostname === '' ||
    url.username ||
    url.search ||
    url.hash ||
    text.includes('*', withSubdomains ? text.indexOf('*') + 1 : 0)
  ) {
    const message = `httpPack: allow has "${text}"; it must be a host such as api.example.com or *.example.com, or the beginning of a URL.`;
    throw new DuologueError('INVALID_OPTIONS', message);
  }
  return {
    protocols: [url.protocol],
    host: withoutFinalDot(url.hostname),
    withSubdomains,
    port: url.port,
    pathPrefix: url.pathname,
  };
}

const everywhere = { host: '', withSubdomains: false, port: '', pathPrefix: '/' } as const;

/** `localhost.` and `localhost` are one host. */
function withoutFinalDot(host: string): string {
  return host.endsWith('.') ? host.slice(0, -1) : host;
}
