import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { exampleServer } from './example-server.mjs';

export interface HttpMcpServer extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  readonly sessions: () => number;
  readonly stop: () => Promise<void>;
}

/** The SDK's server over streamable HTTP, with sessions, as its examples have it. */
export async function serveHttp(port = 0, makeServer = exampleServer): Promise<HttpMcpServer> {
  const sessions = new Map<string, StreamableHTTPServerTransport>();
  const server = createServer((request, response) => {
    const id = request.headers['mcp-session-id'];
    const known = typeof id === 'string' ? sessions.get(id) : undefined;
    if (known) return void known.handleRequest(request, response);
    if (id !== undefined) return void response.writeHead(404).end('Session not found');
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: (session) => void sessions.set(session, transport),
    });
    void makeServer()
      .connect(transport as Parameters<ReturnType<typeof exampleServer>['connect']>[0])
      .then(() => transport.handleRequest(request, response));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const { port: taken } = server.address() as AddressInfo;
  return {
    port: taken,
    url: `http://127.0.0.1:${taken}/mcp`,
    sessions: () => sessions.size,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
