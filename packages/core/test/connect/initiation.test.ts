import { readFile } from 'node:fs/promises';
import * as fc from 'fast-check';
import { expect, expectTypeOf, it } from 'vitest';
import {
  initiationMessages,
  initiationOptionNames,
  type InitiationOptions,
} from '../../src/connect/initiation.ts';
import { ownSource } from '../../src/connect/initiation-source.ts';
import { compiledSchema } from '../../src/protocol/compiled-schema.ts';
import { clientMessageSchemas, initiationOptionsSchema } from '../../src/protocol/contract.generated.ts';
import { valuesOf } from '../protocol/schema-arbitrary.ts';

const type = 'conversation_initiation_client_data';
const source_info = ownSource;

it('names itself, and says nothing else where nothing was asked for', () => {
  expect(initiationMessages({})).toEqual([{ type, source_info }]);
});

it('names the version of its package', async () => {
  const manifest = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  expect(ownSource).toEqual({
    source: 'duologue',
    version: (JSON.parse(manifest) as { version: string }).version,
  });
});

it('puts every option where the contract has it', () => {
  const options: InitiationOptions = {
    overrides: {
      agent: {
        firstMessage: 'Welcome.',
        language: 'de',
        prompt: { prompt: 'Be brief.', llm: 'gemini-2.5-flash', toolIds: ['tool_1'] },
        nativeMcpServerIds: ['mcp_1'],
        maxConversationDurationMessage: 'Time is up.',
      },
      tts: { voiceId: 'voice_1', stability: 0.5, speed: 0.7, similarityBoost: 1 },
      asr: { keywords: ['Duologue'] },
      turn: { softTimeoutConfig: { message: 'One moment.' } },
      conversation: { textOnly: true, clientEvents: ['agent_response', 'ping'], maxDurationSeconds: 60 },
    },
    dynamicVariables: { userName: 'Ada', visits: 3, is_member: true },
    customLlmExtraBody: { maxTokens: 5, nested: { camelCase: 1 } },
    userId: 'user_1',
    sourceInfo: { source: 'kiosk', version: '9' },
    toolMockConfig: {
      mockingStrategy: 'selected',
      mockedToolNames: ['weather'],
      fallbackStrategy: 'raise_error',
    },
    branchId: 'branch_1',
    startingWorkflowNodeId: 'node_1',
    procedureIds: [],
  };
  expect(initiationMessages(options)).toEqual([
    {
      type,
      conversation_config_override: {
        agent: {
          first_message: 'Welcome.',
          language: 'de',
          prompt: { prompt: 'Be brief.', llm: 'gemini-2.5-flash', tool_ids: ['tool_1'] },
          native_mcp_server_ids: ['mcp_1'],
          max_conversation_duration_message: 'Time is up.',
        },
        tts: { voice_id: 'voice_1', stability: 0.5, speed: 0.7, similarity_boost: 1 },
        asr: { keywords: ['Duologue'] },
        turn: { soft_timeout_config: { message: 'One moment.' } },
        conversation: {
          text_only: true,
          client_events: ['agent_response', 'ping'],
          max_duration_seconds: 60,
        },
      },
      dynamic_variables: { userName: 'Ada', visits: 3, is_member: true },
      custom_llm_extra_body: { maxTokens: 5, nested: { camelCase: 1 } },
      user_id: 'user_1',
      source_info: { source: 'kiosk', version: '9' },
      tool_mock_config: {
        mocking_strategy: 'selected',
        mocked_tool_names: ['weather'],
        fallback_strategy: 'raise_error',
      },
      branch_id: 'branch_1',
      starting_workflow_node_id: 'node_1',
      procedure_ids: [],
    },
  ]);
});

it('says the set-up of an on-premises server first', () => {
  const enclaveSetup = {
    agentConfigDict: { conversationConfig: { agent: {} } },
    postCallAudioWebhook: { url: 'https://example.com', hmacSecret: '0123456789abcdef' },
  };
  expect(initiationMessages({ enclaveSetup, userId: 'user_1' })).toEqual([
    {
      type: 'enclave_setup_config',
      agent_config_dict: { conversationConfig: { agent: {} } },
      override_agent_config_list: null,
      tools_config_list: null,
      prompt_knowledge_base: null,
      post_call_audio_webhook: { url: 'https://example.com', hmac_secret: '0123456789abcdef' },
    },
    { type, source_info, user_id: 'user_1' },
  ]);
});

it('merges the fields of tomorrow over everything else, but for the type', () => {
  const extra = {
    type: 'something_else',
    environment: 'staging',
    source_info: 'none',
    conversation_config_override: { tts: { speed: 6, mood: 'sunny' }, vad: { patience: 'high' } },
  };
  expect(initiationMessages({ overrides: { tts: { speed: 1, voiceId: 'v' } }, extra })).toEqual([
    {
      type,
      environment: 'staging',
      source_info: 'none',
      conversation_config_override: {
        tts: { speed: 6, voice_id: 'v', mood: 'sunny' },
        vad: { patience: 'high' },
      },
    },
  ]);
});

it.each(['constructor', 'toString', 'hasOwnProperty'])('keeps a key called %s a key', (key) => {
  const values = { [key]: [[null], { [key]: 1 }] };
  const [message] = initiationMessages({ customLlmExtraBody: values });
  expect(message?.['custom_llm_extra_body']).toEqual(values);
});

it('keeps a key called __proto__ a key', () => {
  const customLlmExtraBody = JSON.parse('{"__proto__":{"polluted":true}}') as Record<string, unknown>;
  const extra = JSON.parse('{"custom_llm_extra_body":{"__proto__":{"more":1}}}') as Record<string, unknown>;
  const [message] = initiationMessages({ customLlmExtraBody, extra });
  expect(JSON.stringify(message?.custom_llm_extra_body)).toBe('{"__proto__":{"polluted":true,"more":1}}');
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

it('shares nothing with the options', () => {
  const dynamicVariables = { name: 'Ada' };
  const extra = { tags: ['a'] };
  const [message] = initiationMessages({ dynamicVariables, extra });
  (message as { tags: string[] }).tags.push('b');
  (message as { dynamic_variables: typeof dynamicVariables }).dynamic_variables.name = 'Bob';
  expect({ dynamicVariables, extra }).toEqual({ dynamicVariables: { name: 'Ada' }, extra: { tags: ['a'] } });
});

it('leaves out what is undefined', () => {
  const options = {
    userId: undefined,
    overrides: { tts: { speed: undefined } },
  } as unknown as InitiationOptions;
  expect(initiationMessages(options)).toEqual([
    { type, source_info, conversation_config_override: { tts: {} } },
  ]);
});

it('says only what the contract allows, whatever the options', () => {
  const { extra: _, ...properties } = initiationOptionsSchema.properties as Readonly<Record<string, object>>;
  const options = valuesOf({ ...initiationOptionsSchema, properties }) as fc.Arbitrary<InitiationOptions>;
  fc.assert(
    fc.property(options, (contractual) => {
      const errors = initiationMessages(contractual).map((message) => {
        const validate = compiledSchema(
          clientMessageSchemas[message.type as typeof type | 'enclave_setup_config'],
        );
        validate(message);
        return validate.errors;
      });
      expect(errors).toEqual(errors.map(() => null));
    }),
    { numRuns: 500 },
  );
});

const textOnlyPlace = 'overrides.conversation.textOnly';

it.each<[object, string, string]>([
  [
    { dynamicVarables: {} },
    'dynamicVarables',
    'dynamicVarables is not an option. Did you mean dynamicVariables?',
  ],
  [{ user_id: 'u' }, 'user_id', 'user_id is not an option. Did you mean userId?'],
  [{ textOnly: true }, 'textOnly', `textOnly is not an option. It belongs in ${textOnlyPlace}.`],
  [
    { overrides: { text_only: true } },
    'overrides.text_only',
    `overrides.text_only is not an option. It belongs in ${textOnlyPlace}.`,
  ],
  [
    { overrides: { tts: { spede: 1 } } },
    'overrides.tts.spede',
    'overrides.tts.spede is not an option. Did you mean overrides.tts.speed?',
  ],
  [
    { overrides: { asr: { boost: [] } } },
    'overrides.asr.boost',
    'overrides.asr.boost is not an option. Known here: keywords.',
  ],
  [
    { overrides: { tts: { speed: 6 } } },
    'overrides.tts.speed',
    'overrides.tts.speed cannot be 6. It must be a number from 0.7 to 5.',
  ],
  [
    { overrides: { conversation: { maxDurationSeconds: 0 } } },
    'overrides.conversation.maxDurationSeconds',
    'overrides.conversation.maxDurationSeconds cannot be 0. It must be a whole number of at least 1.',
  ],
  [
    { overrides: { conversation: { clientEvents: ['audio', 'agent_respons'] } } },
    'overrides.conversation.clientEvents[1]',
    'overrides.conversation.clientEvents[1] cannot be "agent_respons". Did you mean "agent_response"?',
  ],
  [
    { toolMockConfig: { mockingStrategy: 'sometimes' } },
    'toolMockConfig.mockingStrategy',
    'toolMockConfig.mockingStrategy cannot be "sometimes". It must be "none", "all", or "selected".',
  ],
  [
    { overrides: { agent: { nativeMcpServerIds: Array.from({ length: 11 }, () => 'mcp') } } },
    'overrides.agent.nativeMcpServerIds',
    'overrides.agent.nativeMcpServerIds cannot be a list of 11. It must be a list of at most 10 items.',
  ],
  [
    { overrides: { conversation: { textOnly: 'yes' } } },
    textOnlyPlace,
    `${textOnlyPlace} cannot be a string of 3 characters. It must be a boolean.`,
  ],
  [
    { dynamicVariables: { name: null } },
    'dynamicVariables.name',
    'dynamicVariables.name cannot be null. It must be a string, a number, or a boolean.',
  ],
  [
    { dynamicVariables: { name: undefined } },
    'dynamicVariables.name',
    'dynamicVariables.name cannot be nothing. It must be a string, a number, or a boolean.',
  ],
  [
    { dynamicVariables: { amount: Number.NaN } },
    'dynamicVariables.amount',
    'dynamicVariables.amount cannot be NaN. It must be a string, a number, or a boolean.',
  ],
  [
    { enclaveSetup: { postCallAudioWebhook: { hmacSecret: '0123456789abcdef' } } },
    'enclaveSetup.postCallAudioWebhook.url',
    'enclaveSetup.postCallAudioWebhook.url is missing.',
  ],
  [
    { enclaveSetup: { postCallAudioWebhook: { url: 'https://example.com', hmacSecret: 'sh0rt' } } },
    'enclaveSetup.postCallAudioWebhook.hmacSecret',
    'enclaveSetup.postCallAudioWebhook.hmacSecret cannot be a string of 5 characters. It must be a string of at least 16 characters.',
  ],
  [{ extra: ['a'] }, 'extra', 'extra cannot be a list of 1. It must be an object.'],
])('refuses %o', (options, path, problem) => {
  expect(() => initiationMessages(options as InitiationOptions)).toThrow(
    expect.objectContaining({ code: 'INVALID_OPTIONS', message: problem, details: { path } }),
  );
});

it('refuses options that are none', () => {
  expect(() => initiationMessages('agent_1' as unknown as InitiationOptions)).toThrow(
    expect.objectContaining({
      code: 'INVALID_OPTIONS',
      message: 'What a conversation begins with cannot be a string of 7 characters. It must be an object.',
    }),
  );
});

it('refuses what JSON cannot say', () => {
  expect(() => initiationMessages({ customLlmExtraBody: { budget: 10n } })).toThrow(
    expect.objectContaining({
      code: 'INVALID_OPTIONS',
      message: 'What is said at the start of a conversation must be plain JSON.',
    }),
  );
});

it('knows the names of its options', () => {
  expectTypeOf<keyof InitiationOptions>().toExtend<string>();
  expect(initiationOptionNames).toEqual([
    'overrides',
    'dynamicVariables',
    'customLlmExtraBody',
    'userId',
    'sourceInfo',
    'toolMockConfig',
    'branchId',
    'startingWorkflowNodeId',
    'procedureIds',
    'enclaveSetup',
    'extra',
  ]);
});
