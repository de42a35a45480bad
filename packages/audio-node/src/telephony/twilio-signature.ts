import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { DuologueError } from '@duologue/core';
import type { CallRequest } from './call-request.ts';

export interface TwilioSignatureOptions {
  /** The primary auth token of the Twilio account. */
  readonly authToken: string;
}

/**
 * Lets in whom Twilio has sent, by the signature of the webhook and of the media stream, and nobody else:
 * `authorize: twilioSignature({ authToken })`. The address must be the one that Twilio calls: behind a proxy, give `publicUrl`.
 * After https://www.twilio.com/docs/usage/webhooks/webhooks-security
 * @throws DuologueError INVALID_OPTIONS
 */
export function twilioSignature({
  authToken,
}: TwilioSignatureOptions): (request: IncomingMessage, call: CallRequest) => boolean {
  if (typeof authToken !== 'string' || authToken === '')
    throw new DuologueError(
      'INVALID_OPTIONS',
      'authToken is empty. It is the auth token of the Twilio account.',
    );
  return ({ headers }, { url, form }) => {
    const given = headers['x-twilio-signature'];
    if (typeof given !== 'string') return false;
    const fields = fieldsOf(form);
    return spellingsOf(url).some((spelling) => same(given, signatureOf(spelling + fields, authToken)));
  };
}

function signatureOf(text: string, authToken: string): string {
  return createHmac('sha1', authToken).update(text).digest('base64');
}

/** In an equal time for all that are wrong: nobody can find a signature out byte by byte. */
function same(given: string, due: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(due)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** Names and values without anything between, in the order of the names; of equal values, one. */
function fieldsOf(form: URLSearchParams): string {
  return [...new Set(form.keys())]
    .sort()
    .flatMap((name) => [...new Set(form.getAll(name))].sort().map((value) => name + value))
    .join('');
}

/** Twilio has signed with a port that is not in the address, or without one that is: its own libraries try both, too. */
function spellingsOf(url: string): string[] {
  const [, scheme = '', host = '', port, rest = ''] = /^(\w+:\/\/)([^/:]+)(:\d+)?(.*)$/s.exec(url) ?? [];
  const usual = /^(https|wss):/.test(scheme) ? ':443' : ':80';
  return [url, port === undefined ? scheme + host + usual + rest : scheme + host + rest];
}
