import { expect, it, vi } from 'vitest';
import { hooksUnderTest } from './hooks-under-test.ts';
import { agentResponse, chunk, connected, ping, toolCall } from './payloads.ts';

it('runs taps by stage, and within a stage in the order of tapping', () => {
  const { hooks, tappable } = hooksUnderTest();
  const order: string[] = [];
  for (const stage of [
    'observe',
    'guard',
    undefined,
    'transform',
    'capture',
    'observe',
    'capture',
  ] as const) {
    const name = `${stage ?? 'default'} ${order.length}`;
    const label = `${stage ?? 'default'}`;
    tappable.connected.tap(stage === undefined ? name : { name, stage }, () => order.push(label));
  }

  hooks.connected.call(connected);

  expect(order).toEqual(['capture', 'capture', 'default', 'transform', 'guard', 'observe', 'observe']);
});

it('puts the stages of streams and questions in the same order', async () => {
  const { hooks, tappable } = hooksUnderTest();
  const order: string[] = [];
  tappable.agentAudio.tap({ name: 'Meter', stage: 'observe' }, () => void order.push('Meter'));
  tappable.agentAudio.tap('Effect', () => void order.push('Effect'));
  tappable.answerToolCall.tapAsync({ name: 'Policy', stage: 'guard' }, (_, done) => {
    order.push('Policy');
    done();
  });
  tappable.answerToolCall.tap({ name: 'Log', stage: 'capture' }, () => void order.push('Log'));

  hooks.agentAudio.call(chunk);
  await hooks.answerToolCall.call(toolCall, { timeoutMs: 1 });

  expect(order).toEqual(['Effect', 'Meter', 'Log', 'Policy']);
});

it('tells a keyed fact to the taps of its key and to those of all keys', () => {
  const { hooks, tappable } = hooksUnderTest();
  const heard: string[] = [];
  tappable.messageReceived.tap('All', ({ type }) => heard.push(`All: ${type}`));
  tappable.messageReceived.for('agent_response').tap('Words', ({ text }) => heard.push(`Words: ${text}`));

  hooks.messageReceived.call(agentResponse);
  hooks.messageReceived.call(ping);

  expect(heard).toEqual(['All: agent_response', 'Words: Hello.', 'All: ping']);
});

it('has one order for the taps of a key and those of all keys', () => {
  const { hooks, tappable } = hooksUnderTest();
  const order: string[] = [];
  const { messageReceived } = tappable;
  messageReceived.tap({ name: 'observes all', stage: 'observe' }, () => order.push('observes all'));
  messageReceived.tap('first of all', () => order.push('first of all'));
  messageReceived.for('ping').tap('second of ping', () => order.push('second of ping'));
  messageReceived.tap('third of all', () => order.push('third of all'));
  messageReceived
    .for('ping')
    .tap({ name: 'captures ping', stage: 'capture' }, () => order.push('captures ping'));
  messageReceived.for('ping').tap('fourth of ping', () => order.push('fourth of ping'));

  hooks.messageReceived.call(ping);

  expect(order).toEqual([
    'captures ping',
    'first of all',
    'second of ping',
    'third of all',
    'fourth of ping',
    'observes all',
  ]);
});

it('tells events of a type that nobody knows yet', () => {
  const { hooks, tappable } = hooksUnderTest();
  const heard: unknown[] = [];
  tappable.messageReceived.for('brand_new').tap('Early', ({ raw }) => heard.push(raw));
  tappable.messageReceived.for('__proto__').tap('Sly', ({ raw }) => heard.push(raw));

  hooks.messageReceived.call({ type: 'brand_new' as never, raw: { type: 'brand_new', works: true } });
  hooks.messageReceived.call({ type: '__proto__' as never, raw: { type: '__proto__' } });

  expect(heard).toEqual([{ type: 'brand_new', works: true }, { type: '__proto__' }]);
});

it('counts as used when only a key is tapped, but not when it is only named', () => {
  const { hooks, tappable } = hooksUnderTest();

  const keyed = tappable.messageReceived.for('ping');
  expect(hooks.messageReceived.isUsed).toBe(false);
  keyed.tap('Pings', () => {});
  expect(hooks.messageReceived.isUsed).toBe(true);
  hooks.messageReceived.call(agentResponse);
});

it('names the key in the problem of a keyed tap', () => {
  const { hooks, tappable, warnings } = hooksUnderTest();
  const details: unknown[] = [];
  tappable.problemOccurred.tap('Collector', ({ hook, error }) => details.push(hook, error.details));
  tappable.messageReceived.for('ping').tap('Odd', () => {
    throw new Error('broken');
  });

  hooks.messageReceived.call(ping);

  expect(details).toEqual(['messageReceived', { plugin: 'Odd', hook: 'messageReceived', key: 'ping' }]);
  expect(warnings).toEqual([]);
});

it('lets a tap that is added while its hook runs hear the next call first', () => {
  const { hooks, tappable } = hooksUnderTest();
  const heard: string[] = [];
  let added = false;
  tappable.connected.tap('Adder', () => {
    heard.push('Adder');
    if (added) return;
    added = true;
    tappable.connected.tap('Added', () => heard.push('Added'));
    tappable.connected.tap({ name: 'AddedBefore', stage: 'capture' }, () => heard.push('AddedBefore'));
  });
  tappable.connected.tap('Last', () => heard.push('Last'));

  hooks.connected.call(connected);
  expect(heard.splice(0)).toEqual(['Adder', 'Last']);
  hooks.connected.call(connected);
  expect(heard).toEqual(['AddedBefore', 'Adder', 'Last', 'Added']);
});

it('lets a tap that is added while a question waits hear the next question first', async () => {
  const { hooks, tappable } = hooksUnderTest();
  let added = false;
  tappable.answerToolCall.tapPromise('Adder', async () => {
    if (added) return;
    added = true;
    tappable.answerToolCall.tap('Added', () => ({ result: 'added' }));
  });

  expect(await hooks.answerToolCall.call(toolCall, { timeoutMs: 1_000 })).toBeUndefined();
  expect(await hooks.answerToolCall.call(toolCall, { timeoutMs: 1_000 })).toEqual({ result: 'added' });
});

it('lets a tap call its own hook again', () => {
  const { hooks, tappable } = hooksUnderTest();
  const heard: number[] = [];
  let depth = 0;
  tappable.connected.tap('Nested', () => {
    heard.push(depth);
    if (depth === 2) return;
    depth += 1;
    hooks.connected.call(connected);
  });
  tappable.connected.tap('Last', () => heard.push(-1));

  hooks.connected.call(connected);

  expect(heard).toEqual([0, 1, 2, -1, -1, -1]);
});

it('lets nobody replace a hook of the table', () => {
  const { tappable } = hooksUnderTest();

  expect(() => {
    (tappable as { connected: unknown }).connected = undefined;
  }).toThrow(TypeError);
});

it('keeps the hooks of two sessions apart', () => {
  const first = hooksUnderTest();
  const second = hooksUnderTest();
  const watch = vi.fn<() => void>();
  first.tappable.connected.tap('First', watch);

  second.hooks.connected.call(connected);

  expect(watch).not.toHaveBeenCalled();
  expect([first.hooks.connected.isUsed, second.hooks.connected.isUsed]).toEqual([true, false]);
});
