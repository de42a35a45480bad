import {
  transcriptToJson,
  transcriptToSrt,
  transcriptToVtt,
  unheardText,
  type TranscriptEntry,
} from '@duologue/core';
import { expect, it } from 'vitest';

const entry = (index: number, change: Partial<TranscriptEntry>): TranscriptEntry => ({
  index,
  role: 'agent',
  text: '',
  final: true,
  interrupted: false,
  atMs: 0,
  ...change,
});

const greeting = entry(0, { eventId: 1, text: 'Hello, this is Harbour Travel.', atMs: 240.4 });
const question = entry(1, {
  role: 'user',
  text: 'What time is it in New York?',
  atMs: 3_600_000,
  via: 'voice',
});
const call = entry(2, {
  role: 'tool',
  text: 'Nine in the morning.',
  atMs: 3_600_020,
  tool: {
    toolName: 'convert_time',
    toolCallId: 'call_1',
    parameters: { to: 'America/New_York' },
    outcome: 'succeeded',
    durationMs: 11.6,
  },
});
const cut = entry(3, {
  eventId: 2,
  text: 'It is nine in',
  plannedText: 'It is nine in the morning.',
  interrupted: true,
  atMs: 3_601_000,
});
const unheard = entry(4, {
  eventId: 4,
  text: '',
  plannedText: 'Anything else?',
  interrupted: true,
  atMs: 3_601_200,
});
const written = entry(5, { role: 'user', via: 'text', text: 'Thanks', atMs: 3_601_300 });
const arriving = entry(6, { eventId: 5, text: 'You are', final: false, atMs: 3_601_400 });
const conversation = [greeting, question, call, cut, unheard, written, arriving];

it('writes JSON with the fields in one order', () => {
  expect(transcriptToJson([greeting, call, cut], { title: 'A call', details: { id: 'conv_1' } }))
    .toMatchInlineSnapshot(`
    "{
      "version": 1,
      "title": "A call",
      "details": {
        "id": "conv_1"
      },
      "entries": [
        {
          "index": 0,
          "role": "agent",
          "atMs": 240.4,
          "eventId": 1,
          "text": "Hello, this is Harbour Travel.",
          "final": true,
          "interrupted": false
        },
        {
          "index": 2,
          "role": "tool",
          "atMs": 3600020,
          "text": "Nine in the morning.",
          "final": true,
          "interrupted": false,
          "tool": {
            "toolName": "convert_time",
            "toolCallId": "call_1",
            "parameters": {
              "to": "America/New_York"
            },
            "outcome": "succeeded",
            "durationMs": 11.6
          }
        },
        {
          "index": 3,
          "role": "agent",
          "atMs": 3601000,
          "eventId": 2,
          "text": "It is nine in",
          "plannedText": "It is nine in the morning.",
          "unheardText": "the morning.",
          "final": true,
          "interrupted": true
        }
      ]
    }
    "
  `);
});

it('reads back as what it was made of', () => {
  const { version, entries } = JSON.parse(transcriptToJson(conversation)) as {
    version: number;
    entries: (TranscriptEntry & { unheardText?: string })[];
  };
  expect(version).toBe(1);
  expect(entries).toEqual(conversation.map((one) => ({ ...one, unheardText: unheardText(one) })));
});

it('gives two runs of one conversation the same JSON where times are left out', () => {
  const later = conversation.map((one) => ({
    ...one,
    atMs: one.atMs + 35,
    ...(one.tool && { tool: { ...one.tool, durationMs: 90 } }),
  }));
  const [first, second] = [conversation, later].map((entries) => transcriptToJson(entries, { times: false }));
  expect(second).toBe(first);
  expect(first).not.toMatch(/Ms"/);
});

it('writes SubRip: what was heard, when, and who said it', () => {
  expect(transcriptToSrt(conversation, { speakers: { user: 'Caller' } })).toMatchInlineSnapshot(`
    "1
    00:00:00,240 --> 00:00:02,240
    Agent: Hello, this is Harbour Travel.

    2
    01:00:00,000 --> 01:00:01,000
    Caller: What time is it in New York?

    3
    01:00:01,000 --> 01:00:01,500
    Agent: It is nine in —

    4
    01:00:01,300 --> 01:00:01,800
    Caller: Thanks

    5
    01:00:01,400 --> 01:00:01,900
    Agent: You are …
    "
  `);
});

it('writes WebVTT: what was heard, when, and who said it', () => {
  expect(transcriptToVtt(conversation, { title: 'A call', speakers: { agent: 'Ada' } }))
    .toMatchInlineSnapshot(`
    "WEBVTT A call

    1
    00:00:00.240 --> 00:00:02.240
    <v Ada>Hello, this is Harbour Travel.</v>

    2
    01:00:00.000 --> 01:00:01.000
    <v User>What time is it in New York?</v>

    3
    01:00:01.000 --> 01:00:01.500
    <v Ada>It is nine in —</v>

    4
    01:00:01.300 --> 01:00:01.800
    <v User>Thanks</v>

    5
    01:00:01.400 --> 01:00:01.900
    <v Ada>You are …</v>
    "
  `);
});

it('writes nothing but a heading where nobody spoke', () => {
  expect([transcriptToSrt([]), transcriptToVtt([]), transcriptToJson([])]).toEqual([
    '',
    'WEBVTT\n',
    '{\n  "version": 1,\n  "entries": []\n}\n',
  ]);
});

const story =
  'Once upon a time there was a harbour, and in the harbour there was a ship, and on the ship there was a captain who had never seen the sea.';

it('cuts a long turn into pieces that can be read, each for its share of the time', () => {
  expect(transcriptToSrt([entry(0, { text: story })])).toMatchInlineSnapshot(`
    "1
    00:00:00,000 --> 00:00:04,794
    Agent: Once upon a time there was a
    harbour, and in the harbour there was a

    2
    00:00:04,794 --> 00:00:09,200
    ship, and on the ship there was a captain
    who had never seen the sea.
    "
  `);
});

it('ends an entry where it is said to end', () => {
  const durationMs = ({ role }: TranscriptEntry) => (role === 'agent' ? 1_234.4 : undefined);
  const cues = transcriptToVtt([greeting, question], { durationMs });
  expect(cues.match(/.* --> .*/g)).toEqual([
    '00:00:00.240 --> 00:00:01.474',
    '01:00:00.000 --> 01:00:01.867',
  ]);
});

it('breaks words that are longer than a line, and no character apart', () => {
  const [, , , , ...lines] = transcriptToVtt([entry(0, { text: '👩‍🚀'.repeat(12) })])
    .trim()
    .split('\n');
  expect(lines).toEqual([`<v Agent>${'👩‍🚀'.repeat(8)}`, `${'👩‍🚀'.repeat(4)}</v>`]);
});

const hostile = '<b>bold</b> & <i>\n\n2\n00:00:01,000 --> 00:00:02,000\n\n{\\an8}top 1 < 2 > 0';

it('lets nothing that was said act as markup in SubRip', () => {
  expect(transcriptToSrt([entry(0, { text: hostile })], { speakers: { agent: '<u>Ada' } }))
    .toMatchInlineSnapshot(`
      "1
      00:00:00,000 --> 00:00:04,600
      < u>Ada: < b>bold< /b> & < i> 2 00:00:01,000
      - -> 00:00:02,000 { \\an8}top 1 < 2 > 0
      "
    `);
});

it('lets nothing that was said act as markup in WebVTT', () => {
  const options = { speakers: { agent: 'A>da & Co' }, title: 'A --> B\n\nNOTE hidden' };
  expect(transcriptToVtt([entry(0, { text: hostile })], options)).toMatchInlineSnapshot(`
    "WEBVTT A --&gt; B NOTE hidden

    1
    00:00:00.000 --> 00:00:04.600
    <v A&gt;da &amp; Co>&lt;b&gt;bold&lt;/b&gt; &amp; &lt;i&gt; 2 00:00:01,000 --&gt;
    00:00:02,000 {\\an8}top 1 &lt; 2 &gt; 0</v>
    "
  `);
});

it.each(['srt', 'vtt'])('never writes a cue that ends before it begins (%s)', (format) => {
  const together = [0, 0, 1, 900].map((atMs, index) => entry(index, { text: 'Yes.', atMs }));
  const text = format === 'srt' ? transcriptToSrt(together) : transcriptToVtt(together);
  const spans = [...text.matchAll(/(\S+) --> (\S+)/g)].map(([, start = '', end = '']) => end > start);
  expect(spans).toEqual([true, true, true, true]);
});
