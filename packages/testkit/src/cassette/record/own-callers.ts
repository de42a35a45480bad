import { isIP } from 'node:net';

/** What a call says of where it comes from. */
export interface CallerHeaders {
  /** Of the web page, where a browser calls. */
  readonly origin: string | undefined;
  /** What the caller takes the proxy for. */
  readonly host: string | undefined;
}

/** A web page of somewhere else wants to use the key of the proxy. */
export class ForeignCaller extends Error {}

/**
 * Tells programs and pages of this computer from web pages of other sites, which a browser lets call any port of the computer
 * it runs on. Only the former may use the key of the proxy.
 */
export class OwnCallers {
  readonly #names: ReadonlySet<string>;

  /** `host` is the name that the proxy listens on. */
  constructor(host = '127.0.0.1') {
    this.#names = new Set(['localhost', '127.0.0.1', '[::1]', host]);
  }

  /** @throws ForeignCaller */
  check({ origin, host }: CallerHeaders): void {
    if (origin !== undefined && !this.#names.has(nameIn(origin) ?? ''))
      throw new ForeignCaller('The key of the proxy is not for web pages of other sites.');
    // a foreign name that was made to lead here
    const name = nameIn(`http://${host ?? 'localhost'}`) ?? '';
    if (!this.#names.has(name) && isIP(name.replaceAll(/[[\]]/g, '')) === 0)
      throw new ForeignCaller(`The proxy does not listen on ${name}.`);
  }
}

function nameIn(address: string): string | undefined {
  return URL.canParse(address) ? new URL(address).hostname : undefined;
}
