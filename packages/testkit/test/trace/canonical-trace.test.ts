import { expect, it } from 'vitest';
import { canonicalHash, canonicalTrace, TraceLog, VirtualClock, type TraceEntry } from '@duologue/testkit';

type Wire = Readonly<Record<string, unknown>>;
type Frame =
  { readonly down: Wire; readonly waitedFor: number } | { readonly up: Wire } | { readonly told: string };

const pcm = (count: number, from: number) =>
  Buffer.from(
    Int16Array.from({ length: count }, (_, index) => 2_000 + ((from + index) % 500)).buffer,
  ).toString('base64');
const metadata = {
  type: 'conversation_initiation_metadata',
  conversation_initiation_metadata_event: {
    conversation_id: 'conv_1',
    agent_output_audio_format: 'pcm_16000',
    user_input_audio_format: 'pcm_16000',
  },
};
const audio = (eventId: number, count: number, from: number, chars: string) => ({
  type: 'audio',
  audio_event: {
    event_id: eventId,
    audio_base_64: pcm(count, from),
    alignment: { chars: Array.from(chars) },
  },
});
const said = (eventId: number, text: string) => ({
  type: 'agent_response',
  agent_response_event: { agent_response: text, event_id: eventId },
});
const call = (id: string, name: string, parameters: Wire) => ({
  type: 'client_tool_call',
  client_tool_call: { tool_name: name, tool_call_id: id, parameters, event_id: 2 },
});
const result = (id: string, text: string) => ({
  type: 'client_tool_result',
  tool_call_id: id,
  result: text,
  is_error: false,
});
const ping = (id: number) => ({ type: 'ping', ping_event: { event_id: id } });
const pong = (id: number) => ({ type: 'pong', event_id: id });
const speech = (count: number, from: number) => ({ user_audio_chunk: pcm(count, from) });
const quiet = (count: number) => ({ user_audio_chunk: Buffer.alloc(count * 2).toString('base64') });

const conversation: readonly Frame[] = [
  {
    up: {
      type: 'conversation_initiation_client_data',
      source_info: { source: 'duologue', version: '1.0.0' },
    },
  },
  { down: metadata, waitedFor: 1 },
  { down: audio(1, 1_600, 0, 'Hel'), waitedFor: 1 },
  { down: audio(1, 1_600, 1_600, 'lo.'), waitedFor: 1 },
  { down: said(1, 'Hello.'), waitedFor: 1 },
  { down: ping(1), waitedFor: 1 },
  { up: pong(1) },
  { up: speech(3_200, 0) },
  { up: quiet(8_000) },
  { told: 'barrier' },
  { up: { type: 'user_message', text: 'Weather?' } },
  { down: call('t1', 'get_weather', { city: 'Bern' }), waitedFor: 2 },
  { down: call('t2', 'get_time', {}), waitedFor: 2 },
  { up: result('t1', 'sunny') },
  { up: result('t2', 'noon') },
  { down: audio(2, 1_600, 7, 'Sunny.'), waitedFor: 4 },
  { down: said(2, 'Sunny.'), waitedFor: 4 },
  { down: { type: 'interruption', interruption_event: { event_id: 2 } }, waitedFor: 4 },
  { told: 'interrupted' },
];

interface Telling {
  readonly code?: number;
  readonly by?: 'client' | 'server';
  readonly heardText?: string;
  /** Milliseconds that pass between two frames. */
  readonly stepMs?: number;
}

async function entriesOf(frames: readonly Frame[], telling: Telling = {}): Promise<readonly TraceEntry[]> {
  const { code = 1000, by = 'server', heardText = 'Sunny.', stepMs = 0 } = telling;
  const clock = new VirtualClock({ autojump: false });
  const log = new TraceLog({ clock });
  for (const frame of frames) {
    if ('down' in frame) log.down(frame.down, { control: frame.waitedFor });
    else if ('up' in frame) log.up(frame.up);
    else if (frame.told === 'barrier') log.markMicrophone();
    else log.tell('session', 'interrupted', { heardText });
    await clock.advance(stepMs);
  }
  log.end({ code, by });
  clock[Symbol.dispose]();
  return log.entries;
}

async function hashOf(frames: readonly Frame[], telling?: Telling): Promise<string> {
  return canonicalHash(canonicalTrace(await entriesOf(frames, telling)));
}

/** The conversation with frame `index` replaced by others. */
function replaced(index: number, ...frames: readonly Frame[]): readonly Frame[] {
  return conversation.toSpliced(index, 1, ...frames);
}

function swapped(one: number, other: number): readonly Frame[] {
  return conversation.with(one, conversation[other] as Frame).with(other, conversation[one] as Frame);
}

it('has the form that the documentation describes', async () => {
  expect(canonicalTrace(await entriesOf(conversation))).toMatchSnapshot();
});

it.each<{ difference: string; frames?: readonly Frame[]; telling?: Telling }>([
  { difference: 'a pong is missing', frames: replaced(6) },
  { difference: 'a pong comes twice', frames: replaced(6, { up: pong(1) }, { up: pong(1) }) },
  { difference: 'a pong has a wrong id', frames: replaced(6, { up: pong(7) }) },
  { difference: 'a result comes before its call', frames: swapped(12, 14) },
  { difference: 'a frame of the server comes before what it waits for', frames: swapped(10, 11) },
  { difference: 'a chunk of audio is lost', frames: replaced(3) },
  {
    difference: 'a sample of the agent is changed',
    frames: replaced(3, { down: audio(1, 1_600, 1_601, 'lo.'), waitedFor: 1 }),
  },
  {
    difference: 'audio belongs to another turn',
    frames: replaced(3, { down: audio(2, 1_600, 1_600, 'lo.'), waitedFor: 1 }),
  },
  {
    difference: 'the alignment says something else',
    frames: replaced(3, { down: audio(1, 1_600, 1_600, 'la.'), waitedFor: 1 }),
  },
  { difference: 'chunks are swapped', frames: swapped(2, 3) },
  { difference: 'a result has a wrong id', frames: replaced(13, { up: result('t9', 'sunny') }) },
  {
    difference: 'two results are mixed up',
    frames: replaced(13, { up: result('t2', 'sunny') }).with(14, { up: result('t1', 'noon') }),
  },
  { difference: 'control messages are reordered', frames: swapped(11, 12) },
  {
    difference: 'a call has other arguments',
    frames: replaced(11, { down: call('t1', 'get_weather', { city: 'Basel' }), waitedFor: 2 }),
  },
  { difference: 'a result says something else', frames: replaced(13, { up: result('t1', 'rain') }) },
  { difference: 'a control message is missing', frames: replaced(4) },
  {
    difference: 'a control message comes twice',
    frames: replaced(4, conversation[4] as Frame, conversation[4] as Frame),
  },
  { difference: 'a turn has another id', frames: replaced(4, { down: said(3, 'Hello.'), waitedFor: 1 }) },
  { difference: 'a sample of the user is changed', frames: replaced(7, { up: speech(3_200, 1) }) },
  { difference: 'the user says less', frames: replaced(7, { up: speech(3_100, 0) }) },
  { difference: 'an interruption is missing', frames: replaced(18) },
  { difference: 'other words were heard', telling: { heardText: 'Sun' } },
  { difference: 'the close code is another', telling: { code: 1001 } },
  { difference: 'the other side closes', telling: { by: 'client' } },
])('changes when $difference', async ({ frames = conversation, telling }) => {
  expect(await hashOf(frames, telling)).not.toBe(await hashOf(conversation));
});

it.each<{ change: string; frames?: readonly Frame[]; telling?: Telling }>([
  { change: 'time passes between the frames', telling: { stepMs: 137 } },
  {
    change: 'audio of the agent comes in other chunks',
    frames: replaced(
      2,
      { down: audio(1, 500, 0, 'H'), waitedFor: 1 },
      { down: audio(1, 1_100, 500, 'el'), waitedFor: 1 },
    ),
  },
  {
    change: 'audio of the user comes in other chunks',
    frames: replaced(7, { up: speech(1_000, 0) }, { up: speech(2_200, 1_000) }),
  },
  {
    change: 'there is more silence in the microphone',
    frames: replaced(8, { up: quiet(8_000) }, { up: quiet(777) }),
  },
  {
    change: 'there are more pings',
    frames: replaced(6, { up: pong(1) }, { down: ping(2), waitedFor: 1 }, { up: pong(2) }),
  },
  { change: 'there are no pings', frames: conversation.toSpliced(5, 2) },
  {
    change: 'the last ping is not answered any more',
    frames: [...conversation, { down: ping(9), waitedFor: 4 }],
  },
  {
    change: 'the service draws other ids',
    frames: JSON.parse(
      JSON.stringify(conversation).replaceAll('"t1"', '"x"').replaceAll('conv_1', 'y'),
    ) as Frame[],
  },
  {
    change: 'the client is of another version',
    frames: JSON.parse(JSON.stringify(conversation).replace('1.0.0', '2.0.0')) as Frame[],
  },
  {
    change: 'the user speaks after the last step that listens',
    frames: [...conversation, { up: speech(3_200, 9) }, { up: quiet(8_000) }],
  },
])('stays the same when $change', async ({ frames = conversation, telling }) => {
  expect(await hashOf(frames, telling)).toBe(await hashOf(conversation));
});

it('keeps secrets out of every entry', async () => {
  const entries = await entriesOf([
    {
      up: {
        type: 'conversation_initiation_client_data',
        dynamic_variables: { secret__key: 'hush', name: 'Ann' },
      },
    },
    {
      down: { type: 'x', url: 'wss://host/?agent_id=a&conversation_signature=cvtkn_1', token: 'tok' },
      waitedFor: 0,
    },
  ]);
  expect(entries.map(({ data }) => data).slice(0, 2)).toEqual([
    {
      type: 'conversation_initiation_client_data',
      dynamic_variables: { secret__key: '[redacted]', name: 'Ann' },
    },
    { type: 'x', url: 'wss://host/?agent_id=a&conversation_signature=[redacted]', token: '[redacted]' },
  ]);
});
