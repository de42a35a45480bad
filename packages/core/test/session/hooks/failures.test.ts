import { expect, it, vi } from 'vitest';
import { DuologueError } from '../../../src/errors.ts';
import { collectProblems, hooksUnderTest, quiet } from './hooks-under-test.ts';
import { approvalRequest, chunk, connected, lostConnection, request, toolCall } from './payloads.ts';

const bounds = { timeoutMs: 1_000 };

it('reports a failing tap with its plugin, its hook and the error that it threw', () => {
  const { hooks, tappable } = hooksUnderTest();
  const problems = collectProblems(tappable);
  const thrown = new RangeError('no such speaker');
  tappable.connected.tap('Recorder', () => {
    throw thrown;
  });

  hooks.connected.call(connected);

  expect(problems).toEqual([{ plugin: 'Recorder', hook: 'connected', error: expect.any(DuologueError) }]);
  const { code, message, cause, details } = problems[0]!.error;
  expect({ code, message, cause, details }).toEqual({
    code: 'TAP_FAILED',
    message: 'plugin "Recorder" failed in hook "connected": no such speaker',
    cause: thrown,
    details: { plugin: 'Recorder', hook: 'connected' },
  });
});

const revoked = Proxy.revocable({}, {});
revoked.revoke();

it.each([
  ['a string', 'no speaker', 'threw "no speaker"'],
  ['a very long string', 'x'.repeat(10_000), 'threw a long string'],
  ['undefined', undefined, 'threw undefined'],
  ['null', null, 'threw null'],
  ['a number', 42, 'threw 42'],
  ['a symbol', Symbol('secret'), 'threw a symbol'],
  ['an object', { key: 'secret' }, 'threw an object'],
  ['an error with no message', new TypeError(''), 'threw TypeError without a message'],
  ['an error of another realm', { name: 'Error', message: 'elsewhere' }, 'elsewhere'],
  ['a value that cannot be read', revoked.proxy, 'threw a value that cannot be read'],
])('says so when a tap throws %s', (_, thrown, words) => {
  const { hooks, tappable } = hooksUnderTest();
  const problems = collectProblems(tappable);
  tappable.connected.tap('Odd', () => {
    throw thrown;
  });

  hooks.connected.call(connected);

  expect(problems.map(({ error }) => error.message)).toEqual([
    `plugin "Odd" failed in hook "connected": ${words}`,
  ]);
});

it('survives taps that give a value that cannot be read', async () => {
  const { hooks, tappable } = hooksUnderTest();
  const problems = collectProblems(tappable);
  tappable.connected.tap('Odd', () => revoked.proxy);
  tappable.agentAudio.tap('Odd', () => revoked.proxy as never);
  tappable.answerToolCall.tapAsync('Odd', (_, done) => done(null, revoked.proxy as never));

  hooks.connected.call(connected);

  expect(hooks.agentAudio.call(chunk)).toBe(chunk);
  expect(await hooks.answerToolCall.call(toolCall, bounds)).toBeUndefined();
  expect(problems.map(({ hook, error }) => [hook, error.code])).toEqual([
    ['agentAudio', 'TAP_FAILED'],
    ['answerToolCall', 'TAP_FAILED'],
  ]);
});

it('hears a promise that a callback tap passes on', async () => {
  const { hooks, tappable } = hooksUnderTest();
  const problems = collectProblems(tappable);
  tappable.answerToolCall.tapAsync('Failing', (_, done) =>
    done(null, Promise.reject(new Error('broken')) as never),
  );
  tappable.answerToolCall.tapAsync('Working', (_, done) =>
    done(null, Promise.resolve({ result: 1 }) as never),
  );

  expect(await hooks.answerToolCall.call(toolCall, bounds)).toEqual({ result: 1 });
  expect(problems.map(({ plugin, error }) => [plugin, error.code])).toEqual([['Failing', 'TAP_FAILED']]);
});

it('lets a stream tap change the value for those after it', () => {
  const { hooks, tappable } = hooksUnderTest();
  const seen: number[] = [];
  tappable.agentAudio.tap('Louder', ({ samples, ...rest }) => ({
    ...rest,
    samples: samples.map((sample) => sample * 2),
  }));
  tappable.agentAudio.tap('Watcher', ({ samples }) => void seen.push(...samples));

  expect(hooks.agentAudio.call(chunk)?.samples).toEqual(Int16Array.of(2, 4, 6));
  expect(seen).toEqual([2, 4, 6]);
});

it('keeps what earlier taps made of the value when a later one throws', () => {
  const { hooks, tappable } = hooksUnderTest();
  const shorter = { ...chunk, samples: Int16Array.of(9) };
  tappable.agentAudio.tap('Shorter', () => shorter);
  tappable.agentAudio.tap('Broken', () => {
    throw new Error('broken');
  });

  expect(hooks.agentAudio.call(chunk)).toBe(shorter);
});

it.each([
  ['samples without a chunk', chunk.samples],
  ['audio at another rate', { ...chunk, sampleRateHz: 8_000 }],
  ['a number', 0],
  ['false', false],
])('keeps the audio when a tap returns %s', (_, returned) => {
  const { hooks, tappable } = hooksUnderTest();
  const problems = collectProblems(tappable);
  tappable.agentAudio.tap('Odd', () => returned as never);

  expect(hooks.agentAudio.call(chunk)).toBe(chunk);
  expect(problems.map(({ plugin, error }) => [plugin, error.code])).toEqual([['Odd', 'TAP_FAILED']]);
});

it('keeps a message when a tap returns something else', () => {
  const { hooks, tappable } = hooksUnderTest();
  const problems = collectProblems(tappable);
  const message = { type: 'user_message', text: 'Hi.' } as const;
  tappable.outgoingMessage.tap('Odd', () => 'Hello.' as never);

  expect(hooks.outgoingMessage.call(message)).toBe(message);
  expect(problems.map(({ error }) => error.message)).toEqual([
    'plugin "Odd" failed in hook "outgoingMessage": returned "Hello." where a message that apps may send flows',
  ]);
});

it('denies a tool whose denier crashed, although a later tap would allow it', async () => {
  const { hooks, tappable } = hooksUnderTest();
  tappable.approveToolCall.tapPromise('Denier', () => Promise.reject(new Error('no database')));
  tappable.approveToolCall.tap('Allower', () => true);

  expect(await hooks.approveToolCall.call(approvalRequest, bounds)).toBe(false);
});

it.each([['yes'], [1], [{}]])('denies a tool when the answer is %j instead of true', async (answer) => {
  const { hooks, tappable } = hooksUnderTest();
  const problems = collectProblems(tappable);
  tappable.approveToolCall.tap('Odd', () => answer as never);

  expect(await hooks.approveToolCall.call(approvalRequest, bounds)).toBe(false);
  expect(problems.map(({ error }) => error.code)).toEqual(['TAP_FAILED']);
});

it('asks the next tap when an answer to a tool call is no object with a result', async () => {
  const { hooks, tappable } = hooksUnderTest();
  const problems = collectProblems(tappable);
  tappable.answerToolCall.tap('Odd', () => 'booked' as never);
  tappable.answerToolCall.tap('Mock', () => ({ result: 'booked' }));

  expect(await hooks.answerToolCall.call(toolCall, bounds)).toEqual({ result: 'booked' });
  expect(problems.map(({ error }) => error.message)).toEqual([
    'plugin "Odd" failed in hook "answerToolCall": answered with "booked" instead of an object with a result',
  ]);
});

it('leaves a lost connection unanswered when no tap has a connection request', async () => {
  const { hooks, tappable } = hooksUnderTest();
  tappable.recoverConnection.tap('Odd', () => true as never);

  expect(await hooks.recoverConnection.call(lostConnection, bounds)).toBeUndefined();
});

it('takes the first answer and asks nobody after it', async () => {
  const { hooks, tappable } = hooksUnderTest();
  tappable.answerToolCall.tapPromise('Cache', async () => ({ result: 'cached' }));
  const next = vi.fn<() => void>();
  tappable.answerToolCall.tap('Next', next);

  expect(await hooks.answerToolCall.call(toolCall, bounds)).toEqual({ result: 'cached' });
  expect(next).not.toHaveBeenCalled();
});

it('rejects the connection with the error of the plugin that failed', async () => {
  const { hooks, tappable } = hooksUnderTest();
  const problems = collectProblems(tappable);
  const thrown = new Error('the model is missing');
  tappable.beforeConnect.tapPromise('Vad', () => Promise.reject(thrown));

  const failure = (await hooks.beforeConnect
    .call(request(), bounds)
    .catch((error: unknown) => error)) as DuologueError;

  expect({
    code: failure.code,
    message: failure.message,
    cause: failure.cause,
    details: failure.details,
  }).toEqual({
    code: 'BEFORE_CONNECT_FAILED',
    message: 'plugin "Vad" failed in hook "beforeConnect": the model is missing',
    cause: thrown,
    details: { plugin: 'Vad', hook: 'beforeConnect' },
  });
  expect(problems).toEqual([]);
});

it('lets the taps of a step change what it carries, one after the other', async () => {
  const { hooks, tappable } = hooksUnderTest();
  const opened = request();
  tappable.beforeConnect.tapPromise('First', async (change) => {
    await quiet();
    change.url += '/first';
  });
  tappable.beforeConnect.tapAsync('Second', (change, done) => {
    change.url += '/second';
    done();
  });
  tappable.beforeConnect.tap('Third', (change) => {
    change.url += '/third';
  });

  await hooks.beforeConnect.call(opened, bounds);

  expect(opened.url).toBe('wss://agent.test/first/first/second/third');
});

it('does nothing where nobody taps', async () => {
  const { hooks } = hooksUnderTest();

  hooks.connected.call(connected);

  expect(Object.values(hooks).filter(({ isUsed }) => isUsed)).toEqual([]);
  expect(hooks.agentAudio.call(chunk)).toBe(chunk);
  expect(await hooks.answerToolCall.call(toolCall, bounds)).toBeUndefined();
  expect(await hooks.beforeConnect.call(request(), bounds)).toBeUndefined();
});
