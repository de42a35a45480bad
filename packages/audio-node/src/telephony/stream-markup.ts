/**
 * The answer to the webhook of an incoming call: "connect this call to that WebSocket, both ways". TwiML for Twilio, and TeXML for Telnyx,
 * which is the same language.
 */
export function streamMarkup(
  provider: 'twilio' | 'telnyx',
  url: string,
  parameters: Readonly<Record<string, string>> = {},
): string {
  const mode = provider === 'telnyx' ? ' bidirectionalMode="rtp"' : '';
  const children = Object.entries(parameters)
    .map(([name, value]) => `<Parameter name="${escape(name)}" value="${escape(value)}"/>`)
    .join('');
  return response(`<Connect><Stream url="${escape(url)}"${mode}>${children}</Stream></Connect>`);
}

/** The answer to the webhook of a call that cannot be taken now: the caller hears that the line is busy. */
export function busyMarkup(): string {
  return response('<Reject reason="busy"/>');
}

function response(verb: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><Response>${verb}</Response>`;
}

function escape(text: string): string {
  return text.replaceAll(/[<>&"'\p{Cc}]/gu, (character) => `&#${character.codePointAt(0)};`);
}
