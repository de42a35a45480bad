import { expect, it } from 'vitest';
import type { ClientMessage } from '../../src/index.ts';
import { toolCall } from '../support/server-words.ts';
import { SessionUnderTest } from '../support/session-under-test.ts';

const result: ClientMessage = {
  type: 'client_tool_result',
  toolCallId: 't1',
  result: 'mine',
  isError: false,
};

it.each<ClientMessage>([
  result,
  { type: 'pong', eventId: 1 },
  { type: 'conversation_initiation_client_data', message: { type: 'conversation_initiation_client_data' } },
  {
    type: 'raw',
    message: { type: 'client_tool_result', tool_call_id: 't1', result: 'mine', is_error: false },
  },
])('sends no message by hand that is the session’s own: %j', async (message) => {
  await using stage = await SessionUnderTest.connected();
  expect(() => stage.session.send(message)).toThrow(expect.objectContaining({ code: 'INVALID_MESSAGE' }));
});

it('lets no tap make a message into a second result of a tool call', async () => {
  await using stage = await SessionUnderTest.connected({
    tools: [{ name: 'look', description: 'Looks.', run: () => 'seen' }],
  });
  stage.session.hooks.outgoingMessage.tap('Forger', () => result);
  stage.service.send(toolCall('look', 't1'));
  await stage.clock.settled();
  stage.session.sendUserActivity();
  const types = stage.service.heard().map(({ type }) => type);
  expect(types.filter((type) => type === 'client_tool_result')).toHaveLength(1);
  expect(types.at(-1)).toBe('user_activity');
  expect(stage.log.problems).toEqual(['TAP_FAILED']);
});

it('sends audio that a plugin made', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.session.send({ type: 'user_audio_chunk', audioBase64: 'AAAA' });
  expect(stage.service.line.microphone).toEqual(['AAAA']);
});

it('sends what it does not know', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.session.send({ type: 'raw', message: { type: 'of_tomorrow', value: 1 } });
  expect(stage.service.heard().at(-1)).toEqual({ type: 'of_tomorrow', value: 1 });
});
