import { expect, it } from 'vitest';
import { FakeService } from '../support/fake-service.ts';
import { audio, metadata, type Spoken } from '../support/server-words.ts';
import { SessionUnderTest } from '../support/session-under-test.ts';

it('passes a message of an unknown type to taps, with all that it holds', async () => {
  await using stage = await SessionUnderTest.connected();
  const seen: unknown[] = [];
  stage.session.hooks.messageReceived.for('mood_changed').tap('Tomorrow', (event) => seen.push(event));
  const raw = { type: 'mood_changed', mood_event: { mood: 'cheerful', event_id: 4 } };
  stage.service.send(raw);

  expect(seen).toEqual([{ type: 'mood_changed', raw }]);
  expect(stage.log.problems).toEqual([]);
});

it.each([['constructor'], ['__proto__'], ['toString'], ['hasOwnProperty']])(
  'takes a message of type %s for one of an unknown type',
  async (type) => {
    await using stage = await SessionUnderTest.connected();
    stage.service.send(JSON.stringify({ type }));
    expect(stage.log.of('messageReceived').at(-1)).toEqual({ type, raw: { type } });
    expect(stage.log.problems).toEqual([]);
  },
);

it('passes unknown fields of a known message on', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(audio(10, 1, { is_final: true, loudness: -20 }));
  expect(stage.log.of('messageReceived').at(-1)).toMatchObject({
    isFinal: true,
    raw: { audio_event: { loudness: -20 } },
  });
});

it.each<[string, string | Uint8Array]>([
  ['text', '{"type":"audio"}'],
  ['bytes', new Uint8Array([1, 2, 3])],
])('shows %s that was skipped as it came', async (_, frame) => {
  await using stage = await SessionUnderTest.connected();
  const skipped: unknown[] = [];
  stage.session.hooks.frameSkipped.tap('Wire', (fact) => skipped.push(fact));
  stage.service.send(frame);

  const [error] = stage.log.of('problemOccurred').map((problem) => problem.error);
  expect(skipped).toEqual([{ frame, error }]);
});

it.each<[string, Spoken]>([
  ['text that is no JSON', 'hello'],
  ['an empty text', ''],
  ['half a message', '{"type":"audio","audio_event":{"audio_ba'],
  ['a list', '[]'],
  ['null', 'null'],
  ['a number', '7'],
  ['no type', '{}'],
  ['a type that is no text', '{"type":7}'],
  ['no payload', '{"type":"audio"}'],
  ['a payload that is a list', '{"type":"audio","audio_event":[]}'],
  ['audio that is a number', '{"type":"audio","audio_event":{"audio_base_64":7}}'],
  [
    'a transcript that is null',
    '{"type":"user_transcript","user_transcription_event":{"user_transcript":null}}',
  ],
  ['a status that is an object', '{"type":"queue_status","queue_status_event":{"status":{}}}'],
  ['a binary frame', new Uint8Array([1, 2, 3])],
  ['an empty binary frame', new Uint8Array()],
])('reports a frame with %s, and goes on', async (_, frame) => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(frame, audio(10, 1));
  await stage.pass(300);

  expect(stage.log.problems).toEqual(['BAD_FRAME']);
  expect(stage.session.state).toBe('connected');
  expect(stage.session.playout.ledger).toMatchObject([{ played: 160 }]);
});

it('never repeats a bad frame in what it reports', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(
    '{"type":"user_transcript","user_transcription_event":{"user_transcript":["my pin is 4711"]}}',
  );
  stage.service.send('my pin is 4711');
  const said = stage.log
    .of('problemOccurred')
    .map(({ error }) => [error.message, error.details, error.cause]);
  expect(JSON.stringify(said)).not.toContain('4711');
});

it.each<[string, unknown]>([
  ['text that is no base64', '%%%%%%%%'],
  ['half a sample', Buffer.from([1, 2, 3]).toString('base64')],
])('reports audio that is %s, and plays what follows', async (_, bad) => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send({ type: 'audio', audio_event: { audio_base_64: bad, event_id: 1 } }, audio(10, 1));
  await stage.pass(300);

  expect(stage.log.problems).toEqual(['BAD_AUDIO']);
  expect(stage.log.of('audioDropped')).toMatchObject([{ eventId: 1, why: 'undecodable' }]);
  expect(stage.session.playout.ledger).toMatchObject([{ eventId: 1, played: 160 }]);
});

it.each([
  ['pads wrongly', 'AAAB'.repeat(10).replace(/=+$/, '')],
  ['uses the letters for addresses', '-_-_'],
  ['has line breaks', 'AAAB\r\nAAAB'],
])('plays base64 that %s', async (_, text) => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send({ type: 'audio', audio_event: { audio_base_64: text, event_id: 1 } });
  expect(stage.log.problems.filter((code) => code !== 'BAD_AUDIO')).toEqual([]);
  expect(stage.session.state).toBe('connected');
});

it.each([
  ['no formats', metadata({ agentFormat: undefined, userFormat: undefined })],
  [
    'formats that are null',
    {
      type: 'conversation_initiation_metadata',
      conversation_initiation_metadata_event: {
        conversation_id: 'conv_1',
        agent_output_audio_format: null,
        user_input_audio_format: null,
      },
    },
  ],
])('takes 16 kHz PCM for what metadata with %s mean', async (_, greeting) => {
  await using stage = await SessionUnderTest.connected({
    service: new FakeService({ greeting: [greeting] }),
  });
  expect(stage.log.of('connected')).toMatchObject([
    {
      agentFormat: { encoding: 'pcm', sampleRateHz: 16_000 },
      userFormat: { encoding: 'pcm', sampleRateHz: 16_000 },
    },
  ]);
});

it('waits on where the metadata cannot be read', async () => {
  const broken = { type: 'conversation_initiation_metadata' };
  const service = new FakeService({ greeting: [broken, metadata()] });
  await using stage = await SessionUnderTest.connected({ service });
  expect(stage.log.problems).toEqual(['BAD_FRAME']);
});
