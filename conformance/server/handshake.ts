import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import type { ConvaiServer } from '@duologue/testkit';
import { RawSocket, withServer, type RawSocketOptions } from './raw-socket.ts';
import type { Check } from './run-checks.ts';

const attempts = 20;

/** How connections begin: subprotocols, extensions, and the gap after the metadata. */
export const handshakeChecks: readonly Check[] = [
  ...[
    { offered: [], chosen: '' },
    { offered: ['convai'], chosen: 'convai' },
    { offered: ['convai', 'bearer.token'], chosen: 'convai' },
  ].map(({ offered, chosen }) => ({
    name: `offered the subprotocols [${offered.join(', ')}], it answers ${chosen === '' ? 'with none' : `"${chosen}"`}`,
    run: () =>
      greet({}, async (server) => {
        const { socket } = new RawSocket(server.url, { protocols: offered });
        await once(socket, 'open');
        assert.equal(socket.protocol, chosen);
      }),
  })),
  ...[
    'permessage-deflate; client_max_window_bits', // browsers, Node 22
    'permessage-deflate; server_max_window_bits=12; client_max_window_bits=12', // Python
    'permessage-deflate, x-unheard-of; level=9',
  ].map((offer) => ({
    name: `declines the extensions "${offer}"`,
    run: () =>
      greet({}, async (server) => {
        const head = await upgradeByHand(server, { 'Sec-WebSocket-Extensions': offer });
        assert.match(head, /^HTTP\/1\.1 101 /);
        assert.doesNotMatch(head, /sec-websocket-extensions/i);
      }),
  })),
  {
    name: 'sends text frames that begin with the metadata, and no ping to a client that nobody drives',
    run: () =>
      greet({}, async (server) => {
        const raw = new RawSocket(server.url);
        let pings = 0;
        raw.socket.on('ping', () => (pings += 1));
        await raw.closed;
        assert.deepEqual(
          [raw.types, raw.binaryFrames, pings],
          [['conversation_initiation_metadata', 'agent_response'], [], 0],
        );
      }),
  },
  {
    name: 'answers WebSocket pings with their payload',
    run: () =>
      withServer(
        ({ server, client }) => [server.metadata(), client.userMessage(), server.close()],
        {},
        async (server) => {
          const { socket } = new RawSocket(server.url);
          await once(socket, 'open');
          socket.ping('are you there?');
          const [payload] = (await once(socket, 'pong')) as [Buffer];
          assert.equal(payload.toString(), 'are you there?');
        },
      ),
  },
  {
    name: `leaves 5 ms after the metadata for other clients that offer convai (${attempts} of ${attempts})`,
    run: async () => {
      // a busy computer may hand over at once what came in two frames, but not in each of three series
      let short: number[] = [];
      for (let series = 0; series < 3; series += 1) {
        short = (await measureGaps({ protocols: ['convai'] })).filter((gap) => gap < 4.5);
        if (short.length === 0) return;
      }
      assert.deepEqual(short, []);
    },
  },
  {
    name: 'leaves no gap where convai was not offered, nor for Duologue sessions',
    run: async () => {
      // a busy computer may part two frames, but not every time
      const without = await measureGaps({});
      const ours = await measureGaps({ protocols: ['convai'] }, '&source=duologue');
      assert.ok(Math.min(...without) < 1, `without convai there were at least ${Math.min(...without)} ms`);
      assert.ok(Math.min(...ours) < 1, `for a session there were at least ${Math.min(...ours)} ms`);
    },
  },
];

/** Serves a greeting, then the end. */
function greet<T>(
  options: Parameters<typeof withServer>[1],
  use: (server: ConvaiServer) => Promise<T>,
): Promise<T> {
  return withServer(({ server }) => [server.metadata(), server.say('Hello.'), server.close()], options, use);
}

/** How long after the metadata the next frame arrives, in milliseconds. */
function measureGaps(options: RawSocketOptions, query = ''): Promise<number[]> {
  return greet({}, async (server) => {
    const gaps: number[] = [];
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const raw = new RawSocket(`${server.url}${query}`, options);
      await raw.closed;
      const [metadata = NaN, next = NaN] = raw.arrivalsMs;
      gaps.push(next - metadata);
    }
    return gaps;
  });
}

/** The head of the answer to a handshake with these headers. */
async function upgradeByHand(
  server: ConvaiServer,
  headers: Readonly<Record<string, string>>,
): Promise<string> {
  const { hostname, port, pathname } = new URL(server.url);
  const socket = createConnection(Number(port), hostname);
  const lines = [
    `GET ${pathname}?agent_id=agent_test HTTP/1.1`,
    `Host: ${hostname}:${port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return answer.toString('latin1').split('\r\n\r\n')[0] ?? '';
}
