import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import type * as Published from '@elevenlabs/types';
import { expect, expectTypeOf, it } from 'vitest';
import { contractFile, contractText } from '../../contract/generated-file.ts';
import { compiledSchema } from '../../src/protocol/compiled-schema.ts';
import {
  clientMessageSchemas,
  serverMessageSchemas,
  type ClientWireMessages,
  type ServerWireMessages,
} from '../../src/protocol/contract.generated.ts';
import type { ServerEventType } from '../../src/protocol/server-events.ts';
import { documentedMessages } from './documented-messages.ts';
import { serverMessages } from './server-messages.ts';

it('stands in the generated file as its source says', async () => {
  expect(await readFile(contractFile, 'utf8')).toBe(await contractText());
});

it('compiles under the strict rules of ajv', () => {
  const ajv = new Ajv({ strict: true });
  const schemas = [...Object.values(serverMessageSchemas), ...Object.values(clientMessageSchemas)];
  expect(schemas.map((schema) => typeof ajv.compile(schema))).toEqual(schemas.map(() => 'function'));
});

it.each([...serverMessages, ...documentedMessages])('allows the example of $wire.type', ({ wire }) => {
  const validate = compiledSchema(serverMessageSchemas[wire.type as ServerEventType]);
  validate(wire);
  expect(validate.errors).toBeNull();
});

it('allows fields of tomorrow in what the service sends, and none in what a client sends', () => {
  const tomorrow = { seq: 1 };
  const transcript = {
    type: 'user_transcript',
    user_transcription_event: { user_transcript: 'Hi', ...tomorrow },
    ...tomorrow,
  };
  expect(compiledSchema(serverMessageSchemas.user_transcript)(transcript)).toBe(true);
  expect(compiledSchema(clientMessageSchemas.user_activity)({ type: 'user_activity', ...tomorrow })).toBe(
    false,
  );
});

it('compiles a schema once', () => {
  expect(compiledSchema(clientMessageSchemas.pong)).toBe(compiledSchema(clientMessageSchemas.pong));
});

it('gives an event to every message of the service', () => {
  expectTypeOf<ServerEventType>().toEqualTypeOf<keyof ServerWireMessages>();
  expect(Object.keys(serverMessageSchemas)).toHaveLength(32);
});

it('accepts, by type, every message that the published types can be', () => {
  type Server = ServerWireMessages;
  expectTypeOf<Published.ConversationMetadata>().toExtend<Server['conversation_initiation_metadata']>();
  expectTypeOf<Published.Audio>().toExtend<Server['audio']>();
  expectTypeOf<Published.AgentResponse>().toExtend<Server['agent_response']>();
  expectTypeOf<Published.AgentResponseCorrection>().toExtend<Server['agent_response_correction']>();
  expectTypeOf<Published.AgentChatResponsePart>().toExtend<Server['agent_chat_response_part']>();
  expectTypeOf<Published.AgentReasoningResponsePart>().toExtend<Server['agent_reasoning_response_part']>();
  expectTypeOf<Published.UserTranscript>().toExtend<Server['user_transcript']>();
  expectTypeOf<Published.TentativeUserTranscript>().toExtend<Server['tentative_user_transcript']>();
  expectTypeOf<Published.Interruption>().toExtend<Server['interruption']>();
  expectTypeOf<Published.ClientToolCallMessage>().toExtend<Server['client_tool_call']>();
  expectTypeOf<Published.AgentToolRequestMessage>().toExtend<Server['agent_tool_request']>();
  expectTypeOf<Published.AgentToolResponseMessage>().toExtend<Server['agent_tool_response']>();
  expectTypeOf<Published.AgentToolResponseFullPayloadMessage>().toExtend<
    Server['agent_tool_response_full_payload']
  >();
  expectTypeOf<Published.McpToolCall>().toExtend<Server['mcp_tool_call']>();
  expectTypeOf<Published.McpConnectionStatusMessage>().toExtend<Server['mcp_connection_status']>();
  expectTypeOf<Published.VadScore>().toExtend<Server['vad_score']>();
  expectTypeOf<Published.Ping>().toExtend<Server['ping']>();
  expectTypeOf<Published.ContextUsage>().toExtend<Server['context_usage']>();
  expectTypeOf<Published.AsrInitiationMetadata>().toExtend<Server['asr_initiation_metadata']>();
  expectTypeOf<Published.GuardrailTriggered>().toExtend<Server['guardrail_triggered']>();
  expectTypeOf<Published.RichContentMessage>().toExtend<Server['rich_content']>();
  expectTypeOf<Published.AgentTyping>().toExtend<Server['agent_typing']>();
  expectTypeOf<Published.ExternalAgentConnected>().toExtend<Server['external_agent_connected']>();
  expectTypeOf<Published.ExternalAgentDisconnected>().toExtend<Server['external_agent_disconnected']>();
  expectTypeOf<Published.InternalTentativeAgentResponse>().toExtend<
    Server['internal_tentative_agent_response']
  >();
  expectTypeOf<Published.InternalTurnProbability>().toExtend<Server['internal_turn_probability']>();
  expectTypeOf<Published.ErrorMessage>().toExtend<Server['error']>();

  type Client = ClientWireMessages;
  expectTypeOf<Published.UserAudio>().toExtend<Client['user_audio_chunk']>();
  expectTypeOf<Published.ConversationInitiation>().toExtend<Client['conversation_initiation_client_data']>();
  expectTypeOf<Published.Pong>().toExtend<Client['pong']>();
  expectTypeOf<Published.UserMessage>().toExtend<Client['user_message']>();
  expectTypeOf<Published.UserActivity>().toExtend<Client['user_activity']>();
  expectTypeOf<Published.UserFeedback>().toExtend<Client['feedback']>();
  expectTypeOf<Published.ClientToolResult>().toExtend<Client['client_tool_result']>();
  expectTypeOf<Published.McpToolApprovalResult>().toExtend<Client['mcp_tool_approval_result']>();
  expectTypeOf<Published.ContextualUpdate>().toExtend<Client['contextual_update']>();
  expectTypeOf<Published.MultimodalMessage>().toExtend<Client['multimodal_message']>();
});
