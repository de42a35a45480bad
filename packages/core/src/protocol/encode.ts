import { DuologueError } from '../errors.ts';
import type { ClientMessage, ClientMessageType } from './client-messages.ts';
import { MessageFields } from './message-fields.ts';
import { isWireObject, type WireObject } from './payload.ts';

/**
 * Writes a message as one text frame.
 * @throws DuologueError INVALID_MESSAGE that names the field which the service would not accept
 */
export function encodeMessage(message: ClientMessage): string {
  const type = knownTypeOf(message);
  const fields = new MessageFields(type, message);
  // Forty times a second: as base64 needs no escapes, this is a fiftieth of the cost of JSON.stringify.
  if (type === 'user_audio_chunk') return `{"user_audio_chunk":"${fields.base64('audioBase64')}"}`;
  const wire = encoders[type](fields);
  try {
    return JSON.stringify(wire);
  } catch (cause) {
    throw new DuologueError('INVALID_MESSAGE', `The ${type} message holds what JSON cannot say.`, { cause });
  }
}

type Encoders = Readonly<
  Record<Exclude<ClientMessageType, 'user_audio_chunk'>, (fields: MessageFields) => WireObject>
>;

const encoders: Encoders = {
  user_message: (fields) => ({
    type: 'user_message',
    text: fields.nullableString('text'),
    ...fields.maybeString('richContentId', 'rich_content_id'),
  }),
  user_activity: () => ({ type: 'user_activity' }),
  contextual_update: (fields) => ({
    type: 'contextual_update',
    text: fields.string('text'),
    ...fields.maybeString('contextId', 'context_id'),
  }),
  feedback: (fields) => ({
    type: 'feedback',
    event_id: fields.integer('eventId'),
    score: fields.score('score'),
  }),
  multimodal_message: (fields) => {
    const files = fields.strings('fileIds').map((fileId) => ({ type: 'file_input', file_id: fileId }));
    const { text } = fields.maybeString('text', 'text');
    return {
      type: 'multimodal_message',
      ...(text !== undefined && { text: { type: 'user_message', text } }),
      // Older servers read only `file`.
      ...(files.length > 0 && { file: files[0], files }),
    };
  },
  mcp_tool_approval_result: (fields) => ({
    type: 'mcp_tool_approval_result',
    tool_call_id: fields.string('toolCallId'),
    is_approved: fields.boolean('isApproved'),
  }),
  client_tool_result: (fields) => ({
    type: 'client_tool_result',
    tool_call_id: fields.string('toolCallId'),
    result: fields.string('result'),
    is_error: fields.boolean('isError'),
  }),
  pong: (fields) => ({ type: 'pong', event_id: fields.pingId('eventId') }),
  conversation_initiation_client_data: (fields) => ({
    ...fields.object('message'),
    type: 'conversation_initiation_client_data',
  }),
  enclave_setup_config: (fields) => ({ ...fields.object('message'), type: 'enclave_setup_config' }),
  raw: (fields) => fields.object('message'),
};

function knownTypeOf(message: unknown): ClientMessageType {
  const type = isWireObject(message) ? message.type : undefined;
  if (type === 'user_audio_chunk') return type;
  if (typeof type === 'string' && Object.hasOwn(encoders, type)) return type as keyof Encoders;
  const known = ['user_audio_chunk', ...Object.keys(encoders)].join(', ');
  throw new DuologueError('INVALID_MESSAGE', `A message to the agent needs a type: one of ${known}.`);
}
