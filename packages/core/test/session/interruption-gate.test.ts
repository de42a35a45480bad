import { expect, it } from 'vitest';
import { FakeService } from '../support/fake-service.ts';
import {
  agentResponse,
  audio,
  correction,
  interruption,
  textPart,
  userTranscript,
} from '../support/server-words.ts';
import type { Spoken } from '../support/server-words.ts';
import { SessionUnderTest } from '../support/session-under-test.ts';

/** What became of each piece of audio in the end: the milliseconds of each id that were heard. */
async function heardAfter(...steps: readonly (Spoken | number)[]): Promise<Record<string, number>> {
  await using stage = await SessionUnderTest.connected();
  for (const step of steps) {
    if (typeof step === 'number') await stage.pass(step);
    else stage.service.send(step);
  }
  await stage.pass(5_000);
  return Object.fromEntries(
    stage.session.playout.ledger.map(({ eventId, played }) => [String(eventId), played / 16]),
  );
}

it('stops in the tick of the interruption and drops what waits of the turn', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(audio(1_000, 1));
  await stage.pass(310);
  stage.service.send(interruption(1));

  expect(stage.session.playout.queuedMs).toBe(0);
  expect(stage.session.playout.ledger).toEqual([
    { eventId: 1, received: 16_000, queued: 0, played: 4_960, dropped: 11_040 },
  ]);
  expect(stage.log.of('audioDropped')).toEqual([
    { direction: 'agent', eventId: 1, sampleCount: 11_040, durationMs: 690, why: 'interrupted' },
  ]);
  expect(stage.log.of('agentStoppedSpeaking')).toMatchObject([{ eventId: 1, atMs: stage.clock.now() }]);
});

it('discards audio of the turn that was interrupted, also when it comes late', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(audio(200, 1));
  await stage.pass(110);
  stage.service.send(interruption(1));
  await stage.pass(3_000);
  stage.service.send(audio(200, 1));
  await stage.pass(1_000);

  expect(stage.session.playout.ledger).toMatchObject([{ eventId: 1, played: 1_760, dropped: 4_640 }]);
  expect(stage.log.of('audioDropped').at(-1)).toEqual({
    direction: 'agent',
    eventId: 1,
    sampleCount: 3_200,
    durationMs: 200,
    why: 'stale',
  });
  // taps see the message all the same
  expect(stage.log.of('messageReceived').filter(({ type }) => type === 'audio')).toHaveLength(2);
});

it('plays the whole reply that reuses the id of the interruption, as captured live', async () => {
  // audio 1, then interruption 2, correction 1, audio 2
  expect(
    await heardAfter(
      audio(500, 1),
      110,
      interruption(2),
      correction('It is sunny.', '...', 1),
      audio(300, 2),
      agentResponse('Sorry?', 2),
    ),
  ).toEqual({ 1: 110, 2: 300 });
});

it('drops audio with the id of the interruption where such audio was here already', async () => {
  expect(await heardAfter(audio(500, 2), 110, interruption(2), audio(300, 2), audio(200, 3))).toEqual({
    2: 110,
    3: 200,
  });
});

it('plays both replies where the user writes into a turn that has no audio yet, as captured live', async () => {
  expect(
    await heardAfter(audio(200, 1), 600, interruption(2), correction('Hello.', 'Hello.', 1), audio(300, 2)),
  ).toEqual({ 1: 200, 2: 300 });
});

it.each([
  [
    'below the highest id',
    [audio(100, 5), interruption(4), audio(100, 3), audio(100, 4), audio(100, 5)],
    { 3: 0, 4: 0, 5: 200 },
  ],
  [
    'equal to the highest id',
    [audio(100, 5), interruption(5), audio(100, 5), audio(100, 6)],
    { 5: 0, 6: 100 },
  ],
  ['above the highest id', [audio(100, 5), interruption(6), audio(100, 5), audio(100, 6)], { 5: 0, 6: 100 }],
  [
    'far above the highest id',
    [audio(100, 5), interruption(9), audio(100, 8), audio(100, 9)],
    { 5: 0, 8: 0, 9: 100 },
  ],
  ['given as digits', [audio(100, '5'), interruption('5'), audio(100, 5), audio(100, '6')], { 5: 0, 6: 100 }],
])('admits what follows an interruption %s', async (_, steps, heard) => {
  expect(await heardAfter(...steps)).toEqual(heard);
});

it('keeps newer audio when an interruption of an older turn comes', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(audio(200, 1), audio(200, 2));
  await stage.pass(110);
  stage.service.send(interruption(1));
  expect(stage.session.playout.queuedMs).toBe(200);
  await stage.pass(1_000);

  expect(stage.session.playout.ledger).toMatchObject([
    { eventId: 1, played: 1_760, dropped: 1_440 },
    { eventId: 2, played: 3_200, dropped: 0 },
  ]);
});

it('plays on without a gap where an interruption concerns an older turn than the one that is heard', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(audio(400, 2));
  await stage.pass(110);
  stage.service.send(interruption(1));
  await stage.pass(291);

  expect(stage.session.playout.ledger).toMatchObject([{ eventId: 2, played: 6_400 }]);
  expect(stage.log.of('agentStoppedSpeaking')).toEqual([]);
  expect(stage.log.of('interrupted')).toEqual([
    { eventId: 1, playedMs: 0, abortedToolCalls: [], by: 'service' },
  ]);
});

it('never lowers the gate: an older interruption after a newer one lets nothing back in', async () => {
  expect(
    await heardAfter(
      audio(100, 5),
      interruption(5),
      interruption(2),
      audio(100, 4),
      audio(100, 5),
      audio(100, 6),
    ),
  ).toEqual({ 4: 0, 5: 0, 6: 100 });
});

it('takes the same interruption twice as one', async () => {
  expect(
    await heardAfter(audio(100, 1), interruption(2), interruption(2), audio(100, 2), 10, audio(100, 2)),
  ).toEqual({ 1: 0, 2: 200 });
});

it('counts an interruption while nothing plays, and plays the next turn', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(interruption(1), audio(100, 1));
  await stage.pass(500);

  expect(stage.log.of('interrupted')).toEqual([
    { eventId: 1, playedMs: 0, abortedToolCalls: [], by: 'service' },
  ]);
  expect(stage.session.playout.ledger).toMatchObject([{ eventId: 1, played: 1_600 }]);
});

it('cuts everything that has arrived where an interruption has no id', async () => {
  expect(await heardAfter(audio(100, 3), interruption(), audio(100, 3), audio(100, 4))).toEqual({
    3: 0,
    4: 100,
  });
  expect(await heardAfter(audio(100, 3), interruption('soon'), audio(100, 3), audio(100, 4))).toEqual({
    3: 0,
    4: 100,
  });
});

it('drops audio without an id from an interruption until the next turn begins', async () => {
  expect(await heardAfter(audio(300), 110, interruption(1), audio(100), audio(100, 1), audio(50))).toEqual({
    undefined: 160,
    1: 100,
  });
  expect(await heardAfter(audio(100, 1.5), interruption(1), audio(100, null), audio(100, 'x'))).toEqual({
    undefined: 0,
  });
});

it.each([
  ['the user has spoken', userTranscript('And tomorrow?')],
  ['text of a new turn has come', agentResponse('Tomorrow it rains.', 2)],
  ['a new turn streams its text', textPart('start', '', 2)],
])('plays audio without an id again when %s', async (_, begin) => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(audio(300, 1), interruption(1), audio(100), begin, audio(200));
  await stage.pass(1_000);
  expect(stage.log.of('agentAudioPlayed').reduce((sum, { samples }) => sum + samples.length, 0)).toBe(3_200);
});

it('does not let audio without an id in again for text of the turn that was cut', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(audio(300, 1), interruption(1), agentResponse('It is sunny.', 1), audio(200));
  await stage.pass(1_000);
  expect(stage.log.of('agentAudioPlayed')).toEqual([]);
});

it('begins anew with each connection', async () => {
  const service = new FakeService();
  await using stage = await SessionUnderTest.connected({ service });
  service.send(audio(100, 7), interruption(7));
  await stage.session.end();
  await stage.session.start();
  service.send(audio(100, 1));
  await stage.pass(500);

  expect(stage.session.playout.ledger).toEqual([
    { eventId: 1, received: 1_600, queued: 0, played: 1_600, dropped: 0 },
  ]);
});

it('cuts the agent until its next turn when the user asks for it', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(audio(300, 1));
  await stage.pass(110);
  stage.session.interrupt();
  stage.service.send(audio(100, 1), audio(200, 2));
  await stage.pass(1_000);

  expect(stage.session.playout.ledger).toMatchObject([
    { eventId: 1, played: 1_760, dropped: 4_640 },
    { eventId: 2, played: 3_200, dropped: 0 },
  ]);
});
