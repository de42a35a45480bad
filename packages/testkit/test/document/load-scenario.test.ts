import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuologueError, Session } from '@duologue/core';
import { loadScenario, loadScenarios } from '@duologue/testkit';
import { onTestFinished } from 'vitest';
import { expect, it, test } from '@duologue/testkit/vitest';

const file = (name: string) => new URL(`files/${name}`, import.meta.url);

it('reads a scenario with the files that it includes, and knows the line of each step', () => {
  const { place: _place, steps, ...scenario } = loadScenario(file('booking.yaml'));
  expect(scenario).toEqual({
    version: 1,
    name: 'a table is booked',
    seed: 7,
    agent: { outputFormat: 'pcm_16000' },
    ignore: ['userActivity'],
  });
  const shown = steps.map(({ place, ...step }) => [
    `${path.basename(place?.file ?? '')}:${place?.line}:${place?.column}`,
    step,
  ]);
  expect(shown).toEqual([
    ['greeting.yaml:3:5', { expect: 'init', match: { dynamic_variables: { name: /^A/ } } }],
    ['greeting.yaml:4:5', { server: 'metadata' }],
    ['greeting.yaml:5:5', { server: 'say', text: 'Hello.', audio: { silenceMs: 100 } }],
    ['booking.yaml:9:5', { expect: 'userMessage', match: { text: /table/i } }],
    [
      'booking.yaml:10:5',
      { server: 'toolCall', name: 'book_table', parameters: { party: 4 }, as: 'booking' },
    ],
    ['booking.yaml:11:5', { expect: 'toolResult', of: 'booking', result: { booked: true }, withinMs: 2_000 }],
    [
      'booking.yaml:12:5',
      {
        server: 'say',
        text: 'Your table: {{booking.result.table}}.',
        audio: { toneHz: 440, ms: 300 },
        response: 'before',
      },
    ],
    ['booking.yaml:16:5', { user: 'hangUp' }],
    ['booking.yaml:17:5', { expect: 'closed', code: 1000 }],
  ]);
});

test.replay(
  file('booking.yaml'),
  {
    door: ['memory', 'sockets'],
    createSession: (options) =>
      new Session({
        ...options,
        dynamicVariables: { name: 'Ann' },
        tools: [{ name: 'book_table', description: 'Books.', run: () => ({ booked: true, table: 3 }) }],
      }),
  },
  async ({ session, trace }) => {
    await session.start();
    session.sendUserMessage('A table for four, please.');
    await session.ended;
    expect(trace).toHaveSaid('Your table: 3.');
  },
);

test.replay(
  file('matrix.json'),
  { createSession: (options) => new Session(options) },
  async ({ session }) => {
    await session.run();
  },
);

it('makes a scenario of each combination of a matrix', () => {
  const scenarios = loadScenarios(file('matrix.json'));
  expect(scenarios.map(({ name, steps }) => [name, { ...steps[1], place: undefined }])).toEqual(
    [
      [20, 'before'],
      [20, 'after'],
      [100, 'before'],
      [100, 'after'],
    ].map(([chunkMs, response]) => [
      `a turn (chunk ${chunkMs}, response ${response})`,
      {
        server: 'say',
        text: `In ${chunkMs} ms.`,
        audio: { toneHz: 440, ms: 100 },
        chunkMs,
        response,
        place: undefined,
      },
    ]),
  );
});

it.each([
  [
    'a step that there is not',
    'steps:\n  - server: metadatum',
    '5:13: "metadatum" is nothing that can stand here. Did you mean "metadata"?',
  ],
  [
    'a step by the name that TypeScript has for it',
    'steps:\n  - server: { toolCall: weather }',
    '5:15: "toolCall" is nothing that can stand here. Did you mean "tool_call"?',
  ],
  [
    'a step of no kind',
    'steps:\n  - sever: { say: Hi }',
    '5:5: this is no step: a step begins with server, expect, user, barge_in, include. Did you mean "server"?',
  ],
  ['a word that needs more', 'steps:\n  - server: say', '5:13: "say" alone is not enough. Write { say: … }.'],
  [
    'fields beside a step',
    'steps:\n  - server: say\n    text: Hi',
    '5:13: "say" alone is not enough. Write { say: … }.\nFILE:6:5: a step has one key, and "text" stands beside "server". What belongs to the step stands inside: server: { say, text: … }.',
  ],
  [
    'a key that is misspelt',
    'steps:\n  - server: { say: Hi, adio: hi.wav }',
    '5:24: there is no field "adio" here. Did you mean "audio"?',
  ],
  [
    'a key at the top that is misspelt',
    'step:\n  - server: metadata',
    '2:1: this needs a field "steps".\nFILE:4:1: there is no field "step" here. Did you mean "steps"?',
  ],
  [
    'a value of another kind',
    'steps:\n  - server: { pause: soon }',
    '5:22: "pause" has to be a duration such as 2s, 250ms or 1.5min, not "soon".',
  ],
  [
    'a word that there is not',
    'steps:\n  - server: { say: Hi, response: befor }',
    '5:34: "response" has to be one of after, before, amid, none, not "befor". Did you mean "before"?',
  ],
  [
    'an object with a wrong key',
    'steps:\n  - server: { say: Hi, audio: { tone_hz: 440, durtion: 3s } }',
    '5:31: "audio" needs a field "duration".\nFILE:5:47: there is no field "durtion" here. Did you mean "duration"?',
  ],
  [
    'two answers to one question',
    'steps:\n  - server: { say: Hi }\n  - barge_in: { at_word: Hi, at_chunk: 2 }',
    '6:30: "at_word" and "at_chunk" cannot both say when: keep one of them.',
  ],
  [
    'a pattern that is none',
    'steps:\n  - expect: { user_message: /(/ }',
    '5:29: /(/ is no regular expression (Invalid regular expression: /(/: Unterminated group). For the text itself write { $literal: … }.',
  ],
  [
    'a matcher that there is not',
    'steps:\n  - expect: { init: { source_info: { $absnt: true } } }',
    '5:38: there is no $absnt. Did you mean "$absent"?',
  ],
  [
    'a value that the matrix does not have',
    'matrix: { city: [Bern, Basel] }\nsteps:\n  - server: { say: "To ${citty}?" }',
    '6:20: the matrix has no "citty". Did you mean "city"?',
  ],
  ['steps that are no list', 'steps: none', '4:8: "steps" has to be a list, not "none".'],
  [
    'a file that is no YAML',
    'steps: [',
    '5:1: Flow sequence in block collection must be sufficiently indented and end with a ].',
  ],
  [
    'a reference to nothing',
    'steps:\n  - expect: { tool_result: wether }',
    '5:5: no step before it calls a tool that goes by "wether". Calls before it: none.',
  ],
  [
    'a text that refers to nothing',
    "steps:\n  - server: { tool_call: weather }\n  - server: { say: '{{wether.result}}' }",
    '6:5: no step before it brings "wether", for {{wether…}}. Did you mean "weather"?',
  ],
  [
    'a file that is not there',
    'steps:\n  - include: nowhere.yaml',
    '5:14: there is no file FOLDER/nowhere.yaml that can be read.',
  ],
])('refuses %s, with the place and the way out', (_what, rest, message) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'scenario-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const target = path.join(folder, 'wrong.yaml');
  writeFileSync(target, `# a scenario\nversion: 1\nname: wrong\n${rest}\n`);
  expect(() => loadScenario(target)).toThrow(DuologueError);
  expect(
    messageOf(() => loadScenarios(target))
      .replaceAll(target, 'FILE')
      .replaceAll(folder, 'FOLDER'),
  ).toBe(`FILE:${message}`);
});

it('refuses a file that includes itself', () => {
  expect(messageOf(() => loadScenario(file('circle.yaml')))).toMatch(
    /circle\.yaml:3:14: circle\.yaml includes this file again\.$/,
  );
});

it('refuses a matrix where one scenario is wanted', () => {
  expect(() => loadScenario(file('matrix.json'))).toThrow(
    'has a matrix of 4 scenarios. Use loadScenarios().',
  );
});

function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing was thrown';
}
