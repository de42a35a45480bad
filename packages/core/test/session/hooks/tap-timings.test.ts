import { expect, it, vi } from 'vitest';
import { collectProblems, hooksUnderTest, quiet } from './hooks-under-test.ts';
import { agentResponse, chunk, connected, ping, toolCall } from './payloads.ts';

it('measures the synchronous time of each plugin in each hook', async () => {
  const { tappable, hooks, clock, timings } = hooksUnderTest();
  let effectMs = 3;
  tappable.agentAudio.tap('Effect', () => clock.advance(effectMs--));
  tappable.agentAudio.tap('Meter', () => clock.advance(1));
  tappable.connected.tap('Effect', () => {
    clock.advance(3);
    throw new Error('broken');
  });
  tappable.answerToolCall.tapPromise('Mock', async () => {
    clock.advance(4);
    await clock.sleep(5_000);
    return undefined;
  });
  tappable.beforeEnd.tap('Never', () => {});

  hooks.agentAudio.call(chunk);
  hooks.agentAudio.call(chunk);
  hooks.connected.call(connected);
  const answer = hooks.answerToolCall.call(toolCall, { timeoutMs: 10_000 });
  clock.advance(5_000);
  await answer;

  expect(timings()).toEqual([
    { plugin: 'Effect', hook: 'agentAudio', calls: 2, totalMs: 5, maxMs: 3 },
    { plugin: 'Meter', hook: 'agentAudio', calls: 2, totalMs: 2, maxMs: 1 },
    { plugin: 'Effect', hook: 'connected', calls: 1, totalMs: 3, maxMs: 3 },
    { plugin: 'Mock', hook: 'answerToolCall', calls: 1, totalMs: 4, maxMs: 4 },
    { plugin: 'Never', hook: 'beforeEnd', calls: 0, totalMs: 0, maxMs: 0 },
  ]);
});

it('adds up the taps that a plugin has on several keys of a hook', () => {
  const { tappable, hooks, clock, timings } = hooksUnderTest();
  tappable.messageReceived.for('ping').tap('Log', () => clock.advance(1));
  tappable.messageReceived.for('agent_response').tap('Log', () => clock.advance(2));

  hooks.messageReceived.call(ping);
  hooks.messageReceived.call(agentResponse);

  expect(timings()).toEqual([{ plugin: 'Log', hook: 'messageReceived', calls: 2, totalMs: 3, maxMs: 2 }]);
});

it('reports a tap that took more than 10 ms, once for each plugin and hook', () => {
  const { tappable, hooks, clock } = hooksUnderTest();
  const problems = collectProblems(tappable);
  let tookMs = 10;
  tappable.agentAudio.tap('Denoiser', () => clock.advance(tookMs));
  tappable.userAudio.tap('Denoiser', () => clock.advance(tookMs));

  hooks.agentAudio.call(chunk);
  expect(problems).toEqual([]);
  tookMs = 12;
  for (let call = 0; call < 3; call++) {
    hooks.agentAudio.call(chunk);
    hooks.userAudio.call(chunk);
  }

  expect(problems.map(({ plugin, hook, error }) => [plugin, hook, error.code])).toEqual([
    ['Denoiser', 'agentAudio', 'SLOW_TAP'],
    ['Denoiser', 'userAudio', 'SLOW_TAP'],
  ]);
  expect(problems[0]?.error.message).toBe(
    'plugin "Denoiser" took 12 ms in hook "agentAudio": over 10 ms audio may stutter. Move heavy work out of the tap.',
  );
  expect(problems[0]?.error.details).toEqual({ plugin: 'Denoiser', hook: 'agentAudio', ms: 12 });
});

it('lets a tap take its time before the first audio and after the last', () => {
  const { tappable, hooks, clock, timings } = hooksUnderTest();
  const problems = collectProblems(tappable);
  tappable.connected.tap('Recorder', () => clock.advance(30));
  tappable.ended.tap('Recorder', () => clock.advance(30));

  hooks.connected.call(connected);
  hooks.ended.call({ reason: 'agent', durationMs: 1_000 });

  expect(timings().filter(({ plugin }) => plugin === 'Recorder')).toMatchObject([
    { maxMs: 30 },
    { maxMs: 30 },
  ]);
  expect(problems).toEqual([]);
});

it('does not count the time that a tap only waits', async () => {
  const { tappable, hooks, clock, timings, warnings } = hooksUnderTest();
  tappable.beforeEnd.tapPromise('Goodbye', () => clock.sleep(500));

  const ended = hooks.beforeEnd.call({ by: 'user' }, { timeoutMs: 1_000 });
  await quiet();
  clock.advance(500);
  await ended;

  expect(timings()).toEqual([{ plugin: 'Goodbye', hook: 'beforeEnd', calls: 1, totalMs: 0, maxMs: 0 }]);
  expect(warnings).toEqual([]);
});

it('does not charge a failing tap with the time of those who hear of it', () => {
  const { tappable, hooks, clock, timings } = hooksUnderTest();
  tappable.problemOccurred.tap('Log', () => clock.advance(5));
  tappable.connected.tap('Odd', () => {
    throw new Error('broken');
  });

  hooks.connected.call(connected);

  expect(timings().map(({ plugin, totalMs }) => [plugin, totalMs])).toEqual([
    ['Log', 5],
    ['Odd', 0],
  ]);
});

it('looks at the clock once between two taps, and counts nothing that passes outside of them', () => {
  const { tappable, hooks, clock, timings } = hooksUnderTest();
  const lookedAt = vi.spyOn(clock, 'now');
  tappable.agentAudio.tap('Outer', () => {
    clock.advance(1);
    hooks.connected.call(connected); // what it sets off is its own time
  });
  tappable.connected.tap('Inner', () => clock.advance(2));
  for (const name of ['Two', 'Three', 'Four', 'Five']) tappable.agentAudio.tap(name, () => {});

  hooks.agentAudio.call(chunk);
  expect(lookedAt).toHaveBeenCalledTimes(5 + 1 + 2);
  clock.advance(50);
  hooks.agentAudio.call(chunk);

  expect(timings().map(({ plugin, totalMs }) => [plugin, totalMs])).toEqual([
    ['Outer', 6],
    ['Inner', 4],
    ['Two', 0],
    ['Three', 0],
    ['Four', 0],
    ['Five', 0],
  ]);
});
