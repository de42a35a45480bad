import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { DuologueError } from '@duologue/core';
import { loadScenario, parseScenario } from '@duologue/testkit';

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'duologue-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  return folder;
}

/** What is said of it, with the folder as `FOLDER`. */
function problemOf(read: () => unknown, folder = '\0'): string {
  try {
    read();
    return 'none';
  } catch (error) {
    if (!(error instanceof DuologueError)) return String(error);
    return `${error.code} ${error.message.replaceAll(folder, 'FOLDER')}`;
  }
}

const list = (anchor: string, item: string) => `${anchor}: &${anchor} [${Array(9).fill(item).join(', ')}]`;
const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'];
const bomb = names.map((name, index) => list(name, index === 0 ? 'x' : `*${names[index - 1]}`));

it('says what is wrong with a file whose aliases make too much of it', () => {
  const folder = folderWith({ 'bomb.yaml': bomb.join('\n') });
  expect(problemOf(() => loadScenario(path.join(folder, 'bomb.yaml')), folder)).toBe(
    'SCENARIO_INVALID FOLDER/bomb.yaml:1:1: Excessive alias count indicates a resource exhaustion attack.',
  );
});

it.each([
  {
    what: 'holds itself',
    text: 'version: 1\nsteps: &a [{ server: metadata }, *a]',
    line: 1,
    or: ', or holds itself',
  },
  {
    what: 'opens brackets',
    text: `version: 1\nsteps: ${'['.repeat(20_000)}${']'.repeat(20_000)}`,
    line: 2,
    or: '',
  },
  {
    what: 'opens brackets line by line',
    text: `version: 1\nsteps:\n${'[\n'.repeat(5_000)}`,
    line: 103,
    or: '',
  },
  { what: 'opens lists', text: `version: 1\nsteps:\n  ${'- '.repeat(20_000)}x`, line: 3, or: '' },
])('refuses a file that $what', ({ text, line, or }) => {
  expect(problemOf(() => parseScenario(text))).toBe(
    `SCENARIO_INVALID <text>:${line}:1: is nested deeper than 100 levels${or}.`,
  );
});

it('takes brackets and dashes in texts for what they are', () => {
  const text = `${'['.repeat(200)} ${'- '.repeat(200)}x`;
  const { steps } = parseScenario(
    `version: 1\nsteps:\n  - server: metadata\n  - server: { say: "${text}" }\n  - server:\n      say: |-\n        ${text}`,
  );
  expect(steps.map((step) => ('text' in step ? step.text : ''))).toEqual(['', text, text]);
});

it.each([
  { step: 'include: file://host/x.yaml', problem: '"file://host/x.yaml" is no file of this computer.' },
  {
    step: 'server: { say: hi, audio: file://host/x.wav }',
    problem: '"audio" has to be the path of a WAV file, or ',
  },
])('refuses a file of another computer: $step', ({ step, problem }) => {
  expect(problemOf(() => parseScenario(`version: 1\nsteps: [{ ${step} }]`))).toMatch(
    new RegExp(`^SCENARIO_INVALID <text>:2:\\d+: ${problem}`),
  );
});

it('cannot read a scenario on another computer', () => {
  expect(problemOf(() => loadScenario('file://host/x.yaml'))).toBe(
    'FILE_UNREADABLE The scenario file://host/x.yaml cannot be read.',
  );
});

it('stops where files include each other more often than any scenario needs', () => {
  const files = Array.from({ length: 30 }, (_, index): [string, string] => [
    `${index}.yaml`,
    `version: 1\nsteps:\n${`  - include: ${index + 1}.yaml\n`.repeat(2)}`,
  ]);
  const folder = folderWith({
    ...Object.fromEntries(files),
    '30.yaml': 'version: 1\nsteps: [{ server: metadata }]',
  });
  expect(problemOf(() => loadScenario(path.join(folder, '0.yaml')), folder)).toContain(
    'more than 1000 files are included here, one by another.',
  );
});

it('sees through links that a file includes itself again', () => {
  const folder = folderWith({ 'one.yaml': 'version: 1\nsteps: [{ include: link/one.yaml }]' });
  symlinkSync(folder, path.join(folder, 'link'));
  expect(problemOf(() => loadScenario(path.join(folder, 'one.yaml')), folder)).toBe(
    'SCENARIO_INVALID FOLDER/one.yaml:2:20: link/one.yaml includes this file again.',
  );
});

it('shows nothing of a file that is no scenario', () => {
  const folder = folderWith({ passwords: 'root:x:0:0' });
  const problem = problemOf(() =>
    parseScenario('version: 1\nsteps: [{ include: passwords }]', { file: path.join(folder, 'a.yaml') }),
  );
  expect(problem.replaceAll(folder, 'FOLDER')).toBe(
    'SCENARIO_INVALID FOLDER/passwords:1:1: this is no scenario: a file begins with version and steps.',
  );
});

it.each([
  ['server: { pause: .inf }', '"pause" can be a day at most, not Infinity.'],
  ['server: { pause: 1441min }', '"pause" can be a day at most, not "1441min".'],
  [
    'expect: { user_message: null, repeat: { min: 5, max: 2 } }',
    'it cannot come at least 5 times and at most 2 times.',
  ],
  [
    'expect: { user_message: null, repeat: { max: 0 } }',
    '"max" has to be a whole number, at least 1, not 0.',
  ],
])('refuses numbers that cannot be: %s', (step, problem) => {
  expect(problemOf(() => parseScenario(`version: 1\nsteps: [{ server: metadata }, { ${step} }]`))).toContain(
    problem,
  );
});
