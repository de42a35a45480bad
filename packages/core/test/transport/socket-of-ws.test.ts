import { readFile } from 'node:fs/promises';
import { Agent, createServer, request as httpRequest, type ClientRequestArgs } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect, type Socket } from 'node:net';
import { expect, it } from 'vitest';
import { Session, webSocketTransport, type ConnectionClose } from '../../src/index.ts';
import { SocketService } from './socket-service.ts';

/** Tunnels every connection through an HTTP proxy, as the agents of `https-proxy-agent` do. */
class TunnelAgent extends Agent {
  readonly #proxyPort: number;

  constructor(proxyPort: number) {
    super();
    this.#proxyPort = proxyPort;
  }

  override createConnection(
    { host, port }: ClientRequestArgs,
    created?: (error: Error | null, socket: Socket) => void,
  ): undefined {
    httpRequest({ port: this.#proxyPort, method: 'CONNECT', path: `${host}:${port}` })
      .on('connect', (_, socket: Socket) => created?.(null, socket))
      .end();
  }
}

it('goes through a proxy agent', async () => {
  await using service = await SocketService.listen();
  const tunnels: (string | undefined)[] = [];
  const proxy = createServer();
  proxy.on('connect', ({ url = '' }, client) => {
    tunnels.push(url);
    const [host, port] = url.split(':');
    const server = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      server.pipe(client).pipe(server);
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const agent = new TunnelAgent((proxy.address() as AddressInfo).port);

  const session = new Session({ url: service.url, socket: { agent } });
  await session.start();
  await session.end();
  agent.destroy();
  proxy.close();
  expect(tunnels).toEqual([`127.0.0.1:${service.port}`]);
});

it('trusts the certificate authority that it is given, and no other', async () => {
  const read = (name: string) => readFile(new URL(`localhost/${name}`, import.meta.url), 'utf8');
  const [key, cert] = [await read('key.pem'), await read('certificate.pem')];
  await using service = await SocketService.listen({ tls: { key, cert } });

  const trusting = new Session({ url: service.url, socket: { tls: { ca: cert } } });
  await trusting.start();
  expect((await trusting.end()).closeCode).toBe(1000);

  const wary = new Session({ url: service.url });
  await expect(wary.start()).rejects.toThrow(
    'The connection could not be opened (DEPTH_ZERO_SELF_SIGNED_CERT).',
  );
});

it('sends headers with the upgrade', async () => {
  await using service = await SocketService.listen();
  const session = new Session({ url: service.url, headers: { 'x-shop': 'harbour' } });
  await session.start();
  await session.end();
  expect(service.requests[0]?.headers['x-shop']).toBe('harbour');
});

it('can be given up in the tick in which it was begun', async () => {
  await using service = await SocketService.listen();
  const session = new Session({ url: service.url });
  const started = session.start();
  await session.end();
  await expect(started).rejects.toMatchObject({ code: 'ABORTED' });
  expect(service.requests).toEqual([]);
});

it('never dials where it was given up while ws was loaded', async () => {
  await using service = await SocketService.listen();
  const request = (name: string) => ({
    url: `${service.url}${name}`,
    protocols: [],
    headers: {},
    initiation: [],
  });
  const closed = await new Promise<ConnectionClose>((resolve) => {
    const listener = { opened() {}, received() {}, closed: resolve };
    webSocketTransport().connect(request('first'), listener).terminate();
  });
  await new Promise<void>((resolve) => {
    const listener = { opened: resolve, received() {}, closed() {} };
    webSocketTransport().connect(request('second'), listener);
  });
  expect(closed).toEqual({ code: 1006, reason: '' });
  expect(service.requests.map(({ url }) => url)).toEqual(['/second']);
});
