import { expect, it } from 'vitest';
import { FakeMicrophone, FakeSpeaker } from '../support/fake-audio.ts';
import { FakeService } from '../support/fake-service.ts';
import {
  agentResponse,
  audio,
  correction,
  interruption,
  metadata,
  textPart,
} from '../support/server-words.ts';
import { SessionUnderTest } from '../support/session-under-test.ts';
import { VirtualClock } from '@duologue/testkit';

const overrides = { conversation: { textOnly: true } };

it('never touches an audio slot', async () => {
  const clock = new VirtualClock();
  const microphone = new FakeMicrophone();
  const speaker = new FakeSpeaker(clock);
  await using stage = await SessionUnderTest.connected({
    clock,
    overrides,
    audioInput: microphone,
    audioOutput: speaker,
  });
  stage.session.sendUserMessage('Hello?');
  stage.service.send(agentResponse('Hello.', 1));
  await stage.session.end();

  expect(microphone.calls).toEqual([]);
  expect(speaker.calls).toEqual([]);
  expect(stage.session.transcript.map(({ role, text }) => [role, text])).toEqual([
    ['user', 'Hello?'],
    ['agent', 'Hello.'],
  ]);
});

it('keeps nothing of audio that the service sends all the same', async () => {
  await using stage = await SessionUnderTest.connected({ overrides });
  for (let count = 0; count < 100; count += 1) stage.service.send(audio(1_000, 1));
  expect(stage.session.playout.queuedMs).toBe(0);
  expect(stage.session.playout.ledger).toEqual([]);
  expect(stage.clock.pending).toEqual([]);
});

it.each(['mp3_44100', 'opus_48000'])('does not mind that the agent speaks %s', async (agentFormat) => {
  const service = new FakeService({ greeting: [metadata({ agentFormat, userFormat: agentFormat })] });
  await using stage = await SessionUnderTest.connected({ overrides, service });
  stage.service.send(agentResponse('Hello.', 1));
  expect(stage.session.transcript).toMatchObject([{ text: 'Hello.' }]);
});

it('streams text into the transcript, and takes the correction of a cut turn', async () => {
  await using stage = await SessionUnderTest.connected({ overrides });
  stage.service.send(
    textPart('start', '', 1),
    textPart('delta', 'It is ', 1),
    textPart('delta', 'sunny', 1),
    interruption(1),
    correction('It is sunny.', 'It is...', 1),
  );
  expect(stage.session.transcript).toMatchObject([
    { text: 'It is...', plannedText: 'It is sunny.', interrupted: true },
  ]);
  expect(stage.log.of('interruptionSettled')).toEqual([
    { interruptedEventId: 1, playedMs: 0, heardText: 'It is...', source: 'correction' },
  ]);
});

it('ends at once where the agent hangs up', async () => {
  await using stage = await SessionUnderTest.connected({ overrides });
  stage.service.line.close(1000);
  expect(await stage.session.ended).toMatchObject({ reason: 'agent' });
});
