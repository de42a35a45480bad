import { expect, it } from 'vitest';
import type { ClientMessage } from '../../src/index.ts';
import { mcpToolCall } from '../support/server-words.ts';
import { SessionUnderTest } from '../support/session-under-test.ts';

it('answers an approval once, with what the tap decided', async () => {
  const asked: unknown[] = [];
  await using stage = await SessionUnderTest.connected();
  stage.session.hooks.approveToolCall.tap('Judge', (request) => {
    asked.push(request);
    return true;
  });
  stage.service.send(
    mcpToolCall('mcp_1', 'loading'),
    mcpToolCall('mcp_1', 'awaiting_approval', { tool_description: 'Sends a mail.' }),
    mcpToolCall('mcp_1', 'awaiting_approval'),
  );
  await stage.pass(10);
  stage.service.send(mcpToolCall('mcp_1', 'awaiting_approval'));
  await stage.pass(10);

  expect(stage.service.heard('mcp_tool_approval_result')).toEqual([
    { type: 'mcp_tool_approval_result', tool_call_id: 'mcp_1', is_approved: true },
  ]);
  expect(asked).toEqual([
    {
      kind: 'mcp',
      toolName: 'send_mail',
      toolCallId: 'mcp_1',
      parameters: { to: 'ada@example.com' },
      expectsResponse: true,
      description: 'Sends a mail.',
      signal: expect.any(AbortSignal) as AbortSignal,
    },
  ]);
});

it('denies where nobody answers', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(mcpToolCall('mcp_1', 'awaiting_approval'));
  await stage.pass(10);
  expect(stage.service.heard('mcp_tool_approval_result')).toMatchObject([{ is_approved: false }]);
});

it.each<[string, () => unknown]>([
  ['has no opinion', () => undefined],
  ['says no', () => false],
  [
    'throws',
    () => {
      throw new Error('crashed');
    },
  ],
  ['answers with neither true nor false', () => 1],
  ['is later than the service allows', () => new Promise(() => {})],
])('denies where the tap %s', async (_, approve) => {
  await using stage = await SessionUnderTest.connected();
  stage.session.hooks.approveToolCall.tap('Judge', approve as () => boolean);
  stage.service.send(mcpToolCall('mcp_1', 'awaiting_approval', { approval_timeout_secs: 5 }));
  await stage.pass(5_001);
  expect(stage.service.heard('mcp_tool_approval_result')).toMatchObject([
    { tool_call_id: 'mcp_1', is_approved: false },
  ]);
});

it.each([-1, 0, 1e12])('survives a time for approvals of %s seconds', async (seconds) => {
  await using stage = await SessionUnderTest.connected();
  stage.session.hooks.approveToolCall.tap('Judge', () => stage.clock.sleep(1).then(() => true));
  stage.service.send(mcpToolCall('mcp_1', 'awaiting_approval', { approval_timeout_secs: seconds }));
  await stage.pass(10);
  expect(stage.service.heard('mcp_tool_approval_result')).toMatchObject([{ is_approved: seconds > 1 }]);
});

it('withdraws the question when the call leaves the state in which it waits', async () => {
  let signal: AbortSignal | undefined;
  await using stage = await SessionUnderTest.connected();
  stage.session.hooks.approveToolCall.tap('Judge', (request) => {
    ({ signal } = request);
    return stage.clock.sleep(100).then(() => true);
  });
  stage.service.send(mcpToolCall('mcp_1', 'awaiting_approval'));
  await stage.pass(10);
  stage.service.send(mcpToolCall('mcp_1', 'failure'));
  await stage.pass(1_000);

  expect(signal?.aborted).toBe(true);
  expect(stage.service.heard('mcp_tool_approval_result')).toEqual([]);
});

it('answers nothing after the end', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.session.hooks.approveToolCall.tap('Judge', () => stage.clock.sleep(100).then(() => true));
  stage.service.send(mcpToolCall('mcp_1', 'awaiting_approval'));
  await stage.pass(10);
  await stage.session.end();
  await stage.pass(1_000);
  expect(stage.service.heard('mcp_tool_approval_result')).toEqual([]);
});

it('denies at once what comes while 100 approvals wait', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.session.hooks.approveToolCall.tap('Judge', () => stage.clock.sleep(1_000).then(() => true));
  stage.service.send(
    ...Array.from({ length: 101 }, (_, id) => mcpToolCall(`mcp_${id}`, 'awaiting_approval')),
  );
  await stage.pass(10);

  expect(stage.service.heard('mcp_tool_approval_result')).toEqual([
    { type: 'mcp_tool_approval_result', tool_call_id: 'mcp_100', is_approved: false },
  ]);
  expect(stage.log.problems).toEqual(['OVERFLOW']);
  await stage.pass(1_000);
  expect(stage.service.heard('mcp_tool_approval_result')).toHaveLength(101);
});

const approval = (toolCallId: string): ClientMessage => ({
  type: 'mcp_tool_approval_result',
  toolCallId,
  isApproved: true,
});

it.each<[string, ClientMessage]>([
  ['as a message', approval('mcp_1')],
  [
    'as on the wire',
    {
      type: 'raw',
      message: { type: 'mcp_tool_approval_result', tool_call_id: 'mcp_1', is_approved: true },
    },
  ],
])('takes an answer that is sent by hand %s for the only one', async (_, answer) => {
  await using stage = await SessionUnderTest.connected();
  stage.session.hooks.messageReceived.for('mcp_tool_call').tap('App', () => stage.session.send(answer));
  stage.service.send(mcpToolCall('mcp_1', 'awaiting_approval'));
  await stage.pass(10);
  expect(stage.service.heard('mcp_tool_approval_result')).toEqual([
    { type: 'mcp_tool_approval_result', tool_call_id: 'mcp_1', is_approved: true },
  ]);
  expect(stage.log.problems).toEqual([]);
});

it('withdraws the question that is answered by hand, and refuses a second answer', async () => {
  let signal: AbortSignal | undefined;
  await using stage = await SessionUnderTest.connected();
  const { session, service } = stage;
  session.hooks.approveToolCall.tap('Screen', (request) => {
    ({ signal } = request);
    return stage.clock.sleep(1_000).then(() => false);
  });
  service.send(mcpToolCall('mcp_1', 'awaiting_approval'));
  await stage.pass(100);
  session.send(approval('mcp_1'));
  expect(signal?.aborted).toBe(true);
  for (const id of ['mcp_1', 'never_asked']) {
    expect(() => session.send(approval(id))).toThrow(
      `No call of an MCP tool with the id "${id}" waits for an approval.`,
    );
  }
  await stage.pass(2_000);
  expect(service.heard('mcp_tool_approval_result')).toMatchObject([{ is_approved: true }]);
});

it('goes on asking where a tap drops the answer by hand, and sends none that a tap makes up', async () => {
  await using stage = await SessionUnderTest.connected();
  const { session, service } = stage;
  session.hooks.approveToolCall.tap('Screen', () => stage.clock.sleep(1_000).then(() => false));
  session.hooks.outgoingMessage.tap('Filter', ({ type }) =>
    type === 'user_activity' ? approval('mcp_2') : null,
  );
  service.send(mcpToolCall('mcp_1', 'awaiting_approval'));
  await stage.pass(100);
  session.send(approval('mcp_1'));
  session.sendUserActivity();
  await stage.pass(2_000);
  expect(service.heard('mcp_tool_approval_result')).toMatchObject([
    { tool_call_id: 'mcp_1', is_approved: false },
  ]);
  expect(stage.log.problems).toEqual(['INVALID_MESSAGE']);
});
