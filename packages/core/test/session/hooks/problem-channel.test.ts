import { expect, it, onTestFinished, vi } from 'vitest';
import { DuologueError, type ErrorCode } from '../../../src/errors.ts';
import { createHooks } from '../../../src/session/create-hooks.ts';
import { hooksUnderTest, quiet } from './hooks-under-test.ts';
import { ManualClock } from './manual-clock.ts';
import { chunk } from './payloads.ts';

const problem = (code: ErrorCode, message = 'Trouble.') => ({ error: new DuologueError(code, message) });

it('tells every problem to those who tap problemOccurred, and warns of none', () => {
  const { tappable, report, warnings } = hooksUnderTest();
  const heard: unknown[] = [];
  tappable.problemOccurred.tap('Log', (told) => heard.push(told));
  const problems = [
    problem('BAD_FRAME'),
    problem('BAD_FRAME'),
    { ...problem('PLUGIN_FAILED'), plugin: 'Vad' },
  ];

  for (const told of problems) report(told);

  expect(heard).toEqual(problems);
  expect(warnings).toEqual([]);
});

it('warns once for each code and session where nobody taps problemOccurred', () => {
  const first = hooksUnderTest();
  const second = hooksUnderTest();

  for (const { report } of [first, first, second]) {
    report(problem('BAD_FRAME', 'Frame 1 is no JSON.'));
    report(problem('OVERFLOW', 'The queue is full.'));
  }

  const hint = 'told once a session. Tap problemOccurred to hear of every problem.';
  const expected = [`Frame 1 is no JSON. (BAD_FRAME; ${hint})`, `The queue is full. (OVERFLOW; ${hint})`];
  expect([first.warnings, second.warnings]).toEqual([expected, expected]);
});

it('warns through the process where it was given no other way', () => {
  using emitWarning = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});

  createHooks({ clock: new ManualClock() }).report(problem('BAD_FRAME'));

  expect(emitWarning.mock.calls).toEqual([
    [expect.stringContaining('Trouble. (BAD_FRAME; '), { type: 'DuologueWarning', code: 'BAD_FRAME' }],
  ]);
});

it('does without a warning in a runtime that has none', () => {
  vi.stubGlobal('process', undefined);
  onTestFinished(() => void vi.unstubAllGlobals());
  const { report } = createHooks({ clock: new ManualClock() });

  expect(() => report(problem('BAD_FRAME'))).not.toThrow();
});

it('warns of a tap of problemOccurred that throws, and still tells the others', () => {
  const { tappable, report, warnings } = hooksUnderTest();
  const heard: string[] = [];
  tappable.problemOccurred.tap('Broken', () => {
    throw new Error('no log file');
  });
  tappable.problemOccurred.tap('Log', ({ error }) => heard.push(error.code));

  report(problem('BAD_FRAME'));
  report(problem('BAD_FRAME'));

  expect(heard).toEqual(['BAD_FRAME', 'BAD_FRAME']);
  expect(warnings).toEqual([
    expect.stringContaining('plugin "Broken" failed in hook "problemOccurred": no log file'),
  ]);
});

it('warns of a tap of problemOccurred whose promise rejects', async () => {
  const { tappable, report, warnings } = hooksUnderTest();
  let calls = 0;
  const rejecting = (): unknown => {
    calls += 1;
    return calls < 5 ? Promise.reject(new Error('no log server')) : undefined;
  };
  tappable.problemOccurred.tap('Broken', rejecting);

  report(problem('BAD_FRAME'));
  await quiet();

  expect(calls).toBe(1);
  expect(warnings).toEqual([
    expect.stringContaining('plugin "Broken" failed in hook "problemOccurred": no log server'),
  ]);
});

it('warns of a problem that a tap of problemOccurred makes itself, instead of going in circles', () => {
  const { tappable, hooks, report, warnings } = hooksUnderTest();
  const heard: string[] = [];
  tappable.agentAudio.tap('Odd', () => {
    throw new Error('broken');
  });
  tappable.problemOccurred.tap('Circle', ({ error }) => {
    heard.push(error.code);
    if (heard.length > 5) return;
    report(problem('PLUGIN_FAILED', 'Again.'));
    hooks.agentAudio.call(chunk);
  });

  report(problem('BAD_FRAME'));
  report(problem('OVERFLOW'));

  expect(heard).toEqual(['BAD_FRAME', 'OVERFLOW']);
  expect(warnings).toEqual([
    expect.stringContaining('Again.'),
    expect.stringContaining('"agentAudio": broken'),
  ]);
});
