import type { IncomingMessage } from 'node:http';
import { TextDecoder } from 'node:util';
import { DuologueError } from '@duologue/core';

export interface Body {
  readonly text: string;
  /** The media type without its parameters, in lower case. */
  readonly mediaType: string;
  /** True where there was more than may be read. */
  readonly isCut: boolean;
}

/**
 * Reads a body as text, at most `maxBytes` of it; then the connection is closed.
 * @throws DuologueError TOOL_FAILED where it is no text
 */
export async function readBody(response: IncomingMessage, maxBytes: number): Promise<Body> {
  try {
    const [mediaType = '', ...parameters] = (response.headers['content-type'] ?? 'text/plain')
      .toLowerCase()
      .split(';')
      .map((part) => part.trim());
    const encoding = response.headers['content-encoding'] ?? 'identity';
    if (!isText(mediaType))
      throw new DuologueError('TOOL_FAILED', `The answer is ${mediaType}, which is no text.`);
    if (encoding !== 'identity')
      throw new DuologueError(
        'TOOL_FAILED',
        `The answer is packed with ${encoding}, though it was asked for unpacked.`,
      );
    const charset =
      parameters
        .find((part) => part.startsWith('charset='))
        ?.slice('charset='.length)
        .replaceAll('"', '') ?? 'utf-8';
    const { bytes, isCut } = await readBytes(response, maxBytes);
    return { text: decoderFor(charset).decode(bytes, { stream: isCut }), mediaType, isCut };
  } finally {
    response.destroy();
  }
}

async function readBytes(
  response: IncomingMessage,
  maxBytes: number,
): Promise<{ bytes: Buffer; isCut: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    const room = maxBytes - size;
    chunks.push(chunk.subarray(0, room));
    size += chunk.length;
    if (size > maxBytes) return { bytes: Buffer.concat(chunks), isCut: true };
  }
  return { bytes: Buffer.concat(chunks), isCut: false };
}

function isText(mediaType: string): boolean {
  return /^text\/|^application\/(json|xml|xhtml\+xml|x-ndjson|yaml)$|\+(json|xml)$/.test(mediaType);
}

function decoderFor(charset: string): TextDecoder {
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
}
