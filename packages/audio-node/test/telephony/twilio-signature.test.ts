import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { CallServer, twilioSignature } from '@duologue/audio-node';
import { Session } from '@duologue/core';
import { WebSocket } from 'ws';

const authToken = '12345';
const sign = (text: string) => createHmac('sha1', authToken).update(text).digest('base64');

/** A request as the server shows it to `authorize`. */
function ask(signature: string | undefined, url: string, form: Record<string, string> | string = {}) {
  const headers = signature === undefined ? {} : { 'x-twilio-signature': signature };
  const call = { provider: 'twilio', url, form: new URLSearchParams(form) } as const;
  return twilioSignature({ authToken })({ headers } as IncomingMessage, call);
}

it('takes the signature that Twilio documents, and no other', () => {
  // https://www.twilio.com/docs/usage/security#validating-requests
  const url = 'https://mycompany.com/myapp.php?foo=1&bar=2';
  const form = {
    To: '+18005551212',
    From: '+14158675310',
    Digits: '1234',
    Caller: '+14158675310',
    CallSid: 'CA1234567890ABCDE',
  };
  const documented = 'GvWf1cFY/Q7PnoempGyD5oXAezc=';
  expect(ask(documented, url, form)).toBe(true);
  expect(ask(documented, url, { ...form, Digits: '1235' })).toBe(false);
  expect(ask(documented, `${url}3`, form)).toBe(false);
  expect(ask(documented.toLowerCase(), url, form)).toBe(false);
  expect(ask('', url, form)).toBe(false);
  expect(ask(undefined, url, form)).toBe(false);
});

it.each([
  ['https://phone.example.com/twilio', 'https://phone.example.com:443/twilio'],
  ['https://phone.example.com:8443/twilio', 'https://phone.example.com/twilio'],
  ['wss://phone.example.com/twilio', 'wss://phone.example.com:443/twilio'],
  ['http://phone.example.com/twilio', 'http://phone.example.com:80/twilio'],
])('takes %s for %s, which Twilio may have signed', (url, signed) => {
  expect(ask(sign(url), url)).toBe(true);
  expect(ask(sign(signed), url)).toBe(true);
});

it('takes a field that comes more than once', () => {
  expect(ask(sign('https://x.example/Aa1Aa2'), 'https://x.example/', 'A=a2&A=a1&A=a2')).toBe(true);
});

it('refuses to check with a token that is empty', () => {
  expect(() => twilioSignature({ authToken: '' })).toThrow(
    expect.objectContaining({ code: 'INVALID_OPTIONS', message: expect.stringContaining('authToken') }),
  );
});

it('keeps out whom Twilio has not sent, at the webhook and at the stream', async () => {
  const server = await CallServer.start({
    answer: () => new Session({ url: 'ws://agent' }),
    drainMs: 0,
    publicUrl: 'https://phone.example.com',
    authorize: twilioSignature({ authToken }),
  });
  onTestFinished(() => server.stop());
  const ring = async (signature: string) => {
    const body = new URLSearchParams({ To: 'ü', From: '+1' });
    const headers = { 'x-twilio-signature': signature };
    const url = `http://127.0.0.1:${server.port}/twilio`;
    return (await fetch(url, { method: 'POST', headers, body })).status;
  };
  expect(await ring(sign('https://phone.example.com/twilioFrom+1Toü'))).toBe(200);
  expect(await ring(sign('https://phone.example.com/twilioFrom+2Toü'))).toBe(403);
  const open = (signature: string) => {
    const headers = { 'x-twilio-signature': signature };
    return once(new WebSocket(`ws://127.0.0.1:${server.port}/twilio`, { headers }), 'open');
  };
  await open(sign('wss://phone.example.com/twilio'));
  await expect(open(sign('https://phone.example.com/twilio'))).rejects.toThrow('403');
});
