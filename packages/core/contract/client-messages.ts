import { Type } from 'typebox';
import { enclaveFields, initiationFields } from './initiation.ts';
import type { ContractMessage } from './server-message.ts';
import { closed, flag, integer, list, nullable, oneOf, optional, text, type Fields } from './shapes.ts';

const userText = {
  text: optional(nullable(text())),
  rich_content_id: optional(nullable(text('The component that the text answers.'))),
};

const file = closed('FileInputPayload', { type: Type.Literal('file_input'), file_id: text() });

/** Everything that a client may send. `user_audio_chunk` stands for the one message that has no `type`. */
export const clientMessages: readonly ContractMessage[] = [
  {
    type: 'user_audio_chunk',
    schema: closed(
      'UserAudioChunkWireMessage',
      { user_audio_chunk: text('Base64, in the announced format.') },
      'A piece of what the microphone hears: the one message without a `type`.',
    ),
  },
  clientMessage(
    'conversation_initiation_client_data',
    'ConversationInitiationClientDataWireMessage',
    'Begins a conversation.',
    initiationFields,
  ),
  clientMessage(
    'enclave_setup_config',
    'EnclaveSetupConfigWireMessage',
    'Brings the agent to an on-premises server, before anything else. Not in the public contract.',
    {
      ...enclaveFields,
      post_call_transcription_webhook_url: optional(nullable(text('The older form of the webhook.'))),
      post_call_audio_webhook_url: optional(nullable(text('The older form of the webhook.'))),
    },
  ),
  clientMessage('pong', 'PongWireMessage', 'Answers a ping.', {
    event_id: Type.Union([integer(), text()], { description: 'The id of the ping, as it came.' }),
  }),
  clientMessage(
    'user_message',
    'UserWireMessage',
    'Something the user wrote; the agent takes it as said.',
    userText,
  ),
  clientMessage('user_activity', 'UserActivityWireMessage', 'The user is busy: the agent should wait.', {}),
  clientMessage(
    'contextual_update',
    'ContextualUpdateWireMessage',
    'Background for the agent that interrupts nothing.',
    {
      text: text(),
      context_id: optional(nullable(text('The service keeps only the newest update of each id.'))),
    },
  ),
  clientMessage('client_tool_result', 'ClientToolResultWireMessage', 'The answer to a `client_tool_call`.', {
    tool_call_id: text(),
    result: text('Always a string: the service closes the connection otherwise.'),
    is_error: flag(),
  }),
  clientMessage(
    'mcp_tool_approval_result',
    'McpToolApprovalResultWireMessage',
    'Whether an MCP tool may run.',
    {
      tool_call_id: text(),
      is_approved: flag(),
    },
  ),
  clientMessage('feedback', 'FeedbackWireMessage', 'What the user thinks of a turn.', {
    event_id: integer(),
    score: nullable(oneOf(['like', 'dislike'])),
  }),
  clientMessage('multimodal_message', 'MultimodalWireMessage', 'Text and files of the user, as one turn.', {
    text: optional(
      nullable(closed('MultimodalTextPayload', { type: Type.Literal('user_message'), ...userText })),
    ),
    file: optional(nullable(file)),
    files: optional(nullable(list(file, 'Older servers read only `file`.'))),
  }),
];

function clientMessage(type: string, title: string, description: string, fields: Fields): ContractMessage {
  return { type, schema: closed(title, { type: Type.Literal(type), ...fields }, description) };
}
