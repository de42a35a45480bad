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
  return `<?xml version="1.0" encoding="UTF-8"?><Response><Connect><Stream url="${escape(url)}"${mode}>${children}</Stream></Connect></Response>`;
}

function escape(text: string): string {
  return text.replaceAll(/[<>&"'\p{Cc}]/gu, (character) => `&#${character.codePointAt(0)};`);
}
