import { expect, it } from 'vitest';
import { hooksUnderTest } from './hooks-under-test.ts';

type LooseTap = (options: unknown, tap?: unknown) => void;
const watch = () => {};

it.each([
  ['an empty name', '', watch, 'A tap of hook "ended" needs a name that is a non-empty string, not "".'],
  [
    'a blank name',
    { name: '  ' },
    watch,
    'A tap of hook "ended" needs a name that is a non-empty string, not "  ".',
  ],
  ['no name', {}, watch, 'A tap of hook "ended" needs a name that is a non-empty string, not undefined.'],
  ['a number as a name', 7, watch, 'A tap of hook "ended" needs a name that is a non-empty string, not 7.'],
  [
    'a function as a name',
    watch,
    undefined,
    'A tap of hook "ended" needs a name that is a non-empty string, not a function.',
  ],
  [
    'null as options',
    null,
    watch,
    'A tap of hook "ended" needs a name that is a non-empty string, not null.',
  ],
  ['no function', 'Log', undefined, 'Tap "Log" of hook "ended" needs a function, not undefined.'],
  [
    'an object as a function',
    { name: 'Log' },
    {},
    'Tap "Log" of hook "ended" needs a function, not an object.',
  ],
  [
    'a stage that does not exist',
    { name: 'Log', stage: 'toString' },
    watch,
    'The stage of tap "Log" of hook "ended" is one of capture, transform, guard, observe, not "toString".',
  ],
  [
    'a number as a stage',
    { name: 'Log', stage: 100 },
    watch,
    'The stage of tap "Log" of hook "ended" is one of capture, transform, guard, observe, not 100.',
  ],
  [
    'an unknown onError',
    { name: 'Log', onError: 'throw' },
    watch,
    'onError of tap "Log" of hook "ended" is keep or drop, not "throw".',
  ],
])('refuses a tap with %s', (_, options, tap, message) => {
  const { ended } = hooksUnderTest().tappable;

  expect(() => (ended.tap as LooseTap).call(ended, options, tap)).toThrow(
    expect.objectContaining({ code: 'INVALID_OPTIONS', message }),
  );
});

it('refuses bad options on every hook and in every form, at once and without a trace', () => {
  const { tappable, hooks } = hooksUnderTest();
  const forms = Object.values<object>({ ...tappable }).flatMap((facade) =>
    (['tap', 'tapAsync', 'tapPromise'] as const)
      .filter((form) => form in facade)
      .map((form) => (facade as Record<string, LooseTap>)[form]!.bind(facade)),
  );

  for (const add of forms) {
    expect(() => add('', watch)).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
    expect(() => add('Log')).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
  }
  expect(forms).toHaveLength(Object.keys(hooks).length + 2 * 5);
  expect(Object.entries(hooks).filter(([, { isUsed }]) => isUsed)).toEqual([]);
});

it.each([
  ['', '""'],
  [undefined, 'undefined'],
  [5, '5'],
])('refuses %j as a key', (key, words) => {
  const { messageReceived } = hooksUnderTest().tappable;

  expect(() => messageReceived.for(key as string)).toThrow(
    expect.objectContaining({
      code: 'INVALID_OPTIONS',
      message: `hook "messageReceived" is keyed by a non-empty string, not by ${words}.`,
    }),
  );
});

it('refuses bad options on a key', () => {
  const { messageReceived } = hooksUnderTest().tappable;

  expect(() => messageReceived.for('ping').tap('', watch)).toThrow(
    expect.objectContaining({ code: 'INVALID_OPTIONS' }),
  );
});
