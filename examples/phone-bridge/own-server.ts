import type { Socket } from 'node:net';
import { acceptMediaStream, type MediaSocket } from '@duologue/audio-node';
import { Session, type EndpointOptions } from '@duologue/core';
import type { WebSocketServer } from 'ws';

/** Answers the calls that come in at a WebSocket server that is there already. */
export function answerAt(server: WebSocketServer, agent: EndpointOptions): void {
  server.on('connection', (socket, request) => {
    talk(socket, request.socket, agent).catch((error: Error) => {
      console.error(`A call failed: ${error.message}`);
      socket.close();
    });
  });
}

async function talk(socket: MediaSocket, connection: Socket, agent: EndpointOptions): Promise<void> {
  const call = await acceptMediaStream(socket, { provider: 'twilio', connection });
  const session = new Session({ ...agent, plugins: [call] });
  void call.ended.then(() => session.end());
  await session.run();
}
