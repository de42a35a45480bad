import { VirtualClock } from '@duologue/testkit';
import { expect, it } from 'vitest';
import { FakeMicrophone, FakeSpeaker } from '../support/fake-audio.ts';
import { agentResponse, audio, correction, pcm } from '../support/server-words.ts';
import { SessionUnderTest } from '../support/session-under-test.ts';

it('refuses microphone frames that are no 16-bit samples, and says so once', async () => {
  const microphone = new FakeMicrophone();
  await using stage = await SessionUnderTest.connected({ audioInput: microphone });
  for (const frame of [new Float32Array(2), undefined, 'noise'])
    microphone.hear(frame as unknown as Int16Array);
  expect(stage.service.line.microphone).toEqual([]);
  expect(stage.log.problems).toEqual(['AUDIO_INPUT_TROUBLE']);
  microphone.hear(pcm(20));
  expect(stage.service.line.microphone).toHaveLength(1);
});

it('is held by a plugin in the moment in which the agent begins to speak, and repeats nothing afterwards', async () => {
  const clock = new VirtualClock();
  const speaker = new FakeSpeaker(clock);
  await using stage = new SessionUnderTest({ clock, audioOutput: speaker });
  const heard: number[] = [];
  let held = false;
  stage.session.use({
    name: 'Holder',
    apply({ hooks, playout }) {
      hooks.agentStartedSpeaking.tap('Holder', () => {
        if (held) return;
        held = true;
        playout.pause();
      });
      hooks.agentAudioPlayed.tap('Holder', ({ samples }) => void heard.push(samples.length));
    },
  });
  await stage.session.start();
  stage.service.send(audio(500, 1));
  await stage.pass(1_000);
  expect(heard).toEqual([]);
  stage.session.playout.resume();
  await stage.pass(1_000);
  expect(heard.reduce((sum, samples) => sum + samples, 0)).toBe(8_000);
  expect(stage.session.playout.ledger).toEqual([
    { eventId: 1, received: 8_000, queued: 0, played: 8_000, dropped: 0 },
  ]);
});

it('changes no turn by a correction of another', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(audio(100, 7), agentResponse('Hello there', 7), correction('Old one', 'Old', 3));
  await stage.pass(500);
  expect(stage.session.transcript).toMatchObject([{ eventId: 7, text: 'Hello there', interrupted: false }]);
});
