import { transcriptToMarkdown, unheardText, type TranscriptEntry } from '@duologue/core';
import { expect, it } from 'vitest';

const greeting: TranscriptEntry = {
  index: 0,
  role: 'agent',
  eventId: 1,
  text: 'Hello, this is Harbour Travel.',
  final: true,
  interrupted: false,
  atMs: 240,
};
const question: TranscriptEntry = {
  index: 1,
  role: 'user',
  text: 'What time is it in New York?',
  final: true,
  interrupted: false,
  atMs: 61_980,
  via: 'voice',
};
const call: TranscriptEntry = {
  index: 2,
  role: 'tool',
  text: 'Nine in the morning.',
  final: true,
  interrupted: false,
  atMs: 62_000,
  tool: {
    toolName: 'convert_time',
    toolCallId: 'call_1',
    parameters: { to: 'America/New_York' },
    outcome: 'succeeded',
    durationMs: 11.6,
  },
};
const cut: TranscriptEntry = {
  index: 3,
  role: 'agent',
  eventId: 2,
  text: 'It is nine in',
  plannedText: 'It is nine in the morning.',
  final: true,
  interrupted: true,
  atMs: 62_400,
};

it('writes a paragraph for each entry, with when it began and how long a tool took', () => {
  const details = { 'conversation id': 'conv_1' };
  const speakers = { user: 'Caller' };
  expect(transcriptToMarkdown([greeting, question, call, cut], { title: 'A call', details, speakers }))
    .toMatchInlineSnapshot(`
    "# A call

    - conversation id: conv_1

    **0:00.2 Agent:** Hello, this is Harbour Travel.

    **1:02.0 Caller:** What time is it in New York?

    **1:02.0 Tool:** \`convert_time\` succeeded in 12 ms

    - parameters: \`{"to":"America/New_York"}\`
    - result: \`Nine in the morning.\`

    **1:02.4 Agent:** It is nine in ~~the morning.~~ *(interrupted)*
    "
  `);
});

it('gives two runs of one conversation the same text where times are left out', () => {
  const later = [greeting, question, call, cut].map((entry) => ({
    ...entry,
    atMs: entry.atMs + 35,
    ...(entry.tool && { tool: { ...entry.tool, durationMs: 90 } }),
  }));
  const [first, second] = [[greeting, question, call, cut], later].map((entries) =>
    transcriptToMarkdown(entries, { times: false }),
  );
  expect(second).toBe(first);
  expect(first).not.toMatch(/\d ms|\d:\d\d/);
});

it('writes a heading and nothing else where nobody spoke', () => {
  expect(transcriptToMarkdown([])).toBe('# Conversation\n');
});

it('lets nothing that was said act as markup', () => {
  const hostile =
    '# Title\n\n- item <img src=x onerror=alert(1)> & [link](javascript:x) *bold* `code` ~~gone~~ | a\\* _under_ snake_case';
  expect(transcriptToMarkdown([{ ...greeting, text: hostile }], { times: false })).toMatchInlineSnapshot(`
    "# Conversation

    **Agent:** \\# Title - item &lt;img src=x onerror=alert(1)&gt; &amp; \\[link\\](javascript:x) \\*bold\\* \\\`code\\\` \\~\\~gone\\~\\~ \\| a\\\\\\* \\_under\\_ snake_case
    "
  `);
});

it('fences parameters that hold backticks with more of them', () => {
  const tool = { toolName: 'run', toolCallId: 'call_2', parameters: { code: 'a ``b`` c' } };
  expect(transcriptToMarkdown([{ ...call, text: '`', final: false, tool }])).toMatchInlineSnapshot(`
    "# Conversation

    **1:02.0 Tool:** \`run\` has not answered

    - parameters: \`\`\`{"code":"a \`\`b\`\` c"}\`\`\`
    - result: \`\` \` \`\`
    "
  `);
});

it.each([
  ['still arriving', { text: 'It is', final: false }, 'It is …'],
  ['written by the user', { text: 'It is', role: 'user', via: 'text' } as const, 'It is *(in writing)*'],
  ['cut before the first word', { ...cut, text: '' }, '~~It is nine in the morning.~~ *(interrupted)*'],
  [
    'heard to its last word',
    { ...cut, text: 'It is nine in the morning.' },
    'It is nine in the morning. *(interrupted)*',
  ],
  [
    'cut, with an ellipsis of the service',
    { ...cut, text: 'It is nine in...' },
    'It is nine in... ~~the morning.~~ *(interrupted)*',
  ],
  [
    'corrected to something that was not planned',
    { ...cut, text: 'It was nine' },
    'It was nine *(interrupted; planned: It is nine in the morning.)*',
  ],
] as const)('shows a turn that is %s', (_, change, expected) => {
  const entry: TranscriptEntry = { ...greeting, ...change };
  const [, paragraph = ''] = transcriptToMarkdown([entry], { times: false }).split('\n\n');
  expect(paragraph.trimEnd().replace(/^\*\*\w+:\*\* /, '')).toBe(expected);
});

it('tells what nobody heard of a turn that was cut', () => {
  expect([greeting, cut, { ...cut, text: 'Something else' }].map(unheardText)).toEqual([
    undefined,
    'the morning.',
    undefined,
  ]);
});
