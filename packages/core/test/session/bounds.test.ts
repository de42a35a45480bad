import { expect, it } from 'vitest';
import type { Limits } from '../../src/index.ts';
import { Session } from '../../src/index.ts';
import { FakeMicrophone } from '../support/fake-audio.ts';
import { agentResponse, audio, base64, interruption, pcm } from '../support/server-words.ts';
import { SessionUnderTest } from '../support/session-under-test.ts';

it('drops the newest agent audio beyond playoutMs, counts it, and tells of it once', async () => {
  await using stage = await SessionUnderTest.connected({ limits: { playoutMs: 1_000 } });
  stage.service.send(audio(900, 1), audio(200, 1), audio(200, 1));

  expect(stage.session.playout.ledger).toEqual([
    { eventId: 1, received: 20_800, queued: 14_400, played: 0, dropped: 6_400 },
  ]);
  expect(stage.log.of('audioDropped')).toEqual([
    { direction: 'agent', eventId: 1, sampleCount: 3_200, durationMs: 200, why: 'overflow' },
    { direction: 'agent', eventId: 1, sampleCount: 3_200, durationMs: 200, why: 'overflow' },
  ]);
  expect(stage.log.problems).toEqual(['OVERFLOW']);

  await stage.pass(500);
  stage.service.send(audio(200, 1));
  await stage.pass(2_000);
  expect(stage.session.playout.ledger).toMatchObject([{ played: 17_600, dropped: 6_400 }]);
});

it('holds 10 minutes of agent audio where it was told nothing else', async () => {
  await using stage = await SessionUnderTest.connected();
  for (let minute = 0; minute < 10; minute += 1) stage.service.send(audio(60_000, 1));
  expect(stage.session.playout.queuedMs).toBe(600_000);
  expect(stage.log.problems).toEqual([]);
  stage.service.send(audio(1, 1));
  expect(stage.log.problems).toEqual(['OVERFLOW']);
  stage.service.send(interruption(1));
});

it('drops the oldest user audio beyond microphoneMs while the socket is slow, and counts it', async () => {
  const microphone = new FakeMicrophone();
  await using stage = await SessionUnderTest.connected({
    audioInput: microphone,
    limits: { microphoneMs: 100 },
  });
  const frames = Array.from({ length: 10 }, (_, index) => new Int16Array(320).fill(index + 1));
  stage.service.line.bufferedBytes = 1_000_000;
  for (const frame of frames) microphone.hear(frame);

  expect(stage.service.line.microphone).toEqual([]);
  expect(stage.log.of('audioDropped')).toEqual(
    frames.slice(0, 5).map(() => ({
      direction: 'user',
      sampleCount: 320,
      durationMs: 20,
      why: 'overflow',
    })),
  );
  expect(stage.log.problems).toEqual(['OVERFLOW']);

  stage.service.line.bufferedBytes = 0;
  microphone.hear(new Int16Array(320).fill(99));
  expect(stage.service.line.microphone).toEqual(
    [...frames.slice(5), new Int16Array(320).fill(99)].map(base64),
  );
});

it('keeps 2 s of user audio where it was told nothing else', async () => {
  const microphone = new FakeMicrophone();
  await using stage = await SessionUnderTest.connected({ audioInput: microphone });
  stage.service.line.bufferedBytes = 1_000_000;
  for (let frame = 0; frame < 100; frame += 1) microphone.hear(pcm(20));
  expect(stage.log.of('audioDropped')).toEqual([]);
  microphone.hear(pcm(20));
  expect(stage.log.of('audioDropped')).toHaveLength(1);
});

it('keeps the newest entries of the transcript', async () => {
  await using stage = await SessionUnderTest.connected({ limits: { transcriptEntries: 3 } });
  for (let id = 1; id <= 5; id += 1) stage.service.send(agentResponse(`Turn ${id}.`, id));
  stage.service.send(agentResponse('Turn 1 again.', 1));
  expect(stage.session.transcript.map(({ index, text }) => [index, text])).toEqual([
    [3, 'Turn 4.'],
    [4, 'Turn 5.'],
    [5, 'Turn 1 again.'],
  ]);
});

it('keeps 10,000 entries of the transcript where it was told nothing else', async () => {
  await using stage = await SessionUnderTest.connected();
  for (let id = 0; id < 10_001; id += 1) stage.service.send(agentResponse('x', id));
  expect(stage.session.transcript).toHaveLength(10_000);
});

it('drops the oldest events of a reader who is too slow, and counts them', async () => {
  await using stage = await SessionUnderTest.connected({ limits: { events: 3 } });
  const stream = stage.session.events();
  for (let id = 1; id <= 5; id += 1) {
    stage.service.send({ type: 'vad_score', vad_score_event: { vad_score: id / 10 } });
  }
  expect(stream.dropped).toBeGreaterThanOrEqual(2);
  expect(stage.log.problems).toEqual(['OVERFLOW']);
  await stage.session.end();
  const rest = [];
  for await (const event of stream) rest.push(event.type);
  expect(rest).toHaveLength(3);
  expect(rest.at(-1)).toBe('ended');
});

it.each<[keyof Limits, unknown]>([
  ['playoutMs', 0],
  ['microphoneMs', -1],
  ['pendingMessages', Number.NaN],
  ['pendingTools', '100'],
  ['transcriptEntries', null],
])('refuses %s of %s', (name, value) => {
  expect(() => new Session({ agentId: 'agent_1', limits: { [name]: value } as Limits })).toThrow(
    expect.objectContaining({ code: 'INVALID_OPTIONS', details: { option: `limits.${name}` } }),
  );
});

it.each(['playouts', 'toString'])('knows no limit %s', (name) => {
  expect(() => new Session({ agentId: 'agent_1', limits: { [name]: 1 } as Limits })).toThrow(
    expect.objectContaining({ code: 'INVALID_OPTIONS', details: { option: `limits.${name}` } }),
  );
});
