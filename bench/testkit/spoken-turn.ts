import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { systemClock } from '@duologue/core';
import { ConvaiServer, prepareScenario, scenario, tone } from '@duologue/testkit';
import { inTurn } from './median.ts';

const turns = 100;

/** A spoken turn over a socket: `user_message`, one second of audio in ten chunks, `agent_response`. */
const talk = scenario('talk', ({ server, client }) => [
  server.metadata(),
  ...Array.from({ length: turns }, () => [
    client.userMessage(),
    server.say('The answer takes a second.', { audio: tone(440, 1_000) }),
  ]).flat(),
  server.close(),
]);

export interface SpokenTurn {
  readonly testkitMs: number;
  /** A hand-written server on bare `ws` that sends the same frames. */
  readonly bareMs: number;
}

export async function measureSpokenTurn(rounds: number): Promise<SpokenTurn> {
  const prepared = await prepareScenario(talk);
  const server = await ConvaiServer.listen(prepared, { clock: systemClock });
  const frames = await recordFrames(server.url);
  const bare = await bareServer(frames);
  const bareUrl = `ws://127.0.0.1:${(bare.address() as AddressInfo).port}/`;
  for (let warmUp = 0; warmUp < 3; warmUp += 1) await Promise.all([hold(server.url), hold(bareUrl)]);
  const [testkitMs, bareMs] = await inTurn(
    rounds,
    () => hold(server.url),
    () => hold(bareUrl),
  );
  await server.close();
  bare.close();
  return { testkitMs: testkitMs / turns, bareMs: bareMs / turns };
}

/** Holds the whole talk as a client that does nothing but ask; it takes in every frame. */
async function hold(url: string, frames?: string[][]): Promise<void> {
  const socket = new WebSocket(url);
  let turn: string[] = [];
  socket.on('open', () => socket.send(JSON.stringify({ type: 'conversation_initiation_client_data' })));
  socket.on('message', (data: Buffer) => {
    const text = data.toString();
    turn.push(text);
    if (!text.startsWith('{"type":"agent_response"') && !text.startsWith('{"type":"conversation_init'))
      return;
    frames?.push(turn);
    turn = [];
    if (socket.readyState === WebSocket.OPEN)
      socket.send(JSON.stringify({ type: 'user_message', text: 'Next?' }));
  });
  await once(socket, 'close');
}

/** What the server sends in answer to each message of the client. */
async function recordFrames(url: string): Promise<readonly (readonly string[])[]> {
  const frames: string[][] = [];
  await hold(url, frames);
  return frames;
}

async function bareServer(frames: readonly (readonly string[])[]): Promise<WebSocketServer> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  server.on('connection', (socket) => {
    let turn = 0;
    socket.on('message', (data: Buffer) => {
      JSON.parse(data.toString());
      for (const frame of frames[turn] ?? []) socket.send(frame);
      turn += 1;
      if (turn === frames.length) socket.close(1000);
    });
  });
  await once(server, 'listening');
  return server;
}
