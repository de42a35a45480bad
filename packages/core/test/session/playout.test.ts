import { expect, it } from 'vitest';
import { NullOutput, type AudioOutput, type LedgerRow } from '../../src/index.ts';
import { FakeSpeaker } from '../support/fake-audio.ts';
import { agentResponse, audio, interruption, pcm, userTranscript } from '../support/server-words.ts';
import { SessionUnderTest, type SessionUnderTestOptions } from '../support/session-under-test.ts';
import { VirtualClock } from '@duologue/testkit';

/** A session with a speaker that keeps what it was given. */
async function connected(
  options: SessionUnderTestOptions = {},
  speakerOptions: { readonly maxLeadMs?: number } = {},
) {
  const clock = new VirtualClock();
  const speaker = new FakeSpeaker(clock, speakerOptions);
  const stage = await SessionUnderTest.connected({ clock, audioOutput: speaker, ...options });
  return { stage, speaker };
}

/** `received` must be what became of it, in whole samples. */
function expectBalanced(ledger: readonly LedgerRow[]): void {
  for (const { received, queued, played, dropped } of ledger) {
    expect(received).toBe(queued + played + dropped);
    expect([received, queued, played, dropped].every((count) => Number.isInteger(count) && count >= 0)).toBe(
      true,
    );
  }
}

it('plays everything once, in order, at the speed of the clock', async () => {
  const { stage, speaker } = await connected();
  await using _ = stage;
  stage.service.send(audio(300, 1), audio(200, 1));
  await stage.pass(499);
  expect(stage.session.playout.queuedMs).toBeGreaterThan(0);
  await stage.pass(60);

  expect(speaker.written).toEqual([...pcm(300), ...pcm(200)]);
  expect(stage.session.playout.ledger).toEqual([
    { eventId: 1, received: 8_000, queued: 0, played: 8_000, dropped: 0 },
  ]);
});

it('books every sample as queued, played or dropped, at any moment', async () => {
  const { stage } = await connected();
  await using _ = stage;
  const { session, service } = stage;
  for (let step = 0; step < 30; step += 1) {
    service.send(audio(37, 1 + (step >> 3)));
    if (step === 10) service.send(interruption(1));
    if (step === 20) service.send(audio(50, 1), audio(50));
    await stage.pass(17);
    expectBalanced(session.playout.ledger);
  }
  await stage.session.end();
  expectBalanced(session.playout.ledger);
  expect(session.playout.ledger.map(({ queued }) => queued)).toEqual(session.playout.ledger.map(() => 0));
});

it('tells what is heard as it is heard, with its place in the turn', async () => {
  const { stage } = await connected();
  await using _ = stage;
  const startMs = stage.clock.now();
  stage.service.send(audio(100, 1), audio(100, 2));
  await stage.pass(300);

  const played = stage.log.of('agentAudioPlayed');
  const heard = (id: number) =>
    played.filter(({ eventId }) => eventId === id).flatMap(({ samples }) => [...samples]);
  expect(heard(1)).toEqual([...pcm(100)]);
  expect(heard(2)).toEqual([...pcm(100)]);
  let expected = 0;
  for (const { eventId, samples, positionSamples, atMs } of played) {
    if (eventId === 2 && positionSamples === 0) expected = 0;
    expect(positionSamples).toBe(expected);
    expect(atMs).toBe(startMs + (eventId === 2 ? 100 : 0) + positionSamples / 16);
    expected += samples.length;
  }
});

it.each([40, 100, 500])('never holds more than %i ms at the output', async (maxLeadMs) => {
  const { stage, speaker } = await connected({}, { maxLeadMs });
  await using _ = stage;
  stage.service.send(audio(3_000, 1));
  await stage.pass(1_000);
  stage.service.send(audio(500, 2));
  await stage.pass(3_000);

  expect(speaker.longestLead).toBe(maxLeadMs * 16);
  expect(speaker.written).toHaveLength(3_500 * 16);
});

it('tops up an output with a long lead in pieces that are worth the work', async () => {
  const { stage, speaker } = await connected({}, { maxLeadMs: 1_600 });
  await using _ = stage;
  const pieces: number[] = [];
  const write = speaker.write.bind(speaker);
  speaker.write = (samples) => {
    pieces.push(samples.length / 16);
    write(samples);
  };
  stage.service.send(audio(2_050, 1));
  await stage.pass(2_500);
  expect(pieces).toEqual([1_600, 100, 100, 100, 100, 50]);
  expect(stage.session.playout.ledger).toMatchObject([{ received: 32_800, played: 32_800 }]);
});

it('tells when the agent begins and stops being heard', async () => {
  const { stage } = await connected();
  await using _ = stage;
  const startMs = stage.clock.now();
  stage.service.send(audio(100, 1));
  await stage.pass(1_000);
  stage.service.send(audio(100, 2));
  await stage.pass(1_000);

  expect(stage.log.of('agentStartedSpeaking')).toEqual([
    { eventId: 1, atMs: startMs },
    { eventId: 2, atMs: startMs + 1_000 },
  ]);
  expect(stage.log.of('agentStoppedSpeaking')).toEqual([
    { eventId: 1, atMs: startMs + 100 },
    { eventId: 2, atMs: startMs + 1_100 },
  ]);
});

it('takes a short gap inside a turn for a gap and not for the end, and counts it', async () => {
  const { stage } = await connected();
  await using _ = stage;
  stage.service.send(userTranscript('Hello?'), audio(100, 1));
  await stage.pass(220);
  stage.service.send(audio(100, 1), agentResponse('Hello.', 1));
  await stage.pass(1_000);

  expect(stage.log.of('agentStartedSpeaking')).toHaveLength(1);
  expect(stage.log.of('agentStoppedSpeaking')).toHaveLength(1);
  expect(stage.log.of('turnCompleted')).toMatchObject([{ eventId: 1, underruns: 1, playedMs: 200 }]);
});

it('stops telling that the agent is heard where an interruption finds only audio that was heard already', async () => {
  const { stage } = await connected();
  await using _ = stage;
  stage.service.send(audio(100, 5));
  await stage.pass(120);
  stage.service.send(interruption(4));
  await stage.pass(1_000);

  expect(stage.log.of('agentStoppedSpeaking')).toMatchObject([{ eventId: 5 }]);
  expect(stage.session.playout.position).toBeUndefined();
});

it('says which turn is heard and how far', async () => {
  const { stage } = await connected();
  await using _ = stage;
  const { session, service } = stage;
  expect(session.playout.position).toBeUndefined();
  service.send(audio(500, 3));
  await stage.pass(210);
  expect(session.playout.position).toEqual({ eventId: 3, playedMs: 210 });
  expect(session.playout.queuedMs).toBe(290);
  await stage.pass(1);
  expect(session.playout.position).toEqual({ eventId: 3, playedMs: 211 });
  // to look changes nothing: who listens is told in pieces of 20 ms, as ever
  expect(stage.log.of('agentAudioPlayed').map(({ samples }) => samples.length)).toEqual(
    Array<number>(10).fill(320),
  );
  service.send(audio(500, 4));
  await stage.pass(294);
  expect(session.playout.position).toEqual({ eventId: 4, playedMs: 5 });
  await stage.pass(1_000);
  expect(session.playout.position).toBeUndefined();
});

it('makes the agent quieter from duck to restore', async () => {
  const { stage, speaker } = await connected({}, { maxLeadMs: 20 });
  await using _ = stage;
  const { session, service } = stage;
  const loud = new Int16Array(16 * 100).fill(1_000);
  service.send(audio(loud, 1));
  await stage.pass(30);
  session.playout.duck(0.5);
  await stage.pass(20);
  session.playout.restore();
  await stage.pass(100);

  expect([...new Set(speaker.written)]).toEqual([1_000, 500]);
  expect(speaker.written.at(-1)).toBe(1_000);
  // recorders and meters get what was heard, sample for sample
  expect(stage.log.of('agentAudioPlayed').flatMap(({ samples }) => [...samples])).toEqual(speaker.written);
});

it('plays what was ducked as it came when it is taken back from the output and restored', async () => {
  const { stage, speaker } = await connected();
  await using _ = stage;
  const { playout } = stage.session;
  playout.duck(0);
  stage.service.send(audio(new Int16Array(16 * 100).fill(1_000), 1));
  await stage.pass(40);
  playout.pause();
  playout.restore();
  playout.resume();
  await stage.pass(300);

  const heard = stage.log.of('agentAudioPlayed').flatMap(({ samples }) => [...samples]);
  expect(heard).toEqual([...new Int16Array(16 * 40), ...new Int16Array(16 * 60).fill(1_000)]);
  expect(speaker.written.filter((one) => one === 1_000)).toHaveLength(16 * 60);
});

it.each([Number.NaN, -20, 0, Number.POSITIVE_INFINITY, '200'])(
  'does not start with an output whose lead is %s',
  async (maxLeadMs) => {
    const speaker = new FakeSpeaker(new VirtualClock(), { maxLeadMs: maxLeadMs as number });
    await using stage = new SessionUnderTest({ audioOutput: speaker });
    await expect(stage.session.start()).rejects.toMatchObject({
      code: 'AUDIO_OUTPUT_FAILED',
      message: `The audio output has a maxLeadMs of ${String(maxLeadMs)}. It must be a number of milliseconds above 0, such as 200: how much audio the output may hold ahead of what is heard.`,
      details: { maxLeadMs },
    });
    expect(speaker.calls).toEqual(['start', 'flush', 'stop'].filter((call) => speaker.calls.includes(call)));
    expect(speaker.calls.at(-1)).toBe('stop');
  },
);

it.each([-0.1, 1.1, Number.NaN])('refuses to duck to %s', async (gain) => {
  const { stage } = await connected();
  await using _ = stage;
  expect(() => stage.session.playout.duck(gain)).toThrow(
    expect.objectContaining({ code: 'INVALID_OPTIONS' }),
  );
});

it.each(['write', 'playedSamples', 'flush'] as const)(
  'goes on unheard, with the books in order, where %s of the output throws',
  async (method) => {
    const clock = new VirtualClock();
    const device = new NullOutput(clock, { maxLeadMs: 400 });
    let broken = false;
    let writesAfterwards = 0;
    const speaker: AudioOutput = {
      maxLeadMs: 400,
      start: (options) => device.start(options),
      write(samples) {
        if (broken) writesAfterwards += 1;
        if (broken && method === 'write') throw new Error('unplugged');
        device.write(samples);
      },
      flush() {
        if (broken && method === 'flush') throw new Error('unplugged');
        device.flush();
      },
      playedSamples() {
        if (broken && method === 'playedSamples') throw new Error('unplugged');
        return device.playedSamples();
      },
      stop() {},
    };
    await using stage = await SessionUnderTest.connected({ clock, audioOutput: speaker });
    stage.service.send(audio(1_000, 1));
    await stage.pass(110);
    broken = true;
    await stage.pass(110);
    stage.service.send(interruption(1), audio(200, 2));
    await stage.pass(1_000);

    expect(stage.log.problems).toEqual(['AUDIO_OUTPUT_TROUBLE']);
    expect(writesAfterwards).toBeLessThanOrEqual(method === 'flush' ? 10 : 1);
    expectBalanced(stage.session.playout.ledger);
    expect(stage.session.playout.ledger[1]).toMatchObject({ eventId: 2, played: 3_200, dropped: 0 });
    expect(stage.session.state).toBe('connected');
  },
);

it('keeps whole samples where an output counts in fractions', async () => {
  const clock = new VirtualClock();
  const device = new NullOutput(clock);
  const speaker: AudioOutput = {
    maxLeadMs: 200,
    start: (options) => device.start(options),
    write: (samples) => device.write(samples),
    flush: () => device.flush(),
    playedSamples: () => Math.max(0, device.playedSamples() - 0.4),
    stop() {},
  };
  await using stage = await SessionUnderTest.connected({ clock, audioOutput: speaker });
  stage.service.send(audio(100, 1));
  await stage.pass(50);
  expectBalanced(stage.session.playout.ledger);
  expect(stage.session.playout.ledger).toMatchObject([{ played: 639 }]);
});

it('keeps the books of more turns than it remembers while their audio waits', async () => {
  await using stage = await SessionUnderTest.connected();
  for (let id = 1; id <= 1_200; id += 1) stage.service.send(audio(10, id));
  await stage.pass(5_000);
  expectBalanced(stage.session.playout.ledger);
  await stage.pass(10_000);
  expectBalanced(stage.session.playout.ledger);
  expect(stage.log.of('agentAudioPlayed').reduce((sum, { samples }) => sum + samples.length, 0)).toBe(
    1_200 * 160,
  );
});

it('takes an empty piece of audio for nothing', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(audio(0, 1));
  await stage.pass(500);

  expect(stage.session.playout.ledger).toEqual([
    { eventId: 1, received: 0, queued: 0, played: 0, dropped: 0 },
  ]);
  expect(stage.log.of('agentStartedSpeaking')).toEqual([]);
  expect(stage.log.problems).toEqual([]);
});

it('plays to nobody at the speed of the clock where there is no output', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(audio(1_000, 1));
  await stage.pass(410);
  expect(stage.session.playout.position).toEqual({ eventId: 1, playedMs: 410 });
});

it('keeps no timer while nothing is to be heard', async () => {
  await using stage = await SessionUnderTest.connected();
  expect(stage.clock.pending).toEqual([]);
  stage.service.send(audio(100, 1));
  expect(stage.clock.pending).toHaveLength(1);
  await stage.pass(1_000);
  expect(stage.clock.pending).toEqual([]);
});

it('flushes what waits, as an interruption by the user', async () => {
  const { stage, speaker } = await connected();
  await using _ = stage;
  stage.service.send(audio(1_000, 1));
  await stage.pass(100);
  stage.session.playout.flush();

  expect(stage.log.of('interrupted')).toEqual([
    { interruptedEventId: 1, playedMs: 100, abortedToolCalls: [], by: 'user' },
  ]);
  expect(speaker.calls.at(-1)).toBe('flush');
  await stage.session.end();
  stage.session.playout.flush();
  expect(stage.log.of('interrupted')).toHaveLength(1);
});
