import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { refusal } from './responses.ts';

/** The largest body that is read: the service takes files of up to 20 MB. */
const longestBody = 25 * 1024 * 1024;

/** Lets a handler of web requests answer a request of node:http. Never rejects: a handler that fails is answered for with 500. */
export async function answerNodeRequest(
  request: IncomingMessage,
  response: ServerResponse,
  handle: (request: Request) => Promise<Response>,
): Promise<void> {
  try {
    await answerWith(request, response, handle);
  } catch {
    if (response.headersSent) response.destroy();
    else response.writeHead(500).end();
  }
}

async function answerWith(
  request: IncomingMessage,
  response: ServerResponse,
  handle: (request: Request) => Promise<Response>,
): Promise<void> {
  const address = `http://${request.headers.host ?? 'localhost'}${request.url ?? '/'}`;
  const answer = await toWebRequest(request, address).then(
    (webRequest) => (webRequest ? handle(webRequest) : refusal(413, 'too_large', 'The body is too large.')),
    () => refusal(400, 'bad_request', 'The request cannot be read.'),
  );
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.end(Buffer.from(await answer.arrayBuffer()));
}

async function toWebRequest(request: IncomingMessage, address: string): Promise<Request | undefined> {
  const { method = 'GET' } = request;
  const headers = Object.entries(request.headersDistinct).flatMap(([name, values = []]) =>
    values.map((value): [string, string] => [name, value]),
  );
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS')
    return new Request(address, { method, headers });
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of Readable.from(request)) {
    pieces.push(piece as Buffer);
    length += (piece as Buffer).length;
    if (length > longestBody) return undefined;
  }
  return new Request(address, { method, headers, body: Buffer.concat(pieces) });
}
