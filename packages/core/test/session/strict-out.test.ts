import { expect, it } from 'vitest';
import { DuologueError, type ClientMessage, type Plugin } from '../../src/index.ts';
import { FakeService } from '../support/fake-service.ts';
import { mcpToolCall, metadata, queueStatus } from '../support/server-words.ts';
import { SessionUnderTest } from '../support/session-under-test.ts';

it('puts each message on the wire as the contract has it', async () => {
  await using stage = await SessionUnderTest.connected();
  const { session, service } = stage;
  session.hooks.approveToolCall.tap('Screen', () => new Promise(() => {}));
  service.send(mcpToolCall('mcp_1', 'awaiting_approval'));
  session.sendUserMessage('Hello.');
  session.sendContextualUpdate('The user opened the menu.');
  session.sendContextualUpdate('The user closed the menu.', { contextId: 'menu' });
  session.sendUserActivity();
  session.sendFeedback('like', 3);
  session.sendFeedback(null, 3);
  session.send({ type: 'multimodal_message', text: 'What is this?', fileIds: ['file_1', 'file_2'] });
  session.send({ type: 'mcp_tool_approval_result', toolCallId: 'mcp_1', isApproved: true });
  session.send({ type: 'raw', message: { type: 'tomorrow', value: 1 } });

  expect(service.heard().slice(1)).toEqual([
    { type: 'user_message', text: 'Hello.' },
    { type: 'contextual_update', text: 'The user opened the menu.' },
    { type: 'contextual_update', text: 'The user closed the menu.', context_id: 'menu' },
    { type: 'user_activity' },
    { type: 'feedback', event_id: 3, score: 'like' },
    { type: 'feedback', event_id: 3, score: null },
    {
      type: 'multimodal_message',
      text: { type: 'user_message', text: 'What is this?' },
      file: { type: 'file_input', file_id: 'file_1' },
      files: [
        { type: 'file_input', file_id: 'file_1' },
        { type: 'file_input', file_id: 'file_2' },
      ],
    },
    { type: 'mcp_tool_approval_result', tool_call_id: 'mcp_1', is_approved: true },
    { type: 'tomorrow', value: 1 },
  ]);
});

it('puts text_only under conversation', async () => {
  await using stage = await SessionUnderTest.connected({ overrides: { conversation: { textOnly: true } } });
  expect(stage.service.heard('conversation_initiation_client_data')).toMatchObject([
    { conversation_config_override: { conversation: { text_only: true } } },
  ]);
  expect(stage.service.heard()[0]).not.toHaveProperty(['conversation_config_override', 'text_only']);
});

it('sends the user id and the dynamic variables that it was given', async () => {
  await using stage = await SessionUnderTest.connected({
    userId: 'user_7',
    dynamicVariables: { name: 'Ada', visits: 3, vip: true },
  });
  expect(stage.service.heard()[0]).toMatchObject({
    user_id: 'user_7',
    dynamic_variables: { name: 'Ada', visits: 3, vip: true },
  });
});

it.each([
  ['a text that is none', { type: 'user_message', text: 7 }],
  ['no type', { text: 'Hello.' }],
  ['a type that is none', { type: 'shout', text: 'Hello.' }],
  ['a score that is none', { type: 'feedback', eventId: 1, score: 'meh' }],
  ['an id that is none', { type: 'feedback', eventId: 'one', score: 'like' }],
  ['a result that is no string', { type: 'client_tool_result', toolCallId: 'a', result: {}, isError: false }],
])('refuses to send a message with %s, at once', async (_, message) => {
  await using stage = await SessionUnderTest.connected();
  expect(() => stage.session.send(message as unknown as ClientMessage)).toThrow(
    expect.objectContaining({ code: 'INVALID_MESSAGE' }),
  );
  expect(stage.service.heard()).toHaveLength(1);
});

it('reports a message that a tap made unfit, and sends nothing of it', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.session.hooks.outgoingMessage.tap('Spoiler', () => ({ type: 'user_message', text: 7 }) as never);
  stage.session.sendUserMessage('Hello.');

  expect(stage.log.problems).toEqual(['INVALID_MESSAGE']);
  expect(stage.service.heard('user_message')).toEqual([]);
  expect(stage.session.transcript).toEqual([]);
});

it('lets taps change or drop what the app sends', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.session.hooks.outgoingMessage.tap('Filter', (message) => {
    if (message.type === 'feedback') return null;
    return message.type === 'user_message' ? { ...message, text: 'Hello, please.' } : undefined;
  });
  stage.session.sendUserMessage('Hello.');
  stage.session.sendFeedback('like', 1);

  expect(stage.service.heard('user_message')).toEqual([{ type: 'user_message', text: 'Hello, please.' }]);
  expect(stage.service.heard('feedback')).toEqual([]);
  expect(stage.log.of('messageSent').map(({ type }) => type)).toEqual([
    'conversation_initiation_client_data',
    'user_message',
  ]);
});

it('keeps messages until the agent has answered, and sends them in order', async () => {
  const service = new FakeService({ greeting: [] });
  await using stage = new SessionUnderTest({ service });
  const starting = stage.session.start();
  stage.session.sendUserMessage('one');
  await stage.clock.sleep(100);
  stage.session.sendUserMessage('two');
  expect(service.heard('user_message')).toEqual([]);
  service.send(metadata());
  await starting;
  stage.session.sendUserMessage('three');

  expect(service.heard('user_message').map(({ text }) => text)).toEqual(['one', 'two', 'three']);
});

it('keeps at most 100 messages: one more throws', async () => {
  const service = new FakeService({ greeting: [] });
  await using stage = new SessionUnderTest({ service });
  const starting = stage.session.start();
  for (let count = 0; count < 100; count += 1) stage.session.sendUserActivity();
  expect(() => stage.session.sendUserActivity()).toThrow(expect.objectContaining({ code: 'OVERFLOW' }));
  await stage.clock.settled();
  service.send(metadata());
  await starting;
  expect(service.heard('user_activity')).toHaveLength(100);
});

it('keeps at most 100 messages also where a tap sends them all in one frame', async () => {
  const service = new FakeService({ greeting: [] });
  await using stage = new SessionUnderTest({ service });
  stage.session.hooks.messageReceived.for('vad_score').tap('Flood', () => {
    for (let count = 0; count < 150; count += 1) stage.session.sendUserActivity();
  });
  const starting = stage.session.start();
  await stage.clock.settled();
  service.send({ type: 'vad_score', vad_score_event: { vad_score: 1 } });
  service.send(metadata());
  await starting;

  expect(service.heard('user_activity')).toHaveLength(100);
  expect(stage.log.problems).toContain('OVERFLOW');
});

it('holds what the user says while the service has no place, and sends it afterwards', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(queueStatus('waiting'));
  stage.session.sendUserMessage('Hello?');
  expect(stage.service.heard('user_message')).toEqual([]);
  stage.service.send(queueStatus('admitted'));
  expect(stage.service.heard('user_message')).toEqual([{ type: 'user_message', text: 'Hello?' }]);
});

it('tells of messages that were never sent, because the conversation ended first', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(queueStatus('waiting'));
  stage.session.sendUserMessage('Hello?');
  await stage.session.end();
  expect(stage.log.of('problemOccurred')).toMatchObject([
    { error: { code: 'SEND_FAILED', details: { lost: 1 } } },
  ]);
});

it('throws where a message is sent after the end', async () => {
  await using stage = await SessionUnderTest.connected();
  await stage.session.end();
  expect(() => stage.session.sendUserMessage('Hello?')).toThrow(
    expect.objectContaining({ code: 'INVALID_STATE' }),
  );
});

it('reports a message that a tap sends in the tick in which the connection is lost', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.session.hooks.stateChanged.tap('Late', ({ state }) => {
    if (state !== 'ending') return;
    expect(() => stage.session.sendUserMessage('Wait!')).toThrow(DuologueError);
  });
  stage.service.line.close(1006);
  await stage.session.ended;
  expect(stage.service.heard('user_message')).toEqual([]);
});

it('lets a plugin send through its host', async () => {
  const plugin: Plugin = {
    name: 'Typing',
    apply: (host) => host.hooks.connected.tap('Typing', () => host.send({ type: 'user_activity' })),
  };
  await using stage = await SessionUnderTest.connected({ plugins: [plugin] });
  expect(stage.service.heard('user_activity')).toHaveLength(1);
});

it('survives a transport that throws when it is used', async () => {
  const service = new FakeService();
  await using stage = await SessionUnderTest.connected({ service });
  Object.assign(service.line.client, {
    send() {
      throw new Error('broken pipe');
    },
    close() {
      throw new Error('broken pipe');
    },
    terminate() {
      throw new Error('broken pipe');
    },
  });
  stage.session.sendUserMessage('Hello?');
  expect(stage.log.problems).toEqual(['SEND_FAILED']);
  expect(await stage.session.end()).toMatchObject({ reason: 'user' });
});
