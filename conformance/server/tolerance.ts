import assert from 'node:assert/strict';
import type { ScenarioWords, Step } from '@duologue/testkit';
import { initiation, RawSocket, withServer, type Message } from './raw-socket.ts';
import type { Check } from './run-checks.ts';

/** A quarter of a second of silence, as Python sends it. */
const microphone: Message = { user_audio_chunk: Buffer.alloc(8_000).toString('base64') };

/** What clients send that no server may stumble over. */
export const toleranceChecks: readonly Check[] = [
  ...[
    { what: 'microphone audio before the metadata', first: [initiation, microphone, microphone] },
    { what: 'microphone audio before the initiation', first: [microphone, initiation] },
    {
      what: 'empty objects all over the initiation',
      first: [
        {
          ...initiation,
          custom_llm_extra_body: {},
          conversation_config_override: { agent: {}, tts: {}, conversation: {} },
          dynamic_variables: {},
        },
      ],
    },
    {
      what: 'an initiation with keys that the contract does not have',
      first: [{ ...initiation, environment: 'production', brand_new: { deep: true } }],
    },
    {
      what: '`text_only` where Python puts it',
      first: [{ ...initiation, conversation_config_override: { text_only: true } }],
    },
  ].map(({ what, first }) => ({ name: `takes ${what}`, run: () => served(first, '&source=python_sdk') })),
  {
    name: 'serves an on-premises client: any path, no query, the set-up before the initiation',
    run: () => {
      const setup = {
        type: 'enclave_setup_config',
        agent_config_dict: {},
        override_agent_config_list: null,
        tools_config_list: null,
        prompt_knowledge_base: null,
        post_call_transcription_webhook_url: null,
        post_call_audio_webhook_url: null,
      };
      return withServer(greeting, {}, async ({ httpUrl, conversations }) => {
        const raw = new RawSocket(`${httpUrl.replace('http', 'ws')}/sagemaker/convai/conversation`, {
          first: [setup, initiation],
        });
        await raw.closed;
        assert.equal(conversations[0]?.failure?.message, undefined);
        assert.deepEqual(raw.types, ['conversation_initiation_metadata', 'agent_response']);
      });
    },
  },
  {
    name: 'waits for an initiation that is late, and for nothing else',
    run: () =>
      withServer(greeting, {}, async (server) => {
        const raw = new RawSocket(server.url, { first: [microphone] });
        await new Promise((resolve) => raw.socket.once('open', resolve));
        raw.socket.ping();
        await new Promise((resolve) => raw.socket.once('pong', resolve));
        assert.deepEqual(raw.types, []);
        raw.send(initiation);
        await raw.closed;
        assert.deepEqual(raw.types, ['conversation_initiation_metadata', 'agent_response']);
      }),
  },
];

function greeting({ server }: ScenarioWords): readonly Step[] {
  return [server.metadata(), server.say('Hello.'), server.close()];
}

/** A client that begins like this gets its greeting. */
function served(first: readonly Message[], query = ''): Promise<void> {
  return withServer(greeting, {}, async (server) => {
    const raw = new RawSocket(`${server.url}${query}`, { first });
    const end = await raw.closed;
    assert.equal(server.conversations[0]?.failure?.message, undefined);
    assert.deepEqual(
      [raw.types, end],
      [['conversation_initiation_metadata', 'agent_response'], { code: 1000, reason: '' }],
    );
  });
}
