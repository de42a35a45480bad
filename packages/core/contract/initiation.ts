import { Type } from 'typebox';
import { clientEvents } from './client-events.ts';
import { closed, flag, integer, list, nullable, oneOf, optional, ratio, record, text } from './shapes.ts';

const knowledgeBase = closed('KnowledgeBasePayload', {
  type: oneOf(['file', 'url', 'text', 'folder']),
  name: text(),
  id: text(),
  usage_mode: optional(oneOf(['prompt', 'auto'])),
});

const prompt = closed('PromptOverridePayload', {
  prompt: optional(nullable(text('The system prompt.'))),
  llm: optional(nullable(text('The model, such as `gemini-2.5-flash`.'))),
  tool_ids: optional(nullable(list(text(), 'The tools of the agent, by id.'))),
  tool_ids_strict: optional(nullable(flag('Whether `tool_ids` also limits the tools of workflow nodes.'))),
  native_mcp_server_ids: optional(nullable(list(text()))),
  knowledge_base: optional(nullable(list(knowledgeBase))),
});

const agent = closed('AgentOverridePayload', {
  first_message: optional(nullable(text('What the agent says first; empty: it waits for the user.'))),
  language: optional(nullable(text('Of recogniser and voice, such as `en` or `pt-br`.'))),
  prompt: optional(nullable(prompt)),
  native_mcp_server_ids: optional(
    nullable(Type.Array(text(), { maxItems: 10, description: 'MCP servers of the workspace, at most 10.' })),
  ),
  max_conversation_duration_message: optional(
    nullable(text('What the agent says when the conversation reaches its longest duration.')),
  ),
});

const supportedVoice = closed('SupportedVoicePayload', {
  label: text(),
  voice_id: text(),
  description: optional(nullable(text())),
  language: optional(nullable(text())),
  model_family: optional(nullable(text())),
  optimize_streaming_latency: optional(nullable(integer())),
  stability: optional(nullable(Type.Number())),
  speed: optional(nullable(Type.Number())),
  similarity_boost: optional(nullable(Type.Number())),
});

const pronunciationDictionary = closed('PronunciationDictionaryPayload', {
  pronunciation_dictionary_id: text(),
  version_id: optional(nullable(text())),
});

const tts = closed('TtsOverridePayload', {
  model_id: optional(nullable(text())),
  voice_id: optional(nullable(text())),
  supported_voices: optional(nullable(list(supportedVoice, 'More voices that the agent may use.'))),
  stability: optional(nullable(ratio('0 (lively) to 1 (even).'))),
  speed: optional(nullable(Type.Number({ minimum: 0.7, maximum: 5, description: '0.7 to 5; 1 is normal.' }))),
  similarity_boost: optional(nullable(ratio('0 to 1.'))),
  pronunciation_dictionary_locators: optional(nullable(list(pronunciationDictionary))),
});

const asr = closed('AsrOverridePayload', {
  keywords: optional(nullable(list(text(), 'Words that the recogniser should expect.'))),
});

const turn = closed('TurnOverridePayload', {
  soft_timeout_config: optional(
    nullable(
      closed('SoftTimeoutPayload', {
        message: optional(nullable(text('What the agent says while its LLM takes long.'))),
        additional_soft_timeout_messages: optional(nullable(list(text(), 'What it says after that.'))),
      }),
    ),
  ),
});

const conversation = closed('ConversationOverridePayload', {
  text_only: optional(nullable(flag('No audio in either direction.'))),
  client_events: optional(
    nullable(
      Type.Array(oneOf(clientEvents), {
        minItems: 1,
        description: 'Which messages the service sends, in the place of those of the agent settings.',
      }),
    ),
  ),
  max_duration_seconds: optional(nullable(Type.Integer({ minimum: 1 }))),
});

const overrides = closed(
  'OverridesPayload',
  {
    agent: optional(nullable(agent)),
    tts: optional(nullable(tts)),
    asr: optional(nullable(asr)),
    turn: optional(nullable(turn)),
    conversation: optional(nullable(conversation)),
  },
  'Changes to the configuration of the agent for one conversation. Its security settings must allow each of them.',
);

const toolMockConfig = closed('ToolMockConfigPayload', {
  mocking_strategy: optional(oneOf(['none', 'all', 'selected'])),
  mocked_tool_names: optional(list(text(), 'With `selected`.')),
  fallback_strategy: optional(oneOf(['raise_error', 'call_real_tool'], 'Where no mock fits.')),
});

/** What a client may say about the conversation that it starts. */
export const initiationFields = {
  conversation_config_override: optional(nullable(overrides)),
  dynamic_variables: optional(
    nullable(
      record(
        Type.Union([Type.String(), Type.Number(), Type.Boolean()]),
        'Values for the `{{variables}}` in the prompts of the agent.',
      ),
    ),
  ),
  custom_llm_extra_body: optional(nullable(record(undefined, 'Handed to a custom LLM as it is.'))),
  user_id: optional(nullable(text('Your name for the user.'))),
  source_info: optional(
    nullable(
      closed(
        'SourceInfoPayload',
        { source: optional(nullable(text())), version: optional(nullable(text())) },
        'Which software is calling.',
      ),
    ),
  ),
  tool_mock_config: optional(nullable(toolMockConfig)),
  branch_id: optional(nullable(text('The branch of the agent.'))),
  starting_workflow_node_id: optional(nullable(text('Where the workflow of the agent begins.'))),
  procedure_ids: optional(nullable(list(text(), 'The only procedures that the agent may use; empty: none.'))),
};

const webhook = closed('PostCallWebhookPayload', {
  url: text(),
  hmac_secret: optional(nullable(Type.String({ minLength: 16, description: 'At least 16 characters.' }))),
});

/** What an on-premises server is told before anything else: it has no agent settings of its own. */
export const enclaveFields = {
  agent_config_dict: optional(nullable(record(undefined, 'The agent, as the platform exports it.'))),
  override_agent_config_list: optional(nullable(list(record(), 'Changes to the agent.'))),
  tools_config_list: optional(nullable(list(record(), 'The tools, as the platform exports them.'))),
  prompt_knowledge_base: optional(nullable(list(text()))),
  bedrock_inference_profile: optional(nullable(text('The region of the model, such as `us` or `global`.'))),
  post_call_transcription_webhook: optional(nullable(webhook)),
  post_call_audio_webhook: optional(nullable(webhook)),
};
