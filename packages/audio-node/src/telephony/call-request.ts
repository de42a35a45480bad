import type { IncomingMessage } from 'node:http';
import { DuologueError } from '@duologue/core';

/** What a provider asks of a call server: to answer a call, or to take the media stream of one. */
export interface CallRequest {
  readonly provider: 'twilio' | 'telnyx';
  /** The address that the provider has called, as it writes it: `https:` for the webhook, `wss:` for the media stream. */
  readonly url: string;
  /** What the webhook says of the call; empty for a media stream. */
  readonly form: URLSearchParams;
}

/** A webhook says who calls in a few hundred bytes. */
const longestWebhook = 65_536;

/** @throws DuologueError INVALID_OPTIONS */
export function checkPublicUrl(publicUrl: string | undefined): void {
  if (publicUrl === undefined || /^https?:$/.test(baseOf(publicUrl)?.protocol ?? '')) return;
  throw new DuologueError(
    'INVALID_OPTIONS',
    `publicUrl is "${publicUrl}". It is an address such as https://phone.example.com.`,
  );
}

/** Whose path a request came to; undefined where nobody answers. */
export function providerOf({ url = '' }: IncomingMessage): CallRequest['provider'] | undefined {
  const path = /^\/(twilio|telnyx)(?:[/?]|$)/.exec(url)?.[1];
  return path === 'twilio' || path === 'telnyx' ? path : undefined;
}

/** The address that was called, from outside; undefined where the request names a host that is none. */
export function calledUrl({ url = '', headers }: IncomingMessage, publicUrl?: string): string | undefined {
  const base = baseOf(publicUrl ?? `https://${headers.host ?? 'localhost'}`);
  return base && base.origin + base.pathname.replace(/\/$/, '') + url;
}

/** The address of a media stream, from the one of its webhook: secrets in the path stay, but it can have no query. */
export function streamUrl(url: string): string {
  return url.replace(/^http/, 'ws').replace(/\?.*$/, '');
}

/** Reads the form of a webhook; undefined where it is too large. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  let body = '';
  for await (const bytes of request as AsyncIterable<Buffer>) {
    body += bytes.toString('latin1');
    if (body.length > longestWebhook) return undefined;
  }
  return new URLSearchParams(body);
}

function baseOf(url: string): URL | undefined {
  try {
    return new URL(url);
  } catch {
    return undefined;
  }
}
