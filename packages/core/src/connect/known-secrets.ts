import type { ConnectionRequest } from '../transport/transport.ts';

/** Shorter values are too common in ordinary words to be taken out of them. */
const shortestSecret = 6;

/** Query parameters that everybody may see. */
const open: ReadonlySet<string> = new Set(['agent_id', 'environment', 'source', 'version']);

/** What of a request is nobody else's business: signatures in its address, its tokens, its headers. */
export function secretsOf({ url, protocols, headers }: ConnectionRequest): string[] {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  const query = [...(address?.searchParams ?? [])].filter(([name]) => !open.has(name));
  const tokens = protocols.filter((protocol) => protocol.startsWith('bearer.')).map((one) => one.slice(7));
  const values = Object.values(headers).flatMap((value) => [value, ...value.split(/\s+/)]);
  return [...query.map(([, value]) => value), address?.password ?? '', ...tokens, ...values]
    .flatMap((secret) => [secret, encodeURIComponent(secret)])
    .filter((secret) => secret.length >= shortestSecret)
    .toSorted((one, other) => other.length - one.length);
}

/** What the other side said, without the secrets that it repeats. */
export function withoutKnownSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((clean, secret) => clean.replaceAll(secret, '[secret]'), text);
}
