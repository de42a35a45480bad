import { Type } from 'typebox';
import { expect, it } from 'vitest';
import type { Tool, ToolContext } from '../../src/index.ts';
import { interruption, toolCall } from '../support/server-words.ts';
import { SessionUnderTest, type SessionUnderTestOptions } from '../support/session-under-test.ts';

/** A tool that does as it is told. */
function tool(run: (parameters: never, context: ToolContext) => unknown, extra: Partial<Tool> = {}): Tool {
  return { name: 'tool', description: 'For tests.', ...extra, run: run as Tool['run'] };
}

/** What the agent was told for each call, once everything is over. */
async function resultsOf(
  options: SessionUnderTestOptions,
  ...calls: Parameters<typeof toolCall>[]
): Promise<unknown[]> {
  await using stage = await SessionUnderTest.connected(options);
  stage.service.send(...calls.map((call) => toolCall(...call)));
  await stage.pass(60_000);
  return stage.service
    .heard('client_tool_result')
    .map(({ tool_call_id, result, is_error }) => [tool_call_id, result, is_error]);
}

it('answers a call with the result of its tool', async () => {
  const parameters = Type.Object({ city: Type.String() });
  const weather = tool(({ city }: { readonly city: string }) => `Sunny in ${city}.`, { parameters });
  expect(await resultsOf({ tools: [weather] }, ['tool', 'call_1', { city: 'Berlin' }])).toEqual([
    ['call_1', 'Sunny in Berlin.', false],
  ]);
});

it('gives the tool its parameters, its ids, the clock and a signal', async () => {
  const seen: unknown[] = [];
  await using stage = await SessionUnderTest.connected({
    tools: [tool((parameters, context) => void seen.push(parameters, context))],
  });
  stage.service.send(toolCall('tool', 'call_1', { a: 1 }, { event_id: 7 }));
  await stage.pass(10);

  expect(seen).toEqual([
    { a: 1 },
    {
      signal: expect.any(AbortSignal) as AbortSignal,
      toolCallId: 'call_1',
      eventId: 7,
      clock: expect.objectContaining({ hold: expect.any(Function) as unknown }) as unknown,
      io: expect.any(Function) as unknown,
      progress: expect.any(Function) as unknown,
    },
  ]);
});

it.each([
  ['nothing', undefined, 'Done.'],
  ['null', null, 'null'],
  ['an empty string', '', ''],
  ['zero', 0, '0'],
  ['false', false, 'false'],
  ['a number', 21.5, '21.5'],
  ['an object', { degrees: 21, words: ['sunny'] }, '{"degrees":21,"words":["sunny"]}'],
  ['a date', new Date(0), '"1970-01-01T00:00:00.000Z"'],
  ['text that is no valid Unicode', '\uD800', '\uD800'],
])('sends one string where a tool returns %s', async (_, value, result) => {
  expect(await resultsOf({ tools: [tool(() => value)] }, ['tool', 'call_1'])).toEqual([
    ['call_1', result, false],
  ]);
});

const circular: Record<string, unknown> = {};
circular['self'] = circular;

it.each([
  ['a bigint', 1n],
  ['a circle', circular],
  ['a function', () => 1],
  ['a symbol', Symbol('x')],
  [
    'an object that refuses',
    {
      toJSON() {
        throw new Error('no');
      },
    },
  ],
])('answers with an error where a tool returns %s', async (_, value) => {
  await using stage = await SessionUnderTest.connected({ tools: [tool(() => value)] });
  stage.service.send(toolCall('tool', 'call_1'));
  await stage.pass(10);

  expect(stage.service.heard('client_tool_result')).toEqual([
    {
      type: 'client_tool_result',
      tool_call_id: 'call_1',
      result: expect.stringMatching(/^The result (cannot be written as JSON|is a )[^\n]*$/) as string,
      is_error: true,
    },
  ]);
  expect(stage.log.problems).toEqual(['TOOL_RESULT_UNSERIALISABLE']);
});

const hostile = Object.create(null) as object;
const withBadMessage = Object.assign(new Error('x'), { message: { not: 'text' } });

it.each<[string, unknown, string]>([
  ['an error', new Error('The kitchen is closed.'), 'The kitchen is closed.'],
  ['an error without a message', new RangeError(), 'RangeError'],
  ['a string', 'closed', 'closed'],
  ['undefined', undefined, 'undefined'],
  ['an object that cannot be made a string', hostile, 'an unknown error'],
  ['an error whose message is no string', withBadMessage, 'Error'],
  ['several lines', new Error('first\nsecond'), 'first'],
  ['a very long text', new Error('x'.repeat(2_000)), `${'x'.repeat(499)}…`],
])('answers with a short error, without a stack, where a tool throws %s', async (_, thrown, result) => {
  const throws = tool(() => {
    throw thrown;
  });
  const rejects = tool(() => Promise.reject(thrown as Error), { name: 'later' });
  expect(await resultsOf({ tools: [throws, rejects] }, ['tool', 'call_1'], ['later', 'call_2'])).toEqual([
    ['call_1', result, true],
    ['call_2', result, true],
  ]);
});

it('keeps what was thrown for the developer, and never sends its stack', async () => {
  const error = new Error('The kitchen is closed.');
  await using stage = await SessionUnderTest.connected({ tools: [tool(() => Promise.reject(error))] });
  stage.service.send(toolCall('tool', 'call_1'));
  await stage.pass(10);

  expect(stage.log.of('problemOccurred')).toMatchObject([
    { error: { code: 'TOOL_FAILED', cause: error, details: { toolName: 'tool', toolCallId: 'call_1' } } },
  ]);
  expect(stage.service.line.frames.join()).not.toMatch(/tool-calls\.test|at /);
});

it('runs a tool that the agent does not wait for, and sends no result', async () => {
  await using stage = await SessionUnderTest.connected({ tools: [tool(() => 'done')] });
  stage.service.send(toolCall('tool', 'call_1', {}, { expects_response: false }));
  await stage.pass(10);

  expect(stage.service.heard('client_tool_result')).toEqual([]);
  expect(stage.log.of('toolFinished')).toEqual([
    {
      call: { toolName: 'tool', toolCallId: 'call_1', parameters: {}, expectsResponse: false },
      outcome: 'succeeded',
      result: 'done',
      isError: false,
      answered: false,
      durationMs: 0,
    },
  ]);
});

it('answers a call that is repeated only once, while it runs and after', async () => {
  let runs = 0;
  await using stage = await SessionUnderTest.connected({
    tools: [tool((_, { clock }) => clock.sleep(100).then(() => ++runs))],
  });
  stage.service.send(toolCall('tool', 'call_1'), toolCall('tool', 'call_1'));
  await stage.pass(200);
  stage.service.send(toolCall('tool', 'call_1'));
  await stage.pass(200);

  expect(runs).toBe(1);
  expect(stage.service.heard('client_tool_result')).toHaveLength(1);
  expect(stage.session.transcript).toMatchObject([{ role: 'tool', text: '1', final: true }]);
});

it('remembers the last 1,000 calls', async () => {
  let runs = 0;
  await using stage = await SessionUnderTest.connected({ tools: [tool(() => void (runs += 1))] });
  const call = async (id: number) => {
    stage.service.send(toolCall('tool', `call_${id}`));
    await stage.clock.settled();
  };
  for (let id = 0; id < 1_000; id += 1) await call(id);
  await call(0);
  expect(runs).toBe(1_000);
  await call(1_000);
  await call(0);
  expect(runs).toBe(1_002);
});

it('tells the agent which tools there are where it calls one that is unknown', async () => {
  expect(
    await resultsOf({ tools: [tool(() => 1, { name: 'get_weather' })] }, ['get_wether', 'call_1']),
  ).toEqual([['call_1', 'There is no tool "get_wether". The tools here are: get_weather.', true]]);
  expect(await resultsOf({}, ['get_weather', 'call_1'])).toEqual([
    ['call_1', 'There is no tool "get_weather". There are no tools here.', true],
  ]);
});

it('never runs a tool whose parameters do not fit', async () => {
  let runs = 0;
  const parameters = Type.Object({ party: Type.Integer({ minimum: 1 }) });
  await using stage = await SessionUnderTest.connected({ tools: [tool(() => (runs += 1), { parameters })] });
  stage.service.send(toolCall('tool', 'call_1', { party: 'four' }), toolCall('tool', 'call_2', null));
  await stage.pass(10);

  expect(runs).toBe(0);
  expect(stage.service.heard('client_tool_result')).toMatchObject([
    { tool_call_id: 'call_1', is_error: true, result: expect.stringContaining('party') as string },
    { tool_call_id: 'call_2', is_error: true, result: expect.stringContaining('party') as string },
  ]);
  expect(stage.log.problems).toEqual(['INVALID_TOOL_PARAMETERS', 'INVALID_TOOL_PARAMETERS']);
  expect(stage.log.of('toolFinished').map(({ outcome }) => outcome)).toEqual([
    'invalid_parameters',
    'invalid_parameters',
  ]);
});

it('is not led astray by a parameter that is called tool_call_id', async () => {
  const echo = tool((parameters) => parameters);
  expect(await resultsOf({ tools: [echo] }, ['tool', 'call_1', { tool_call_id: 'hijacked' }])).toEqual([
    ['call_1', '{"tool_call_id":"hijacked"}', false],
  ]);
});

it.each([
  ['null', null],
  ['missing', undefined],
])('runs a tool without parameters where they are %s', async (_, parameters) => {
  expect(await resultsOf({ tools: [tool((given) => given)] }, ['tool', 'call_1', parameters])).toEqual([
    ['call_1', '{}', false],
  ]);
});

it('answers a call that it cannot read, once, as the agent waits for it', async () => {
  await using stage = await SessionUnderTest.connected({ tools: [tool(() => 1)] });
  stage.service.send(
    toolCall('tool', 'call_1', 'four at seven'),
    toolCall('tool', 'call_1', 'four at seven'),
    toolCall('tool', 'call_2', [], { expects_response: false }),
  );
  await stage.pass(10);

  expect(stage.service.heard('client_tool_result')).toMatchObject([
    { tool_call_id: 'call_1', is_error: true },
  ]);
  expect(stage.log.problems).toEqual(['BAD_FRAME', 'BAD_FRAME', 'BAD_FRAME']);
});

it('answers no message but a tool call with a tool result', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(
    { type: 'agent_tool_response', agent_tool_response: { tool_call_id: 'call_1' } },
    { type: 'mcp_tool_call', mcp_tool_call: { tool_call_id: 'call_2', parameters: 'x' } },
  );
  await stage.pass(10);
  expect(stage.service.heard('client_tool_result')).toEqual([]);
  expect(stage.log.problems).toEqual(['BAD_FRAME', 'BAD_FRAME']);
});

it('aborts a tool that takes too long, answers for it, and hears nothing of it any more', async () => {
  let signal: AbortSignal | undefined;
  const slow = tool(
    async (_, context) => {
      ({ signal } = context);
      await context.clock.sleep(5_000);
      return 'too late';
    },
    { timeoutMs: 1_000 },
  );
  await using stage = await SessionUnderTest.connected({ tools: [slow] });
  stage.service.send(toolCall('tool', 'call_1'));
  await stage.pass(10_000);

  expect(stage.service.heard('client_tool_result')).toEqual([
    {
      type: 'client_tool_result',
      tool_call_id: 'call_1',
      result: 'The tool "tool" did not answer within 1000 ms.',
      is_error: true,
    },
  ]);
  expect(signal?.aborted).toBe(true);
  expect(signal?.reason).toMatchObject({ code: 'TOOL_ABORTED' });
  expect(stage.log.of('toolFinished')).toMatchObject([{ outcome: 'timed_out', durationMs: 1_000 }]);
  expect(stage.log.problems).toEqual(['TOOL_TIMEOUT']);
});

it('does not abort the signal of a call that went well', async () => {
  let signal: AbortSignal | undefined;
  await using stage = await SessionUnderTest.connected({
    tools: [tool((_, context) => void ({ signal } = context))],
  });
  stage.service.send(toolCall('tool', 'call_1'));
  await stage.pass(100);
  expect(stage.log.of('toolFinished')).toMatchObject([{ outcome: 'succeeded' }]);
  expect(signal?.aborted).toBe(false);
});

it('waits 20 s for a tool that says nothing else', async () => {
  await using stage = await SessionUnderTest.connected({ tools: [tool(() => new Promise(() => {}))] });
  stage.service.send(toolCall('tool', 'call_1'));
  await stage.pass(19_999);
  expect(stage.log.of('toolFinished')).toEqual([]);
  await stage.pass(2);
  expect(stage.log.of('toolFinished')).toMatchObject([{ outcome: 'timed_out', durationMs: 20_000 }]);
});

it('answers within its time also where a schema does not come to an end', async () => {
  const endless = {
    '~standard': { version: 1, vendor: 'test', validate: () => new Promise<never>(() => {}) },
  } as const;
  await using stage = await SessionUnderTest.connected({
    tools: [tool(() => 1, { parameters: endless, timeoutMs: 1_000 })],
  });
  stage.service.send(toolCall('tool', 'call_1'));
  await stage.pass(2_000);
  expect(stage.log.of('toolFinished')).toMatchObject([{ outcome: 'timed_out', answered: true }]);
});

it('runs as many calls of a tool at once as it allows, in the order in which they came', async () => {
  let running = 0;
  let most = 0;
  const order: string[] = [];
  const narrow = tool(
    async (_, { clock, toolCallId }) => {
      order.push(toolCallId);
      most = Math.max(most, ++running);
      await clock.sleep(100);
      running -= 1;
    },
    { concurrency: 2 },
  );
  await using stage = await SessionUnderTest.connected({ tools: [narrow] });
  stage.service.send(...['a', 'b', 'c', 'd', 'e'].map((id) => toolCall('tool', id)));
  await stage.pass(1_000);

  expect(most).toBe(2);
  expect(order).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(stage.log.of('toolFinished').map(({ durationMs }) => durationMs)).toEqual([100, 100, 200, 200, 300]);
});

it('answers the 101st call with an error while 100 run', async () => {
  await using stage = await SessionUnderTest.connected({
    tools: [tool((_, { clock }) => clock.sleep(1_000))],
  });
  stage.service.send(...Array.from({ length: 101 }, (_, index) => toolCall('tool', `call_${index}`)));
  await stage.pass(10);

  expect(stage.service.heard('client_tool_result')).toEqual([
    {
      type: 'client_tool_result',
      tool_call_id: 'call_100',
      result: 'Too many tool calls are running. Wait for one to finish and try again.',
      is_error: true,
    },
  ]);
  expect(stage.log.problems).toEqual(['OVERFLOW']);
  await stage.pass(2_000);
  expect(stage.service.heard('client_tool_result')).toHaveLength(101);
});

it('asks in the order validate, approve, answer, run', async () => {
  const order: string[] = [];
  const schema = {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (value: unknown) => {
        order.push('validate');
        return { value };
      },
    },
  } as const;
  await using stage = await SessionUnderTest.connected({
    tools: [tool(() => void order.push('run'), { parameters: schema })],
  });
  stage.session.hooks.approveToolCall.tap('Judge', () => {
    order.push('approve');
    return true;
  });
  stage.session.hooks.answerToolCall.tap('Mock', () => void order.push('answer'));
  stage.service.send(toolCall('tool', 'call_1'));
  await stage.pass(10);

  expect(order).toEqual(['validate', 'approve', 'answer', 'run']);
});

it('lets a tap answer in the place of the tool, also of one that is not there', async () => {
  await using stage = await SessionUnderTest.connected({ tools: [tool(() => 'real')] });
  stage.session.hooks.answerToolCall.tap('Mock', ({ toolName }) =>
    toolName === 'missing' ? { result: { mocked: true } } : { result: 'closed', isError: true },
  );
  stage.service.send(toolCall('tool', 'call_1'), toolCall('missing', 'call_2'));
  await stage.pass(10);

  expect(
    stage.log.of('toolFinished').map(({ call, result, isError }) => [call.toolCallId, result, isError]),
  ).toEqual(
    expect.arrayContaining([
      ['call_1', 'closed', true],
      ['call_2', '{"mocked":true}', false],
    ]),
  );
  expect(stage.service.heard('client_tool_result')).toHaveLength(2);
});

it('runs the tool where the tap that could answer fails', async () => {
  await using stage = await SessionUnderTest.connected({ tools: [tool(() => 'real')] });
  stage.session.hooks.answerToolCall.tap('Mock', () => Promise.reject(new Error('no mock')));
  stage.service.send(toolCall('tool', 'call_1'));
  await stage.pass(10);

  expect(stage.service.heard('client_tool_result')).toMatchObject([{ result: 'real', is_error: false }]);
  expect(stage.log.problems).toEqual(['TAP_FAILED']);
});

it.each<[string, () => unknown]>([
  ['says no', () => false],
  [
    'throws',
    () => {
      throw new Error('crashed');
    },
  ],
  ['rejects', () => Promise.reject(new Error('crashed'))],
  ['answers with neither true nor false', () => 'yes'],
  ['never answers', () => new Promise(() => {})],
])('does not run a tool where the approver %s', async (_, approve) => {
  let runs = 0;
  await using stage = await SessionUnderTest.connected({ tools: [tool(() => (runs += 1))] });
  stage.session.hooks.approveToolCall.tap('Judge', approve as () => boolean);
  stage.session.hooks.approveToolCall.tap('Yes', () => true);
  stage.service.send(toolCall('tool', 'call_1'));
  await stage.pass(70_000);

  expect(runs).toBe(0);
  expect(stage.service.heard('client_tool_result')).toMatchObject([
    { result: 'The call of "tool" was not allowed.', is_error: true },
  ]);
  expect(stage.log.of('toolFinished')).toMatchObject([{ outcome: 'denied' }]);
});

it('gives an approval its own time, outside that of the tool', async () => {
  await using stage = await SessionUnderTest.connected({
    tools: [tool(() => 'done', { timeoutMs: 1_000 })],
    approvalTimeoutMs: 30_000,
  });
  stage.session.hooks.approveToolCall.tap('Slow', () => stage.clock.sleep(25_000).then(() => true));
  stage.service.send(toolCall('tool', 'call_1'));
  await stage.pass(26_000);
  expect(stage.log.of('toolFinished')).toMatchObject([{ outcome: 'succeeded', durationMs: 25_000 }]);
});

it('tells the approver what would be called, and by whom it would be run', async () => {
  const asked: unknown[] = [];
  await using stage = await SessionUnderTest.connected({ tools: [tool(() => 1)] });
  stage.session.hooks.approveToolCall.tap('Judge', (request) => void asked.push(request));
  stage.service.send(toolCall('tool', 'call_1', { a: 1 }));
  await stage.pass(10);
  expect(asked).toEqual([
    {
      kind: 'client',
      toolName: 'tool',
      toolCallId: 'call_1',
      parameters: { a: 1 },
      expectsResponse: true,
      description: 'For tests.',
      signal: expect.any(AbortSignal) as AbortSignal,
    },
  ]);
});

it('stops virtual time while a tool waits for the outside world, and lets it go afterwards', async () => {
  let arrive: (text: string) => void = () => {};
  const outside = new Promise<string>((resolve) => (arrive = resolve));
  await using stage = await SessionUnderTest.connected({
    tools: [tool((_, { io }) => io(outside), { timeoutMs: 1_000 })],
  });
  stage.service.send(toolCall('tool', 'call_1'));
  for (let turn = 0; turn < 100; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  expect(stage.clock.holders).toHaveLength(1);
  arrive('from outside');
  await stage.pass(10);

  expect(stage.log.of('toolFinished')).toMatchObject([{ outcome: 'succeeded', result: 'from outside' }]);
  expect(stage.clock.holders).toEqual([]);
});

it('lets time go where what a tool waits for fails', async () => {
  await using stage = await SessionUnderTest.connected({
    tools: [tool((_, { io }) => io(Promise.reject(new Error('no such file'))))],
  });
  stage.service.send(toolCall('tool', 'call_1'));
  await stage.pass(10);
  expect(stage.log.of('toolFinished')).toMatchObject([{ outcome: 'failed', result: 'no such file' }]);
});

it('aborts running tools at the end, and sends nothing for them any more', async () => {
  const aborted: unknown[] = [];
  const slow = tool((_, { signal, clock }) => {
    signal.addEventListener('abort', () => aborted.push(signal.reason));
    return clock.sleep(5_000, signal).then(() => 'too late');
  });
  await using stage = await SessionUnderTest.connected({ tools: [slow] });
  stage.service.send(toolCall('tool', 'call_1'));
  await stage.pass(100);
  await stage.session.end();
  await stage.pass(10_000);

  expect(aborted).toMatchObject([{ code: 'TOOL_ABORTED' }]);
  expect(stage.log.of('toolFinished')).toMatchObject([{ outcome: 'aborted', answered: false }]);
  expect(stage.service.heard('client_tool_result')).toEqual([]);
  expect(stage.log.problems).toEqual([]);
});

it('sends nothing into a connection that was lost while a tool ran', async () => {
  await using stage = await SessionUnderTest.connected({
    tools: [tool((_, { clock }) => clock.sleep(100).then(() => 'done'))],
  });
  stage.service.send(toolCall('tool', 'call_1'));
  await stage.pass(10);
  stage.service.line.close(1006);
  await stage.pass(1_000);

  expect(stage.service.heard('client_tool_result')).toEqual([]);
  expect(stage.log.of('toolFinished')).toMatchObject([{ outcome: 'aborted', answered: false }]);
});

it('sends no second result for a call that an interruption aborted', async () => {
  const stubborn = tool((_, { clock }) => clock.sleep(500).then(() => 'too late'), {
    onInterruption: 'abort',
  });
  await using stage = await SessionUnderTest.connected({ tools: [stubborn] });
  stage.service.send(toolCall('tool', 'call_1'));
  await stage.pass(100);
  stage.service.send(interruption(1));
  await stage.pass(1_000);
  expect(stage.service.heard('client_tool_result')).toMatchObject([
    { tool_call_id: 'call_1', is_error: true },
  ]);
});

it('serves a second conversation with the same tools', async () => {
  await using stage = await SessionUnderTest.connected({ tools: [tool(() => 'done')] });
  stage.service.send(toolCall('tool', 'call_1'));
  await stage.pass(10);
  await stage.session.end();
  await stage.session.start();
  stage.service.send(toolCall('tool', 'call_1'));
  await stage.pass(10);

  expect(stage.service.heard('client_tool_result')).toMatchObject([
    { tool_call_id: 'call_1', result: 'done' },
  ]);
});

it('lets a tool end the session from within', async () => {
  let end: () => unknown = () => {};
  await using stage = await SessionUnderTest.connected({ tools: [tool(() => end(), { name: 'hang_up' })] });
  end = () => stage.session.end();
  stage.service.send(toolCall('hang_up', 'call_1'));
  expect(await stage.session.ended).toMatchObject({ reason: 'user' });
  expect(stage.log.of('ended')).toHaveLength(1);
});

it('writes a call and its outcome into the transcript', async () => {
  await using stage = await SessionUnderTest.connected({
    tools: [tool((_, { clock }) => clock.sleep(40).then(() => 'Sunny.'))],
  });
  stage.service.send(toolCall('tool', 'call_1', { city: 'Berlin' }, { event_id: 3 }));
  await stage.pass(100);
  expect(stage.log.of('transcriptChanged')).toMatchObject([
    { role: 'tool', eventId: 3, text: '', final: false, tool: { toolName: 'tool', toolCallId: 'call_1' } },
    { role: 'tool', text: 'Sunny.', final: true, tool: { outcome: 'succeeded', durationMs: 40 } },
  ]);
});

it('runs a call once, also where it is repeated after a thousand others while it still runs', async () => {
  let runs = 0;
  const slow = { name: 'slow', description: 'Waits.', run: () => ((runs += 1), new Promise<void>(() => {})) };
  const quick = { name: 'quick', description: 'Answers.', run: () => 'done' };
  await using stage = await SessionUnderTest.connected({ tools: [slow, quick] });
  stage.service.send(toolCall('slow', 'a'));
  for (let call = 0; call < 1_001; call += 1) {
    stage.service.send(toolCall('quick', `q${call}`));
    if (call % 50 === 0) await stage.clock.settled();
  }
  stage.service.send(toolCall('slow', 'a'));
  await stage.clock.settled();
  expect(runs).toBe(1);
});
