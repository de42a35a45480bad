import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Session } from '@duologue/core';
import { importCassette, replay, type ReplayOptions } from '@duologue/testkit';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { CassetteReader } from '../../../src/cassette/format/read-cassette.ts';
import type { Redactor } from '../../../src/cassette/format/redactor.ts';
import { prepareCassette } from '../../../src/cassette/replay/prepare-cassette.ts';
import { framesOf, nothingRedacted, sound } from '../support/cassettes.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const capture = new URL('../../fixtures/live-captures/text_in_audio_out_turn.yaml', import.meta.url).pathname;

/** All messages of a cassette as they were on the wire. */
function messagesOf(file: string): unknown[] {
  const reader = new CassetteReader(file);
  const messages: unknown[] = [];
  for (let frame = reader.next(); frame; frame = reader.next()) {
    if (frame.lane !== 'end') messages.push([frame.dir, reader.messageOf(frame)]);
  }
  return messages;
}

it('keeps every field of a live capture of pydantic-ai, in its order', () => {
  const file = importCassette(capture, { to: path.join(temporaryFolder(), 'say-hi') });
  const { interactions } = parse(readFileSync(capture, 'utf8')) as {
    readonly interactions: readonly { readonly direction: string; readonly data: unknown }[];
  };
  const recorded = interactions.map(({ direction, data }) => [direction === 'sent' ? 'up' : 'down', data]);
  expect(JSON.stringify(messagesOf(file))).toBe(JSON.stringify(recorded));
  expect(framesOf(file).at(-1)).toMatchObject({ lane: 'end', dir: 'down', data: { code: 1000 } });
  expect(new CassetteReader(file).header).toMatchObject({
    state: 'complete',
    name: 'say-hi',
    provenance: { source: 'pydantic-ai', redaction: '1, user audio: noise' },
  });
});

it.each<ReplayOptions['door']>(['memory', 'sockets'])(
  'replays a live capture with a session (%s)',
  async (door = 'memory') => {
    const file = importCassette(capture, { to: path.join(temporaryFolder(), 'say-hi') });
    const overrides = { agent: { prompt: { prompt: 'Answer in two or three words.' } } };
    const createSession: ReplayOptions['createSession'] = (options) => new Session({ ...options, overrides });
    await replay(
      prepareCassette(file, { ignore: ['/source_info'] }),
      { door, createSession },
      async ({ session, trace }) => {
        const { reason } = await session.run();
        expect(reason).toBe('agent');
        expect(session.transcript.map(({ role, text }) => [role, text])).toEqual([
          ['user', 'Say hi.'],
          ['agent', 'Hello there.'],
        ]);
        expect(
          trace.entries
            .filter(({ lane, dir }) => lane === 'control' && dir)
            .map(({ dir, type }) => [dir, type]),
        ).toEqual([
          ['up', 'conversation_initiation_client_data'],
          ['down', 'conversation_initiation_metadata'],
          ['up', 'user_message'],
          ['down', 'agent_response'],
        ]);
      },
    );
  },
);

it('catches another prompt than the captured one', async () => {
  const file = importCassette(capture, { to: path.join(temporaryFolder(), 'say-hi') });
  const createSession: ReplayOptions['createSession'] = (options) => new Session(options);
  await expect(
    replay(prepareCassette(file), { createSession }, ({ session }) => session.run()),
  ).rejects.toThrow(/conversation_config_override/);
});

it('reads the close of a capture', () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'closed.yaml');
  writeFileSync(
    file,
    `${readFileSync(capture, 'utf8')}- {kind: close, code: 1002, reason: over, ok: false}\n`,
  );
  expect(framesOf(importCassette(file, { to: path.join(folder, 'closed') })).at(-1)).toMatchObject({
    lane: 'end',
    dir: 'down',
    data: { code: 1002, reason: 'over' },
  });
});

it('takes secrets out of what it imports', () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'leaky.yaml');
  writeFileSync(file, readFileSync(capture, 'utf8').replace('Say hi.', 'Say hi to jane@example.com.'));
  const imported = readFileSync(importCassette(file, { to: path.join(folder, 'clean') }), 'utf8');
  expect(imported).not.toContain('jane@example.com');
  expect(imported).toContain('Say hi to {{redacted:email:1}}.');
});

/** A conversation as aimock 1.43 records it. */
function aimockFile(
  entries: readonly object[],
  audio: object = { encoding: 'pcm16le', sampleRateHz: 24000, channels: 1 },
): string {
  const file = path.join(temporaryFolder(), 'recording.json');
  const live = {
    version: 1,
    model: 'gpt-live-1',
    mode: 'managed',
    audio,
    configuration: { instructions: 'Be brief.' },
    entries,
    bindings: [],
    capture: {
      source: 'provider',
      complete: true,
      terminalEntry: entries.length - 1,
      provenance: { host: 'api.openai.com', observedAt: '2026-11-01T10:00:00.000Z' },
    },
  };
  writeFileSync(file, JSON.stringify({ fixtures: [{ match: {}, response: { live } }] }));
  return file;
}

it('says with the messages of ConvAI what aimock has recorded of gpt-live-1', () => {
  const [question, answer] = [sound(40), sound(60)];
  const barrier = { command: 0, audioBytes: 0 };
  const file = aimockFile([
    { direction: 'client', atMs: 0, event: { type: 'session.start', session: {} } },
    { direction: 'server', atMs: 5, barrier, event: { type: 'session.started', session: { id: 'sess_1' } } },
    { direction: 'client', atMs: 10, event: { type: 'session.input_audio.append', audio: question } },
    {
      direction: 'server',
      atMs: 20,
      barrier,
      event: { type: 'session.input_transcript.delta', delta: 'How is ' },
    },
    {
      direction: 'server',
      atMs: 21,
      barrier,
      event: { type: 'session.input_transcript.delta', delta: 'the weather?' },
    },
    {
      direction: 'server',
      atMs: 30,
      barrier,
      event: {
        type: 'response.event',
        event: {
          type: 'response.output_item.done',
          item: { type: 'function_call', call_id: 'call_1', name: 'weather', arguments: '{"city":"Berlin"}' },
        },
      },
    },
    {
      direction: 'client',
      atMs: 40,
      event: {
        type: 'response.item.create',
        item: { type: 'function_call_output', call_id: 'call_1', output: '21' },
      },
    },
    { direction: 'client', atMs: 40, event: { type: 'response.create' } },
    {
      direction: 'server',
      atMs: 50,
      barrier,
      event: { type: 'session.output_transcript.delta', delta: 'Sunny.' },
    },
    { direction: 'server', atMs: 51, barrier, event: { type: 'session.output_audio.delta', delta: answer } },
    { direction: 'client', atMs: 60, event: { type: 'session.close' } },
    { direction: 'server', atMs: 61, barrier, event: { type: 'session.closed', reason: 'close_requested' } },
  ]);
  const imported = importCassette(file, { to: path.join(temporaryFolder(), 'weather') });
  const { header } = new CassetteReader(imported);
  expect(header.provenance).toMatchObject({
    source: 'aimock',
    host: 'api.openai.com',
    recorded_at: '2026-11-01T10:00:00.000Z',
    left_out: { 'response.create': 1 },
  });
  const frames = messagesOf(imported).map((entry) =>
    JSON.stringify(entry).replace(/"user_audio_chunk":"[^"]+"/, '"user_audio_chunk":"…"'),
  );
  expect(frames.map((frame) => JSON.parse(frame) as unknown)).toEqual([
    [
      'up',
      {
        type: 'conversation_initiation_client_data',
        conversation_config_override: { agent: { prompt: { prompt: 'Be brief.' } } },
      },
    ],
    [
      'down',
      {
        type: 'conversation_initiation_metadata',
        conversation_initiation_metadata_event: {
          conversation_id: 'sess_1',
          agent_output_audio_format: 'pcm_24000',
          user_input_audio_format: 'pcm_24000',
        },
      },
    ],
    ['up', { user_audio_chunk: '…' }],
    [
      'down',
      {
        type: 'user_transcript',
        user_transcription_event: { user_transcript: 'How is the weather?', event_id: 1 },
      },
    ],
    [
      'down',
      {
        type: 'client_tool_call',
        client_tool_call: {
          tool_name: 'weather',
          tool_call_id: 'call_1',
          parameters: { city: 'Berlin' },
          event_id: 1,
          expects_response: true,
        },
      },
    ],
    ['up', { type: 'client_tool_result', tool_call_id: 'call_1', result: '21', is_error: false }],
    ['down', { type: 'audio', audio_event: { audio_base_64: answer, event_id: 1 } }],
    ['down', { type: 'agent_response', agent_response_event: { agent_response: 'Sunny.', event_id: 1 } }],
  ]);
  expect(framesOf(imported).at(-1)).toMatchObject({ dir: 'up', data: { code: 1000 } });
});

/** A recording of a greeting and nothing else. */
function greetingIn(audio: object): string {
  return aimockFile(
    [
      { direction: 'server', atMs: 5, event: { type: 'session.started', session: { id: 'sess_1' } } },
      { direction: 'server', atMs: 9, event: { type: 'session.output_audio.delta', delta: sound(100) } },
    ],
    audio,
  );
}

it.each([
  [{ encoding: 'pcm16', rate: 16_000, channels: 1 }, 'pcm_16000', 100],
  [{ encoding: 'g711_ulaw', rate: 8_000 }, 'ulaw_8000', 400],
  [{}, 'pcm_24000', 66.667],
])('takes audio that aimock says is %j for what it is', (audio, format, ms) => {
  const imported = importCassette(greetingIn(audio), { to: path.join(temporaryFolder(), 'greeting') });
  const [started, greeting] = framesOf(imported);
  expect(started?.data?.conversation_initiation_metadata_event).toMatchObject({
    agent_output_audio_format: format,
    user_input_audio_format: format,
  });
  expect(greeting?.data?.audio_event).toMatchObject({ audio_base_64: { ms } });
});

it.each([
  [{ encoding: 'opus', rate: 48_000 }, 'its audio is "opus"'],
  [{ encoding: 'pcm16', rate: 16_000, channels: 2 }, 'its audio has 2 channels'],
  [{ encoding: 'pcm16', rate: 96_000 }, 'its audio has 96000 samples a second'],
])('refuses a recording of aimock whose audio is %j', (audio, says) => {
  expect(() => importCassette(greetingIn(audio), { to: path.join(temporaryFolder(), 'greeting') })).toThrow(
    says,
  );
});

it('takes events of ConvAI in a recording of aimock as they are', () => {
  const init = { type: 'conversation_initiation_client_data' };
  const response = {
    type: 'agent_response',
    agent_response_event: { agent_response: 'Hello.', event_id: 1, new_field: [1] },
  };
  const file = aimockFile([
    { direction: 'client', atMs: 0, event: init },
    { direction: 'server', atMs: 7, event: response },
  ]);
  const imported = importCassette(file, { to: path.join(temporaryFolder(), 'hello') });
  expect(messagesOf(imported)).toEqual([
    ['up', init],
    ['down', response],
  ]);
  expect(framesOf(imported)[1]?.t).toBe(7);
});

it.each([
  {
    name: 'x.yaml',
    text: 'version: 1\nsteps: []',
    says: 'is neither a cassette of pydantic-ai (YAML) nor a recording of aimock (JSON)',
  },
  { name: 'x.json', text: '{', says: 'cannot be read as JSON' },
  {
    name: 'x.yaml',
    text: 'version: 2\ninteractions: []',
    says: "it is version 2 of pydantic-ai's format, and 1 is known",
  },
  {
    name: 'x.yaml',
    text: 'version: 1\ninteractions: [{kind: photo}]',
    says: 'interaction 1 is no message and no close',
  },
  {
    name: 'x.json',
    text: '{"version":1,"entries":[{"direction":"server","event":{"type":"other"}}]}',
    says: 'such as "other"',
  },
])('refuses $text', ({ name, text, says }) => {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, name), text);
  expect(() => importCassette(path.join(folder, name), { to: path.join(folder, 'out') })).toThrow(says);
});

it('says which file cannot be read', () => {
  expect(() => importCassette('nowhere.yaml', { to: 'out' })).toThrow(
    'The recording nowhere.yaml cannot be read.',
  );
});

it('leaves nothing behind where a recording cannot be imported whole, and a former cassette as it was', () => {
  const folder = temporaryFolder();
  const to = path.join(folder, 'say-hi');
  const redact = (): Redactor => ({
    ...nothingRedacted,
    frame(frame) {
      if (frame.lane === 'end') throw new Error('no');
      return [frame];
    },
  });
  const half = () => importCassette(capture, { to, redact });
  expect(half).toThrow(expect.objectContaining({ code: 'RECORDING_FAILED' }));
  expect(existsSync(`${to}.cassette.yaml`)).toBe(false);
  const text = readFileSync(importCassette(capture, { to }), 'utf8');
  expect(half).toThrow(expect.objectContaining({ code: 'RECORDING_FAILED' }));
  expect(readFileSync(`${to}.cassette.yaml`, 'utf8')).toBe(text);
  expect(readdirSync(folder).toSorted()).toEqual(['audio', 'say-hi.cassette.yaml']);
});
