import { Ajv } from 'ajv';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ClientMessage } from '../../src/protocol/client-messages.ts';
import { clientMessageSchemas } from '../../src/protocol/contract.generated.ts';
import { encodeMessage } from '../../src/protocol/encode.ts';

const ajv = new Ajv();

/** Whether a frame is one of the messages of the contract, judged by its schema alone. */
function fitsContract(frame: string): boolean {
  const wire = JSON.parse(frame) as { type?: keyof typeof clientMessageSchemas };
  return ajv.validate(clientMessageSchemas[wire.type ?? 'user_audio_chunk'], wire);
}

const examples: readonly { readonly message: ClientMessage; readonly wire: object }[] = [
  { message: { type: 'user_message', text: 'Hi' }, wire: { type: 'user_message', text: 'Hi' } },
  {
    message: { type: 'user_message', text: null, richContentId: 'rich_1' },
    wire: { type: 'user_message', text: null, rich_content_id: 'rich_1' },
  },
  { message: { type: 'user_activity' }, wire: { type: 'user_activity' } },
  {
    message: { type: 'contextual_update', text: 'Looks at "prices"' },
    wire: { type: 'contextual_update', text: 'Looks at "prices"' },
  },
  {
    message: { type: 'contextual_update', text: 'Page 2', contextId: 'page' },
    wire: { type: 'contextual_update', text: 'Page 2', context_id: 'page' },
  },
  {
    message: { type: 'feedback', eventId: 3, score: 'like' },
    wire: { type: 'feedback', event_id: 3, score: 'like' },
  },
  {
    message: { type: 'feedback', eventId: 3, score: null },
    wire: { type: 'feedback', event_id: 3, score: null },
  },
  { message: { type: 'multimodal_message' }, wire: { type: 'multimodal_message' } },
  {
    message: { type: 'multimodal_message', text: 'What is this?', fileIds: ['file_1', 'file_2'] },
    wire: {
      type: 'multimodal_message',
      text: { type: 'user_message', text: 'What is this?' },
      file: { type: 'file_input', file_id: 'file_1' },
      files: [
        { type: 'file_input', file_id: 'file_1' },
        { type: 'file_input', file_id: 'file_2' },
      ],
    },
  },
  {
    message: { type: 'mcp_tool_approval_result', toolCallId: 'call_1', isApproved: false },
    wire: { type: 'mcp_tool_approval_result', tool_call_id: 'call_1', is_approved: false },
  },
  {
    message: { type: 'client_tool_result', toolCallId: 'call_1', result: '', isError: false },
    wire: { type: 'client_tool_result', tool_call_id: 'call_1', result: '', is_error: false },
  },
  { message: { type: 'pong', eventId: 7 }, wire: { type: 'pong', event_id: 7 } },
  { message: { type: 'pong', eventId: 'p-7' }, wire: { type: 'pong', event_id: 'p-7' } },
  { message: { type: 'user_audio_chunk', audioBase64: 'AA+/' }, wire: { user_audio_chunk: 'AA+/' } },
  {
    message: { type: 'conversation_initiation_client_data', message: { user_id: 'u' } },
    wire: { type: 'conversation_initiation_client_data', user_id: 'u' },
  },
  {
    message: { type: 'enclave_setup_config', message: { agent_config_dict: null } },
    wire: { type: 'enclave_setup_config', agent_config_dict: null },
  },
];

it.each(examples)('writes $message.type as the contract wants it', ({ message, wire }) => {
  const frame = encodeMessage(message);
  expect(JSON.parse(frame)).toEqual(wire);
  expect(fitsContract(frame)).toBe(true);
});

it('has an example of every message of the contract', () => {
  expect(new Set(examples.map(({ message }) => message.type))).toEqual(
    new Set(Object.keys(clientMessageSchemas)),
  );
});

it('writes a message of tomorrow as it is', () => {
  const message = { type: 'user_mood', mood: { value: 'sunny' } };
  expect(JSON.parse(encodeMessage({ type: 'raw', message }))).toEqual(message);
});

const text = fc.string();
const messages: fc.Arbitrary<ClientMessage> = fc.oneof(
  fc.record(
    { type: fc.constant('user_message' as const), text: fc.option(text), richContentId: text },
    { requiredKeys: ['type', 'text'] },
  ),
  fc.record(
    { type: fc.constant('contextual_update' as const), text, contextId: text },
    { requiredKeys: ['type', 'text'] },
  ),
  fc.record({
    type: fc.constant('feedback' as const),
    eventId: fc.maxSafeInteger(),
    score: fc.constantFrom('like' as const, 'dislike' as const, null),
  }),
  fc.record(
    { type: fc.constant('multimodal_message' as const), text, fileIds: fc.array(text) },
    { requiredKeys: ['type'] },
  ),
  fc.record({
    type: fc.constant('mcp_tool_approval_result' as const),
    toolCallId: text,
    isApproved: fc.boolean(),
  }),
  fc.record({
    type: fc.constant('client_tool_result' as const),
    toolCallId: text,
    result: fc.string({ unit: 'binary' }),
    isError: fc.boolean(),
  }),
  fc.record({ type: fc.constant('pong' as const), eventId: fc.oneof(fc.maxSafeInteger(), text) }),
  fc.record({ type: fc.constant('user_audio_chunk' as const), audioBase64: fc.base64String() }),
);

it('writes nothing that the contract does not allow', () => {
  fc.assert(
    fc.property(messages, (message) => {
      expect(fitsContract(encodeMessage(message))).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

it.each([
  [
    { type: 'client_tool_result', toolCallId: 'c', result: { a: 1 }, isError: false },
    'client_tool_result.result must be a string, but is an object.',
  ],
  [
    { type: 'client_tool_result', toolCallId: 'c', result: 0, isError: false },
    'client_tool_result.result must be a string, but is a number.',
  ],
  [
    { type: 'client_tool_result', result: '', isError: false },
    'client_tool_result.toolCallId must be a string, but is nothing.',
  ],
  [
    { type: 'client_tool_result', toolCallId: 'c', result: '', isError: 1 },
    'client_tool_result.isError must be a boolean, but is a number.',
  ],
  [{ type: 'user_message' }, 'user_message.text must be a string or null, but is nothing.'],
  [
    { type: 'user_message', text: 'a', richContentId: 3 },
    'user_message.richContentId must be a string, but is a number.',
  ],
  [{ type: 'contextual_update', text: null }, 'contextual_update.text must be a string, but is null.'],
  [
    { type: 'feedback', eventId: 1.5, score: null },
    'feedback.eventId must be a whole number, but is a number.',
  ],
  [
    { type: 'feedback', eventId: 1, score: 'love' },
    "feedback.score must be 'like', 'dislike' or null, but is a string.",
  ],
  [
    { type: 'multimodal_message', fileIds: ['a', 2] },
    'multimodal_message.fileIds must be a list of strings, but is a list.',
  ],
  [{ type: 'multimodal_message', text: null }, 'multimodal_message.text must be a string, but is null.'],
  [{ type: 'pong', eventId: null }, 'pong.eventId must be a whole number, but is null.'],
  [
    { type: 'user_audio_chunk', audioBase64: new Uint8Array(2) },
    'user_audio_chunk.audioBase64 must be a string, but is an object.',
  ],
  [
    { type: 'user_audio_chunk', audioBase64: 'AA","type":"pong' },
    'user_audio_chunk.audioBase64 must be base64, but is a string.',
  ],
  [
    { type: 'user_audio_chunk', audioBase64: 'AA\\' },
    'user_audio_chunk.audioBase64 must be base64, but is a string.',
  ],
  [
    { type: 'user_audio_chunk', audioBase64: 'AA\nAA' },
    'user_audio_chunk.audioBase64 must be base64, but is a string.',
  ],
  [{ type: 'raw', message: 'hello' }, 'raw.message must be an object, but is a string.'],
  [{ type: 'raw', message: { big: 1n } }, 'The raw message holds what JSON cannot say.'],
])('refuses %o', (message, problem) => {
  expect(() => encodeMessage(message as never)).toThrow(
    expect.objectContaining({ code: 'INVALID_MESSAGE', message: problem }),
  );
});

it.each([undefined, null, 'user_activity', {}, { type: 'user_activty' }, { type: 'constructor' }])(
  'refuses %o, which is no message to the agent',
  (message) => {
    expect(() => encodeMessage(message as never)).toThrow(
      expect.objectContaining({
        code: 'INVALID_MESSAGE',
        message: expect.stringMatching(
          /^A message to the agent needs a type: one of user_audio_chunk, user_message/,
        ),
      }),
    );
  },
);
