import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { refusal } from './responses.ts';

/** The largest body that is read: the service takes files of up to 20 MB. */
const longestBody = 25 * 1024 * 1024;

/** Lets a handler of web requests answer a request of node:http: by 500 where it fails. Never rejects. */
export async function answerNodeRequest(
  request: IncomingMessage,
  response: ServerResponse,
  handle: (request: Request) => Promise<Response>,
): Promise<void> {
  const address = `http://${request.headers.host ?? 'localhost'}${request.url ?? '/'}`;
  const answer = toWebRequest(request, address)
    .then(
      (webRequest) => (webRequest ? handle(webRequest) : refusal(413, 'too_large', 'The body is too large.')),
      () => refusal(400, 'bad_request', 'The request cannot be read.'),
    )
    .catch((error: unknown) =>
      refusal(500, 'internal_error', `The scripted server failed: ${String(error)}`),
    );
  try {
    const { status, headers, body } = await written(await answer);
    response.writeHead(status, headers);
    response.end(body);
  } catch {
    response.destroy(); // what is half sent cannot be taken back
  }
}

async function written(answer: Response) {
  const { status, headers } = answer;
  return { status, headers: Object.fromEntries(headers), body: Buffer.from(await answer.arrayBuffer()) };
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
