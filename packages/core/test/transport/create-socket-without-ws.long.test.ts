import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { agentResponse, metadata } from '../support/server-words.ts';
import { SocketService } from './socket-service.ts';

it('uses the global WebSocket where ws cannot be loaded, and refuses there what only ws knows', async () => {
  await using service = await SocketService.listen({ greeting: [metadata(), agentResponse('Hello.', 1)] });
  const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--no-warnings',
    '--experimental-websocket',
    '--conditions=@duologue/source',
    '--import=tsx',
    `--import=${file('hide-ws.mjs')}`,
    file('without-ws.ts'),
    service.url,
  ]);
  const talked = {
    types: ['conversation_initiation_metadata', 'agent_response'],
    reason: 'user',
    closeCode: 1000,
  };
  const refused = (option: string) => ({
    code: 'INVALID_OPTIONS',
    message: `The global WebSocket, used because the package ws cannot be loaded, knows no ${option}. Leave out what it does not know, install ws, or give socket.createSocket.`,
  });

  expect(JSON.parse(stdout)).toEqual({
    withSocket: talked,
    withHeaders: refused('headers'),
    withTls: refused('tls'),
    withCreateSocket: talked,
    withoutSocket: {
      code: 'CONNECT_FAILED',
      message:
        'There is neither the package ws nor a global WebSocket. Install ws, or give socket.createSocket.',
    },
  });
});
