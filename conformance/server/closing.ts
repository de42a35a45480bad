import assert from 'node:assert/strict';
import { RawSocket, withServer } from './raw-socket.ts';
import type { Check } from './run-checks.ts';

/** How connections end, on whichever side. */
export const closingChecks: readonly Check[] = [
  ...[
    { code: 1000, reason: '' },
    { code: 1002, reason: 'The LLM took too long.' },
    { code: 1008, reason: "Missing required dynamic variables in first message: {'username'}" },
    { code: 1011, reason: 'Something broke.' },
    { code: 3000, reason: 'refused' },
    { code: 3008, reason: 'too many concurrent connections' },
  ].map((end) => ({
    name: `closes with ${end.code} ${JSON.stringify(end.reason)} where the script says so`,
    run: () =>
      withServer(
        ({ server }) => [server.metadata(), server.close(end)],
        {},
        async (server) => {
          const raw = new RawSocket(server.url);
          assert.deepEqual(await raw.closed, end);
          assert.deepEqual(raw.types, ['conversation_initiation_metadata']);
        },
      ),
  })),
  {
    name: 'cuts the connection without a close frame for 1006',
    run: () =>
      withServer(
        ({ server }) => [server.metadata(), server.close({ code: 1006 })],
        {},
        async (server) => {
          assert.deepEqual(await new RawSocket(server.url).closed, { code: 1006, reason: '' });
        },
      ),
  },
  ...[
    { by: 'close(1000, "User ended conversation")', code: 1000, reason: 'User ended conversation' },
    { by: 'close() without a code', code: 1005, reason: '' },
    { by: 'close(3001)', code: 3001, reason: '' },
    { by: 'a lost connection', code: 1006, reason: '' },
  ].map(({ by, code, reason }) => ({
    name: `takes ${by} of a client, and sees ${code}`,
    run: () =>
      withServer(
        ({ server, client }) => [server.metadata(), client.closed({ code, reason })],
        {},
        async (server) => {
          const raw = new RawSocket(server.url);
          await raw.until('conversation_initiation_metadata');
          if (code === 1006) raw.socket.terminate();
          else if (code === 1005) raw.socket.close();
          else raw.socket.close(code, reason);
          await raw.closed;
          const [conversation] = server.conversations;
          await conversation?.closed;
          assert.equal(conversation?.failure?.message, undefined);
          assert.equal(conversation?.state, 'over');
        },
      ),
  })),
];
