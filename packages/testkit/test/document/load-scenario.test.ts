import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuologueError, Session } from '@duologue/core';
import { loadScenario, loadScenarios } from '@duologue/testkit';
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
    ['greeting.yaml:4:5', { expect: 'init', match: { dynamic_variables: { name: /^A/ } } }],
    ['greeting.yaml:7:5', { server: 'metadata' }],
    ['greeting.yaml:8:5', { server: 'say', text: 'Hello.', audio: { silenceMs: 100 } }],
    ['booking.yaml:9:5', { expect: 'userMessage', match: { text: /table/i } }],
    [
      'booking.yaml:11:5',
      { server: 'toolCall', name: 'book_table', parameters: { party: 4 }, as: 'booking' },
    ],
    ['booking.yaml:15:5', { expect: 'toolResult', of: 'booking', result: { booked: true }, withinMs: 2_000 }],
    [
      'booking.yaml:19:5',
      {
        server: 'say',
        text: 'Your table: {{booking.result.table}}.',
        audio: { toneHz: 440, ms: 300 },
        response: 'before',
      },
    ],
    ['booking.yaml:23:5', { user: 'hangUp' }],
    ['booking.yaml:24:5', { expect: 'closed', code: 1000 }],
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
    '5:13: "metadatum" is nothing that can stand here. There are metadata, say, textParts, userTranscript, tentativeTranscript, toolCall, mcpToolCall, agentToolRequest, agentToolResponse, interrupt, correction, vad, ping, error, queueStatus, raw, pause, close. Did you mean "metadata"?',
  ],
  [
    'a step of no kind',
    'steps:\n  - sever: say',
    '5:5: this is no step: a step begins with expect, server, user, include. Did you mean "server"?',
  ],
  [
    'a key that is misspelt',
    'steps:\n  - { server: say, txt: Hi }',
    '5:5: this needs a field "text".\nFILE:5:20: there is no field "txt" here. Did you mean "text"?',
  ],
  [
    'a key at the top that is misspelt',
    'step:\n  - server: metadata',
    '2:1: this needs a field "steps".\nFILE:4:1: there is no field "step" here. Did you mean "steps"?',
  ],
  [
    'a value of another kind',
    'steps:\n  - { server: pause, ms: soon }',
    '5:26: "ms" has to be a number, at least 0, not "soon".',
  ],
  [
    'a word that there is not',
    'steps:\n  - { server: say, text: Hi, response: befor }',
    '5:40: "response" has to be one of after, before, amid, none, not "befor". Did you mean "before"?',
  ],
  [
    'an object with a wrong key',
    'steps:\n  - { server: say, text: Hi, audio: { toneHz: 440, msec: 3 } }',
    '5:37: "audio" needs a field "ms".\nFILE:5:52: there is no field "msec" here. Did you mean "ms"?',
  ],
  ['steps that are no list', 'steps: none', '4:8: "steps" has to be a list, not "none".'],
  [
    'a file that is no YAML',
    'steps: [',
    '5:1: Flow sequence in block collection must be sufficiently indented and end with a ].',
  ],
  ['a broken reference', 'steps:\n  - { expect: toolResult, of: wether }', undefined],
])('refuses %s, with the place and the way out', (_what, rest, message) => {
  const target = path.join(mkdtempSync(path.join(tmpdir(), 'scenario-')), 'wrong.yaml');
  writeFileSync(target, `# a scenario\nversion: 1\nname: wrong\n${rest}\n`);
  if (message === undefined) return expect(loadScenario(target).steps).toHaveLength(1);
  expect(() => loadScenario(target)).toThrow(DuologueError);
  expect(messageOf(() => loadScenario(target)).replaceAll(target, 'FILE')).toBe(`FILE:${message}`);
});

it('refuses a file that includes itself', () => {
  expect(messageOf(() => loadScenario(file('circle.yaml')))).toMatch(
    /circle\.yaml:4:14: circle\.yaml includes this file again\.$/,
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
