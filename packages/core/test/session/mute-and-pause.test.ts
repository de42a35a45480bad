import { expect, it } from 'vitest';
import { FakeMicrophone } from '../support/fake-audio.ts';
import { agentToolResponse, audio, base64, interruption, pcm } from '../support/server-words.ts';
import { SessionUnderTest } from '../support/session-under-test.ts';

it('sends zeros while muted, without a gap', async () => {
  const microphone = new FakeMicrophone();
  await using stage = await SessionUnderTest.connected({ audioInput: microphone });
  const { session, service } = stage;
  const seen: number[] = [];
  session.hooks.userAudio.tap('See', ({ samples }) => void seen.push(samples[0] ?? -1));
  microphone.hear(pcm(20));
  session.muted = true;
  microphone.hear(pcm(20));
  microphone.hear(pcm(20));
  session.muted = false;
  microphone.hear(pcm(20));

  const silence = base64(new Int16Array(320));
  const speech = base64(pcm(20));
  expect(service.line.microphone).toEqual([speech, silence, silence, speech]);
  expect(seen).toEqual([1, 0, 0, 1]);
});

it('can be muted before the start, and stays muted in the next conversation', async () => {
  const microphone = new FakeMicrophone();
  await using stage = new SessionUnderTest({ audioInput: microphone });
  stage.session.muted = true;
  for (let conversation = 0; conversation < 2; conversation += 1) {
    await stage.session.start();
    microphone.hear(pcm(20));
    expect(stage.service.line.microphone).toEqual([base64(new Int16Array(320))]);
    await stage.session.end();
  }
  expect(stage.session.muted).toBe(true);
});

it('lets taps change or drop what the user says', async () => {
  const microphone = new FakeMicrophone();
  await using stage = await SessionUnderTest.connected({ audioInput: microphone });
  stage.session.hooks.userAudio.tap('Gate', (chunk) =>
    chunk.samples[0] === 7 ? null : { ...chunk, samples: chunk.samples.map((sample) => sample * 2) },
  );
  microphone.hear(Int16Array.of(1, 2));
  microphone.hear(Int16Array.of(7, 2));

  expect(stage.service.line.microphone).toEqual([base64(Int16Array.of(2, 4))]);
  expect(stage.log.of('audioDropped')).toEqual([
    { direction: 'user', sampleCount: 2, durationMs: 0.125, why: 'tap' },
  ]);
});

it('sends nothing where a tap leaves no samples', async () => {
  const microphone = new FakeMicrophone();
  await using stage = await SessionUnderTest.connected({ audioInput: microphone });
  stage.session.hooks.userAudio.tap('Empty', (chunk) => ({ ...chunk, samples: new Int16Array() }));
  microphone.hear(pcm(20));
  microphone.hear(new Int16Array());
  expect(stage.service.line.microphone).toEqual([]);
});

it('holds the conversation: the agent is not heard and hears silence, and nothing is lost', async () => {
  const microphone = new FakeMicrophone();
  await using stage = await SessionUnderTest.connected({ audioInput: microphone });
  const { session, service, log } = stage;
  service.send(audio(500, 1));
  await stage.pass(110);
  session.pause();
  const heard = () => log.of('agentAudioPlayed').reduce((sum, { samples }) => sum + samples.length / 16, 0);
  expect(heard()).toBe(110);
  service.send(audio(100, 1));
  microphone.hear(pcm(20));
  await stage.pass(10_000);
  expect(heard()).toBe(110);
  expect(service.line.microphone).toEqual([base64(new Int16Array(320))]);
  session.resume();
  await stage.pass(1_000);
  expect(heard()).toBe(600);
});

it('can be interrupted while it is held', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(audio(500, 1));
  await stage.pass(110);
  stage.session.pause();
  stage.service.send(interruption(1), audio(200, 2));
  stage.session.resume();
  await stage.pass(1_000);
  expect(stage.session.playout.ledger).toMatchObject([
    { eventId: 1, played: 1_760, dropped: 6_240 },
    { eventId: 2, played: 3_200, dropped: 0 },
  ]);
});

it('can be ended while it is held', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(audio(500, 1));
  stage.session.pause();
  const startedMs = stage.clock.now();
  expect(await stage.session.end()).toMatchObject({ reason: 'user' });
  expect(stage.clock.now()).toBe(startedMs);
});

it('does not wait for a goodbye that nobody can hear while it is held', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.session.pause();
  stage.service.send(audio(500, 1), agentToolResponse('end_call'));
  const startedMs = stage.clock.now();
  await stage.session.ended;
  expect(stage.clock.now() - startedMs).toBeLessThanOrEqual(30_020);
});
