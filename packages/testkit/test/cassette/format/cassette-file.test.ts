import { mkdirSync, readdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { CassetteReader, readCassette } from '../../../src/cassette/format/read-cassette.ts';
import { CassetteWriter } from '../../../src/cassette/format/cassette-writer.ts';
import {
  agentAudio,
  down,
  end,
  framesOf,
  init,
  metadata,
  nothingRedacted,
  provenance,
  sound,
  up,
  writeCassette,
} from '../support/cassettes.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const call = [
  up(init),
  down({ ...metadata, a_field_of_tomorrow: { deep: [1, null, '\u2028\u0085\u007f'] } }),
  up({ user_audio_chunk: sound(20) }, 20),
  up({ user_audio_chunk: sound(20, 0) }, 40),
  down(agentAudio(sound(100), 1), 50),
  down(agentAudio(sound(60), 1), 50),
  down({ type: 'agent_response', agent_response_event: { agent_response: 'Grüße 👋', event_id: 1 } }, 51),
];

it('is the same to a YAML parser as to the reader of lines', async () => {
  const file = writeCassette(temporaryFolder(), call);
  const cassette = readCassette(file);
  const frames = [];
  for await (const frame of cassette.frames()) frames.push(frame);
  expect(parse(readFileSync(file, 'utf8'))).toEqual({ ...cassette.header, frames });
  expect(frames).toHaveLength(call.length + 1);
});

it('gives back every message with its audio, to the letter', () => {
  const reader = new CassetteReader(writeCassette(temporaryFolder(), call));
  const messages = [];
  for (let frame = reader.next(); frame; frame = reader.next()) messages.push(reader.messageOf(frame));
  expect(messages).toEqual([...call.map(({ data }) => data), { code: 1000, reason: '' }]);
});

it('names side files after what is in them, so that the same audio stands once', () => {
  const folder = temporaryFolder();
  writeCassette(folder, call, 'one');
  const before = readdirSync(path.join(folder, 'audio'));
  writeCassette(folder, call, 'two');
  expect(readdirSync(path.join(folder, 'audio'))).toEqual(before);
  expect(before).toHaveLength(2);
});

it('keeps frames that are no JSON objects, and audio that is no base64', () => {
  const odd = [
    { lane: 'control', dir: 'down', t: 0, raw: { text: 'not json' } },
    up({ user_audio_chunk: '*' }),
    down(agentAudio(Buffer.alloc(33, 1).toString('base64'), 1)),
  ] as const;
  const folder = temporaryFolder();
  const reader = new CassetteReader(writeCassette(folder, odd));
  expect(reader.next()?.raw).toEqual({ text: 'not json' });
  const [microphone, agent] = [reader.next(), reader.next()];
  expect(microphone && reader.messageOf(microphone)).toEqual(odd[1].data);
  expect(agent && reader.messageOf(agent)).toEqual(odd[2].data);
});

it('says what each frame of the service has waited for', () => {
  const frames = framesOf(
    writeCassette(temporaryFolder(), [
      up(init),
      down(metadata),
      up({ type: 'user_message', text: 'Hi' }),
      up({ type: 'contextual_update', text: 'x' }),
      down({ type: 'ping', ping_event: { event_id: 1 } }),
      down({ type: 'client_tool_call', client_tool_call: { tool_call_id: 'a', event_id: 1 } }),
      up({ type: 'pong', event_id: 1 }),
      up({ type: 'client_tool_result', tool_call_id: 'a', result: 'r', is_error: false }),
      down(agentAudio(sound(20), 1)),
      up({ type: 'user_message', text: 'More' }),
      down(agentAudio(sound(20), 1)),
      down({ type: 'context_usage', tokens: 4 }),
      down(agentAudio(sound(20), 2)),
    ]),
  );
  expect(frames.flatMap(({ seq, after }) => (after ? [[seq, after]] : []))).toEqual([
    [1, { up: [0] }],
    [5, { up: [2] }],
    [8, { up: [7] }],
    [11, { up: [9] }],
  ]);
});

it('lets what follows speech wait for the speech and the silence after it', () => {
  const frames = framesOf(
    writeCassette(temporaryFolder(), [
      up({ user_audio_chunk: sound(100) }),
      down({ type: 'interruption', interruption_event: { event_id: 1 } }),
      up({ user_audio_chunk: sound(500, 0) }),
      down({ type: 'user_transcript', user_transcription_event: { user_transcript: 'Hi', event_id: 1 } }),
    ]),
  );
  expect(frames.map(({ after }) => after)).toEqual([
    undefined,
    { voice_ms: 100 },
    undefined,
    { voice_ms: 100, silence_ms: 500 },
    undefined,
  ]);
});

it('stays readable and says so when a recording was torn off', () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'torn.cassette.yaml');
  const writer = new CassetteWriter(file, {
    header: { name: 'torn', provenance },
    redactor: nothingRedacted,
  });
  for (const frame of call) writer.add(frame);
  writer.abandon();
  const whole = readFileSync(file);
  truncateSync(file, whole.length - 20);
  const reader = new CassetteReader(file);
  let count = 0;
  while (reader.next()) count += 1;
  expect([reader.header.state, reader.hasEnd, count]).toEqual(['incomplete', false, call.length - 1]);
});

it('writes nothing of a frame that cannot be redacted, nor of those after it', () => {
  const file = path.join(temporaryFolder(), 'failed.cassette.yaml');
  const redactor = {
    ...nothingRedacted,
    frame: (frame: (typeof call)[0]) => {
      if (JSON.stringify(frame).includes('secret')) throw new Error('cannot judge');
      return [frame];
    },
  };
  const writer = new CassetteWriter(file, { header: { name: 'failed', provenance }, redactor });
  writer.add(up(init));
  expect(() => writer.add(up({ type: 'user_message', text: 'secret' }))).toThrow(
    'The cassette failed.cassette.yaml could not be written on, and stays incomplete: cannot judge',
  );
  writer.add(up({ type: 'user_message', text: 'harmless' }));
  writer.end(end);
  expect(readFileSync(file, 'utf8')).not.toMatch(/secret|harmless|complete {2}/);
});

it.each(['../outside.wav', '/etc/passwd', 'audio/../../x.wav', 'audio/x.wav'])('refuses %s', (name) => {
  const file = writeCassette(temporaryFolder(), call);
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/audio\/[0-9a-f]+\.wav/g, name));
  const reader = new CassetteReader(file);
  const frame = framesOf(file).find(({ lane }) => lane === 'mic');
  expect(() => frame && reader.messageOf(frame)).toThrow(
    expect.objectContaining({ code: 'CASSETTE_INVALID' }),
  );
});

it('opens no side file that is a link to somewhere else', () => {
  const folder = temporaryFolder();
  const file = writeCassette(folder, [up({ user_audio_chunk: sound(20) })]);
  const [name = ''] = readdirSync(path.join(folder, 'audio'));
  const elsewhere = path.join(temporaryFolder(), name);
  writeFileSync(elsewhere, readFileSync(path.join(folder, 'audio', name)));
  const linked = path.join(temporaryFolder(), 'linked.cassette.yaml');
  writeFileSync(linked, readFileSync(file));
  mkdirSync(path.join(path.dirname(linked), 'audio'));
  symlinkSync(elsewhere, path.join(path.dirname(linked), 'audio', name));
  const reader = new CassetteReader(linked);
  const frame = reader.next();
  expect(() => frame && reader.messageOf(frame)).toThrow('is a link to somewhere else');
});

it('notices audio that is not what was recorded, and a chunk that is lost', () => {
  const folder = temporaryFolder();
  const file = writeCassette(folder, [up({ user_audio_chunk: sound(20) })]);
  const [name = ''] = readdirSync(path.join(folder, 'audio'));
  const wav = path.join(folder, 'audio', name);
  const content = readFileSync(wav);
  content[100] = (content[100] ?? 0) + 1;
  writeFileSync(wav, content);
  const read = () => {
    const reader = new CassetteReader(file);
    const frame = reader.next();
    return frame && reader.messageOf(frame);
  };
  expect(read).toThrow('holds other audio than the line names');
  writeFileSync(wav, content.subarray(0, 200));
  expect(read).toThrow(expect.objectContaining({ code: 'CASSETTE_DAMAGED' }));
});

it('names the line that is no frame', () => {
  const file = writeCassette(temporaryFolder(), call);
  writeFileSync(file, readFileSync(file, 'utf8').replace('- {"seq":2', '- {"seq":7'));
  expect(() => framesOf(file)).toThrow(/call\.cassette\.yaml:\d+: the line has seq 7 where 2 follows\./);
});

it.each([
  ['waits for no list of lines', { after: { up: 5 }, data: { type: 'x' } }],
  ['waits for what is no line', { after: { seen: ['1'] }, data: { type: 'x' } }],
  ['waits for a text of speech', { after: { voice_ms: '5' }, data: { type: 'x' } }],
  ['names audio without its place', audioLine({ file: 'audio/0123456789abcdef.wav' })],
  ['has audio of years', audioLine({ dropped: true, bytes: 1, ms: 1e12, rms_dbfs: -20 })],
  ['has audio of no length', audioLine({ dropped: true })],
])('takes no line for a frame that %s', (_what, odd) => {
  const file = writeCassette(temporaryFolder(), [up(init), down(metadata)]);
  const line = `- ${JSON.stringify({ seq: 1, lane: 'control', dir: 'down', t: 0, ...odd })}`;
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^- \{"seq":1,.*$/m, line));
  expect(() => framesOf(file)).toThrow(
    expect.objectContaining({
      code: 'CASSETTE_INVALID',
      message: expect.stringMatching(/:11: the line is no frame/) as string,
    }),
  );
});

function audioLine(audio: object): object {
  return { lane: 'agent-audio', data: { type: 'audio', audio_event: { audio_base_64: audio, event_id: 1 } } };
}

it('does not take a cassette for complete that has no end', () => {
  const file = writeCassette(temporaryFolder(), [up(init), down(metadata)]);
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^- .*"lane":"end".*\n/m, ''));
  expect(() => framesOf(file)).toThrow(
    expect.objectContaining({
      code: 'CASSETTE_INVALID',
      message: expect.stringContaining('is complete by its header, and has no end') as string,
    }),
  );
});
