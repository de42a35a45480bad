import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ScenarioWords, Step } from '@duologue/testkit';
import { PythonConversation } from '../clients/python/python-conversation.ts';
import { PythonTools } from '../clients/python/python-tools.ts';
import { withServer } from './raw-socket.ts';
import type { Check } from './run-checks.ts';

const pcm = Buffer.alloc(320).toString('base64');

const bearable: readonly (Readonly<Record<string, unknown>> | string)[] = [
  { type: 'keep_alive' },
  { type: 'brand_new', brand_new_event: null },
  { type: 'audio', audio_event: { audio_base_64: pcm, event_id: '7', is_final: true } },
  { type: 'interruption', interruption_event: { event_id: '7' } },
];

const unbearable: readonly {
  readonly what: string;
  readonly message: Readonly<Record<string, unknown>> | string;
  readonly because: RegExp;
}[] = [
  {
    what: 'an alignment that is null',
    message: { type: 'audio', audio_event: { audio_base_64: pcm, event_id: 1, alignment: null } },
    because: /alignment is null/,
  },
  {
    what: 'a ping without ping_ms',
    message: { type: 'ping', ping_event: { event_id: 1 } },
    because: /KeyError: 'ping_ms'/,
  },
  {
    what: 'parameters that are null',
    message: {
      type: 'client_tool_call',
      client_tool_call: { tool_name: 'get_weather', tool_call_id: 'call_1', parameters: null },
    },
    because: /parameters is null/,
  },
  {
    what: 'a second metadata message',
    message: {
      type: 'conversation_initiation_metadata',
      conversation_initiation_metadata_event: { conversation_id: 'conv_2' },
    },
    because: /AssertionError/,
  },
  { what: 'a message without a type', message: { ping_event: {} }, because: /KeyError: 'type'/ },
  { what: 'a frame that is no JSON', message: '{"type": ', because: /JSON/ },
];

/** What the Python SDK cannot bear, as a proof that its stand-in cannot either; and what it can. */
export const pythonChecks: readonly Check[] = [
  ...(['sync', 'async'] as const).flatMap((flavour) => [
    ...unbearable.map(({ what, message, because }) => ({
      name: `the ${flavour} Python stand-in hangs up on ${what}`,
      run: async () => {
        const rejected = await hearsOut(flavour, ({ server, client }) => [
          server.metadata(),
          server.raw(message),
          client.closed({ code: 1000 }),
        ]);
        assert.match(rejected ?? 'nothing', because);
      },
    })),
    {
      name: `the ${flavour} Python stand-in bears noise, unknown fields, and ids that are strings`,
      run: async () => {
        const rejected = await hearsOut(flavour, ({ server, client }) => [
          server.metadata({ fields: { brand_new: null } }),
          ...bearable.map((message) => server.raw(message)),
          server.toolCall('unknown_tool'),
          client.toolResult('unknown_tool', {
            isError: true,
            result: "Tool 'unknown_tool' is not registered",
          }),
          server.close(),
        ]);
        assert.equal(rejected, undefined);
      },
    },
  ]),
  {
    name: 'the Python stand-in fails on a subprotocol that it did not offer',
    run: async () => {
      const server = createServer().on('upgrade', (request, socket) => {
        const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
        socket.end(
          `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${createHash('sha1').update(key).digest('base64')}\r\nSec-WebSocket-Protocol: convai\r\n\r\n`,
        );
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      try {
        await assert.rejects(converse('sync', baseUrl).run(), /subprotocol/);
      } finally {
        server.close();
      }
    },
  },
];

/** Plays a script to the stand-in; the result is why it hung up. */
function hearsOut(
  flavour: 'sync' | 'async',
  steps: (words: ScenarioWords) => readonly Step[],
): Promise<string | undefined> {
  return withServer(steps, { strict: false }, async (server) => {
    const conversation = converse(flavour, server.httpUrl);
    await conversation.run();
    await server.conversations[0]?.closed;
    const failure = server.conversations[0]?.failure;
    // the pong to a ping that the script made up is no surprise
    if (failure && failure.code !== 'unexpected_message') throw failure;
    return conversation.rejected;
  });
}

function converse(flavour: 'sync' | 'async', baseUrl: string): PythonConversation {
  return new PythonConversation({
    baseUrl,
    agentId: 'agent 1/a',
    apiKey: '',
    requiresAuth: false,
    flavour,
    audio: { start: () => {}, stop: () => {}, output: () => {}, interrupt: () => {} },
    tools: new PythonTools(),
    callbacks: { latencyMeasurement: () => {}, audioAlignment: () => {} },
  });
}
