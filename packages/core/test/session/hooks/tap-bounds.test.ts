import { expect, it, vi } from 'vitest';
import type { DuologueError } from '../../../src/errors.ts';
import { collectProblems, hooksUnderTest, quiet } from './hooks-under-test.ts';
import { approvalRequest, request, toolCall } from './payloads.ts';

const bounds = { timeoutMs: 1_000 };
const never = () => new Promise<never>(() => {});

it('waits for each tap as long as the timeout says, and not longer', async () => {
  const { hooks, tappable, clock } = hooksUnderTest();
  const problems = collectProblems(tappable);
  tappable.answerToolCall.tapPromise('Slow', async () => {
    await clock.sleep(999);
    return undefined;
  });
  tappable.answerToolCall.tapPromise('Stuck', never);
  tappable.answerToolCall.tap('Mock', () => ({ result: 'mocked' }));

  const answer = hooks.answerToolCall.call(toolCall, bounds);
  clock.advance(999);
  await quiet();
  clock.advance(999);
  await quiet();
  expect(problems).toEqual([]);
  clock.advance(1);

  expect(await answer).toEqual({ result: 'mocked' });
  expect(problems.map(({ error }) => [error.code, error.message])).toEqual([
    ['TAP_TIMEOUT', 'plugin "Stuck" failed in hook "answerToolCall": did not answer within 1000 ms'],
  ]);
});

it('sets no timer for a tap that answers at once', async () => {
  const { hooks, tappable, clock } = hooksUnderTest();
  tappable.answerToolCall.tapAsync('Mock', (_, done) => done(null, { result: 'mocked' }));

  const answer = hooks.answerToolCall.call(toolCall, bounds);

  expect(clock.pendingTimers).toBe(0);
  expect(await answer).toEqual({ result: 'mocked' });
});

it('names the plugin that kept the connection waiting for too long', async () => {
  const { hooks, tappable, clock } = hooksUnderTest();
  tappable.beforeConnect.tapPromise('Model', never);

  const failed = hooks.beforeConnect
    .call(request(), bounds)
    .catch((error: unknown) => error as DuologueError);
  clock.advance(1_000);

  expect(await failed).toMatchObject({
    code: 'BEFORE_CONNECT_FAILED',
    message: 'plugin "Model" failed in hook "beforeConnect": did not finish within 1000 ms',
    cause: { code: 'TAP_TIMEOUT' },
  });
});

it('does not hear a tap any more that was left behind', async () => {
  const { hooks, tappable, clock } = hooksUnderTest();
  const problems = collectProblems(tappable);
  tappable.answerToolCall.tapPromise('Late', async () => {
    await clock.sleep(2_000);
    throw new Error('too late');
  });
  tappable.answerToolCall.tapAsync('LateToo', (_, done) => {
    clock.setTimeout(() => done(null, { result: 'too late' }), 2_000);
  });

  const answer = hooks.answerToolCall.call(toolCall, bounds);
  clock.advance(1_000);
  await quiet();
  clock.advance(1_000);
  expect(await answer).toBeUndefined();
  clock.advance(5_000);
  await quiet();

  expect(problems.map(({ plugin, error }) => [plugin, error.code])).toEqual([
    ['Late', 'TAP_TIMEOUT'],
    ['LateToo', 'TAP_TIMEOUT'],
  ]);
});

it('counts a callback once', async () => {
  const { hooks, tappable } = hooksUnderTest();
  let asked = 0;
  tappable.answerToolCall.tapAsync('Twice', (_, done) => {
    done(null, undefined);
    done(null, { result: 'second' });
  });
  tappable.answerToolCall.tap('Next', () => {
    asked += 1;
    return { result: 'next' };
  });

  expect(await hooks.answerToolCall.call(toolCall, bounds)).toEqual({ result: 'next' });
  await quiet();
  expect(asked).toBe(1);
});

it('keeps the answer of a tap that throws after it called back, and reports the throw', async () => {
  const { hooks, tappable } = hooksUnderTest();
  const problems = collectProblems(tappable);
  tappable.answerToolCall.tapAsync('Eager', (_, done) => {
    done(null, { result: 'answered' });
    throw new Error('then broken');
  });

  expect(await hooks.answerToolCall.call(toolCall, bounds)).toEqual({ result: 'answered' });
  expect(problems.map(({ error }) => error.message)).toEqual([
    'plugin "Eager" failed in hook "answerToolCall": then broken',
  ]);
});

it('hears an async function that was given as a callback tap fail', async () => {
  const { hooks, tappable } = hooksUnderTest();
  const problems = collectProblems(tappable);
  // oxlint-disable-next-line typescript/no-misused-promises -- the mistake under test
  tappable.approveToolCall.tapAsync('Mixed', async () => {
    await quiet();
    throw new Error('no database');
  });

  expect(await hooks.approveToolCall.call(approvalRequest, bounds)).toBe(false);
  expect(problems.map(({ error }) => error.code)).toEqual(['TAP_FAILED']);
});

it('ends the call when the signal aborts, and begins no other tap', async () => {
  const { hooks, tappable, clock } = hooksUnderTest();
  const problems = collectProblems(tappable);
  const controller = new AbortController();
  tappable.answerToolCall.tapPromise('Stuck', never);
  const next = vi.fn<() => void>();
  tappable.answerToolCall.tap('Next', next);

  const answer = hooks.answerToolCall.call(toolCall, { ...bounds, signal: controller.signal });
  await quiet();
  controller.abort();

  expect(await answer).toBeUndefined();
  expect(next).not.toHaveBeenCalled();
  expect(problems).toEqual([]);
  expect(clock.pendingTimers).toBe(0);
});

it('ends the call when a tap itself aborts it', async () => {
  const { hooks, tappable, clock } = hooksUnderTest();
  const controller = new AbortController();
  tappable.answerToolCall.tapPromise('HangsUp', () => {
    controller.abort();
    return never();
  });

  expect(await hooks.answerToolCall.call(toolCall, { ...bounds, signal: controller.signal })).toBeUndefined();
  expect(clock.pendingTimers).toBe(0);
});

it('denies a tool when the signal was aborted before', async () => {
  const { hooks, tappable } = hooksUnderTest();
  const allow = vi.fn<() => boolean>(() => true);
  tappable.approveToolCall.tap('Allower', allow);

  expect(await hooks.approveToolCall.call(approvalRequest, { ...bounds, signal: AbortSignal.abort() })).toBe(
    false,
  );
  expect(allow).not.toHaveBeenCalled();
});

it('is through with the end when the signal was aborted before', async () => {
  const { hooks, tappable } = hooksUnderTest();
  const goodbye = vi.fn<() => void>();
  tappable.beforeEnd.tap('Goodbye', goodbye);

  await hooks.beforeEnd.call({ by: 'user' }, { ...bounds, signal: AbortSignal.abort() });

  expect(goodbye).not.toHaveBeenCalled();
});

it('rejects the connection with the reason of the signal', async () => {
  const { hooks, tappable } = hooksUnderTest();
  const problems = collectProblems(tappable);
  const controller = new AbortController();
  const reason = new Error('the user walked away');
  tappable.beforeConnect.tapPromise('Stuck', never);

  const connecting = hooks.beforeConnect.call(request(), { ...bounds, signal: controller.signal });
  controller.abort(reason);

  await expect(connecting).rejects.toBe(reason);
  expect(problems).toEqual([]);
});
