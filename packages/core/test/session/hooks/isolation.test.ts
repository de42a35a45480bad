import { expect, it } from 'vitest';
import type { SessionHooks } from '../../../src/session/create-hooks.ts';
import type { Hooks } from '../../../src/session/hooks.ts';
import { collectProblems, hooksUnderTest, quiet } from './hooks-under-test.ts';
import { isolationTable, waysToFail } from './isolation-table.ts';
import { approvalRequest, chunk, connected, lostConnection, request, toolCall } from './payloads.ts';

type AnyTap = (
  options: object,
  tap: (value: unknown, done: (...outcome: unknown[]) => void) => unknown,
) => void;

const bounds = { timeoutMs: 1_000 };

const rows = Object.entries(isolationTable).flatMap(([subject, row]) =>
  Object.entries(row).map(([form, cell]) => {
    const [hook, onError = 'keep'] = subject.split(' onError: ') as [keyof typeof calls, string?];
    return { subject, hook, onError, form, cell };
  }),
);

const cells = rows.flatMap(({ cell, ...row }) =>
  cell === 'not offered' ? [] : Object.entries(cell).map(([way, expected]) => ({ ...row, way, expected })),
);

it.each(cells)('$subject: a $form that $way: $expected', async ({ hook, onError, form, way, expected }) => {
  const { hooks, tappable, clock } = hooksUnderTest();
  const problems = collectProblems(tappable);
  const tapForms = tappable[hook] as unknown as Record<string, AnyTap>;
  tapForms[form.split(' ')[0]!]!({ name: 'Faulty', onError }, faults[way]!);

  const outcome = calls[hook](hooks, tappable);
  await quiet();
  clock.advance(bounds.timeoutMs);

  expect([await outcome, ...problems.map(({ error }) => error.code)].join('; ')).toBe(expected);
  for (const { plugin, hook: where } of problems)
    expect({ plugin, where }).toEqual({ plugin: 'Faulty', where: hook });
  expect(clock.pendingTimers).toBe(0);
});

it.each(rows.filter(({ cell }) => cell === 'not offered'))(
  '$subject: no $form is offered',
  ({ hook, form }) => {
    expect(form in hooksUnderTest().tappable[hook]).toBe(false);
  },
);

it('has a fault for every cell', () => {
  expect(Object.keys(faults).toSorted()).toEqual([...new Set(Object.values(waysToFail).flat())].toSorted());
});

const faults: Readonly<Record<string, Parameters<AnyTap>[1]>> = {
  throws: () => {
    throw new Error('broken');
  },
  'throws undefined': () => {
    throw undefined;
  },
  'returns null': () => null,
  'returns undefined': () => undefined,
  rejects: () => Promise.reject(new Error('broken')),
  'resolves to null': () => Promise.resolve(null),
  'resolves to undefined': () => Promise.resolve(),
  'never settles': () => new Promise(() => {}),
  fails: (_, done) => done(new Error('broken')),
  'gives null': (_, done) => done(null, null),
  'gives nothing': (_, done) => done(),
  'never calls back': () => {},
};

// Each adds a tap that works, calls the hook as the session does, and says what came of it.
const calls = {
  async connected({ connected: hook }: SessionHooks, hooks: Hooks) {
    let next = 'left out';
    hooks.connected.tap('Next', () => (next = 'runs'));
    hook.call(connected);
    return `told; next tap ${next}`;
  },
  async agentAudio({ agentAudio }: SessionHooks, hooks: Hooks) {
    let next = 'is left out';
    hooks.agentAudio.tap('Next', () => void (next = 'runs'));
    const value = agentAudio.call(chunk);
    return `${value === null ? 'drops' : value === chunk ? 'keeps' : 'changes'} the value; next tap ${next}`;
  },
  async answerToolCall({ answerToolCall }: SessionHooks, hooks: Hooks) {
    hooks.answerToolCall.tap('Next', () => ({ result: 'next' }));
    const answer = await answerToolCall.call(toolCall, bounds);
    return answer?.result === 'next' ? 'answered by the next tap' : `answered with ${JSON.stringify(answer)}`;
  },
  async approveToolCall({ approveToolCall }: SessionHooks, hooks: Hooks) {
    let next = 'left out';
    hooks.approveToolCall.tap('Next', () => {
      next = 'asked';
      return true;
    });
    const allowed = await approveToolCall.call(approvalRequest, bounds);
    if (allowed === true && next === 'asked') return 'allowed by the next tap';
    return `${allowed === false ? 'denied' : 'allowed'}; next tap is ${next}`;
  },
  async recoverConnection({ recoverConnection }: SessionHooks, hooks: Hooks) {
    const second = request('wss://agent.test/second');
    hooks.recoverConnection.tap('Next', () => second);
    const answer = await recoverConnection.call(lostConnection, bounds);
    return answer === second ? 'answered by the next tap' : `answered with ${JSON.stringify(answer)}`;
  },
  async beforeConnect({ beforeConnect }: SessionHooks, hooks: Hooks) {
    let next = 'is left out';
    hooks.beforeConnect.tap('Next', () => void (next = 'runs'));
    const end = await beforeConnect.call(request(), bounds).then(
      () => 'done',
      ({ code, message }: { code: string; message: string }) => {
        expect(message).toContain('plugin "Faulty" failed in hook "beforeConnect": ');
        return `rejects with ${code}`;
      },
    );
    return `${end}; next tap ${next}`;
  },
  async beforeEnd({ beforeEnd }: SessionHooks, hooks: Hooks) {
    let next = 'is left out';
    hooks.beforeEnd.tap('Next', () => void (next = 'runs'));
    await beforeEnd.call({ by: 'user' }, bounds);
    return `done; next tap ${next}`;
  },
};
