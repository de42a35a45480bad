import { VirtualClock } from '@duologue/testkit';
import { expect, it } from 'vitest';
import { NullOutput, type AudioOutput, type Clock } from '../../src/index.ts';
import { FakeService } from '../support/fake-service.ts';
import {
  agentResponse,
  alignment,
  audio,
  correction,
  interruption,
  metadata,
  ping,
  textPart,
  toolCall,
  userTranscript,
} from '../support/server-words.ts';
import { SessionUnderTest } from '../support/session-under-test.ts';

const wait = (ms: number) => ({
  name: 'wait',
  description: 'waits',
  run: (_: unknown, { clock }: { clock: { sleep(ms: number): Promise<void> } }) => clock.sleep(ms),
});

/** An output that takes 700 ms to open. */
function lateOutput(clock: Clock): AudioOutput {
  const output = new NullOutput(clock);
  return {
    maxLeadMs: output.maxLeadMs,
    async start(options) {
      await clock.sleep(700);
      output.start(options);
    },
    write: (samples) => output.write(samples),
    flush: () => output.flush(),
    playedSamples: () => output.playedSamples(),
    stop: () => output.stop(),
  };
}

it('measures from the end of the user’s words to text, audio and sound', async () => {
  await using stage = await SessionUnderTest.connected({ tools: [wait(250)] });
  await stage.pass(1_000);
  stage.service.send(ping(1, 42), userTranscript('What is the weather?', 1), toolCall('wait', 'call_1'));
  await stage.pass(400);
  stage.service.send(textPart('delta', 'It is ', 2));
  await stage.pass(100);
  stage.service.send(audio(1_000, 2), agentResponse('It is sunny.', 2));
  await stage.pass(2_000);

  expect(stage.log.of('turnCompleted')).toEqual([
    {
      eventId: 2,
      atMs: 1_000,
      firstTextMs: 400,
      firstAudioMs: 500,
      firstPlayedMs: 500,
      toolMs: 250,
      playedMs: 1_000,
      droppedMs: 0,
      underruns: 0,
      pingMs: 42,
      interrupted: false,
    },
  ]);
});

it('measures how long audio waits for an output that opens late', async () => {
  const clock = new VirtualClock();
  await using stage = new SessionUnderTest({ clock, audioOutput: lateOutput(clock) });
  const started = stage.session.start();
  await stage.clock.settled();
  stage.service.send(userTranscript('Hello?', 1), audio(100, 2), agentResponse('Yes.', 2));
  await started;
  await stage.pass(1_000);
  expect(stage.log.of('turnCompleted')).toMatchObject([
    { firstTextMs: 0, firstAudioMs: 0, firstPlayedMs: 700, playedMs: 100 },
  ]);
});

it('has no delays where nobody had spoken', async () => {
  await using stage = await SessionUnderTest.connected();
  await stage.pass(300);
  stage.service.send(audio(500, 1), agentResponse('Welcome.', 1));
  await stage.pass(1_000);
  expect(stage.log.of('turnCompleted')).toEqual([
    { eventId: 1, atMs: 300, toolMs: 0, playedMs: 500, droppedMs: 0, underruns: 0, interrupted: false },
  ]);
});

it('measures from a message that the user wrote, too', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.session.sendUserMessage('Hello');
  await stage.pass(200);
  stage.service.send(audio(100, 1), agentResponse('Good day.', 1));
  await stage.pass(1_000);
  expect(stage.log.of('turnCompleted')).toMatchObject([{ atMs: 0, firstTextMs: 200, firstPlayedMs: 200 }]);
});

it('completes a turn with its text where there is no audio', async () => {
  await using stage = await SessionUnderTest.connected({ overrides: { conversation: { textOnly: true } } });
  stage.session.sendUserMessage('Hello');
  await stage.pass(200);
  stage.service.send(textPart('delta', 'Good ', 1));
  await stage.pass(300);
  stage.service.send(agentResponse('Good day.', 1));
  expect(stage.log.of('turnCompleted')).toEqual([
    {
      eventId: 1,
      atMs: 0,
      firstTextMs: 200,
      toolMs: 0,
      playedMs: 0,
      droppedMs: 0,
      underruns: 0,
      interrupted: false,
    },
  ]);
});

it('completes a turn that was cut at once, and counts nothing that comes late for it', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(userTranscript('Tell me a story.', 1), audio(2_000, 2));
  await stage.pass(500);
  stage.service.send(interruption(3));
  expect(stage.log.of('turnCompleted')).toMatchObject([
    { eventId: 2, playedMs: 500, droppedMs: 1_500, interrupted: true },
  ]);

  stage.service.send(
    audio(100, 2),
    agentResponse('Once upon a time.', 2),
    correction('Once upon a time.', 'Once', 2),
    userTranscript('Stop.', 3),
  );
  await stage.pass(100);
  stage.service.send(agentResponse('Once upon a time.', 2));
  await stage.pass(300);
  stage.service.send(audio(100, 4), agentResponse('As you wish.', 4));
  await stage.pass(1_000);
  expect(stage.log.of('turnCompleted').slice(1)).toEqual([
    {
      eventId: 4,
      atMs: 500,
      firstTextMs: 400,
      firstAudioMs: 400,
      firstPlayedMs: 400,
      toolMs: 0,
      playedMs: 100,
      droppedMs: 0,
      underruns: 0,
      interrupted: false,
    },
  ]);
});

it('does not count the end of a turn that is still heard as the beginning of the next', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(audio(1_000, 2), agentResponse('A long answer.', 2));
  await stage.pass(500);
  stage.service.send(userTranscript('Aha.', 3));
  await stage.pass(1_500);
  stage.service.send(agentResponse('Indeed.', 4), audio(200, 4));
  await stage.pass(1_000);

  expect(stage.log.of('turnCompleted')).toMatchObject([
    { eventId: 2, playedMs: 500 },
    { eventId: 4, atMs: 500, firstTextMs: 1_500, firstAudioMs: 1_500, firstPlayedMs: 1_500, playedMs: 200 },
  ]);
});

it('counts how often playout ran dry inside a turn', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(userTranscript('Hello?', 1), audio(200, 2));
  for (let gap = 0; gap < 3; gap += 1) {
    await stage.pass(300);
    stage.service.send(audio(200, 2));
  }
  stage.service.send(agentResponse('Yes?', 2));
  await stage.pass(1_000);
  expect(stage.log.of('turnCompleted')).toMatchObject([{ playedMs: 800, underruns: 3 }]);
});

it('counts a stall of any length, and what is heard after it, where the text comes last', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(userTranscript('Hello?', 1), audio(300, 2));
  await stage.pass(800);
  stage.service.send(audio(300, 2), agentResponse('Hello there.', 2));
  await stage.pass(2_000);
  expect(stage.log.of('turnCompleted')).toMatchObject([{ eventId: 2, playedMs: 600, underruns: 1 }]);
});

it('keeps a turn open over a stall where its alignment says that words are still to come', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(
    userTranscript('Hello?', 1),
    agentResponse('Hello there.', 2),
    audio(300, 2, alignment('Hello ', 50)),
  );
  await stage.pass(5_000);
  expect(stage.log.of('turnCompleted')).toEqual([]);
  stage.service.send(audio(300, 2, alignment('there.', 50)));
  await stage.pass(1_000);
  expect(stage.log.of('turnCompleted')).toMatchObject([{ eventId: 2, playedMs: 600, underruns: 1 }]);
});

it('completes a turn whose text was written in another way than it was spoken', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(agentResponse('It is 7 pm now.', 2), audio(300, 2, alignment('It is seven', 20)));
  await stage.pass(1_000);
  expect(stage.log.of('turnCompleted')).toMatchObject([{ eventId: 2, playedMs: 300, underruns: 0 }]);
});

it('counts audio that a tap dropped, and that no place was left for', async () => {
  await using stage = await SessionUnderTest.connected({ limits: { playoutMs: 1_000 } });
  let chunks = 0;
  stage.session.hooks.agentAudio.tap('DropSecond', () => (++chunks === 2 ? null : undefined));
  stage.service.send(audio(800, 2), audio(100, 2), audio(300, 2), agentResponse('Hello.', 2));
  await stage.pass(2_000);
  expect(stage.log.of('turnCompleted')).toMatchObject([{ playedMs: 800, droppedMs: 400 }]);
});

it('adds up the time of tools, and forgets that of a turn that never was', async () => {
  await using stage = await SessionUnderTest.connected({ tools: [wait(100)] });
  stage.service.send(userTranscript('One', 1), toolCall('wait', 'call_1'));
  await stage.pass(200);
  stage.service.send(userTranscript('No, two', 2), toolCall('wait', 'call_2'), toolCall('wait', 'call_3'));
  await stage.pass(200);
  stage.service.send(agentResponse('Two it is.', 3));
  await stage.session.end();
  expect(stage.log.of('turnCompleted')).toMatchObject([
    { eventId: 3, atMs: 200, toolMs: 200, firstTextMs: 200 },
  ]);
});

it('completes the open turn with the conversation, once', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(userTranscript('Hello?', 1), audio(1_000, 2));
  await stage.pass(400);
  await stage.session.end();
  expect(stage.log.of('turnCompleted')).toMatchObject([{ eventId: 2, playedMs: 400, droppedMs: 600 }]);
});

it('tells a turn that begins with the next id apart, also without a word of the user', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(audio(100, 1), audio(100, 2), agentResponse('One.', 1), agentResponse('Two.', 2));
  await stage.pass(1_000);
  expect(stage.log.of('turnCompleted').map(({ eventId }) => eventId)).toEqual([1, 2]);
});

it('measures turns without ids', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(userTranscript('Hello?'));
  await stage.pass(100);
  stage.service.send(audio(100), agentResponse('Good day.'));
  await stage.pass(1_000);
  expect(stage.log.of('turnCompleted')).toEqual([
    {
      atMs: 0,
      firstTextMs: 100,
      firstAudioMs: 100,
      firstPlayedMs: 100,
      toolMs: 0,
      playedMs: 100,
      droppedMs: 0,
      underruns: 0,
      interrupted: false,
    },
  ]);
});

it('counts the turns of a new connection anew', async () => {
  const service = new FakeService();
  await using stage = await SessionUnderTest.connected({ service });
  stage.session.hooks.recoverConnection.tap('Again', ({ request }) => request);
  stage.service.send(audio(100, 9), agentResponse('Before.', 9));
  await stage.pass(1_000);
  service.greeting = [metadata({ conversationId: 'conv_2' })];
  service.line.close(1006);
  await stage.pass(100);
  stage.service.send(audio(100, 1), agentResponse('After.', 1));
  await stage.pass(1_000);
  expect(stage.log.of('turnCompleted').map(({ eventId, playedMs }) => [eventId, playedMs])).toEqual([
    [9, 100],
    [1, 100],
  ]);
});
