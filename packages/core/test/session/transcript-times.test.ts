import { expect, it } from 'vitest';
import { transcriptToSrt, type TranscriptEntry } from '../../src/index.ts';
import { FakeMicrophone } from '../support/fake-audio.ts';
import {
  agentResponse,
  audio,
  interruption,
  tentativeTranscript,
  userTranscript,
} from '../support/server-words.ts';
import { SessionUnderTest, type SessionUnderTestOptions } from '../support/session-under-test.ts';

/** A user whose voice is a tone, in a room that hums. */
class Caller {
  readonly microphone: FakeMicrophone = new FakeMicrophone();
  stage!: SessionUnderTest;

  static async calls(options: SessionUnderTestOptions = {}): Promise<Caller> {
    const caller = new Caller();
    caller.stage = await SessionUnderTest.connected({ audioInput: caller.microphone, ...options });
    return caller;
  }

  /** Sound of this loudness (0 to 32,767) for so long, in frames of 20 ms, each sent when it is over. */
  async sounds(ms: number, loudness: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 20) {
      await this.stage.clock.sleep(20);
      this.microphone.hear(
        Int16Array.from({ length: 320 }, (_, index) => (index % 2 ? loudness : -loudness)),
      );
    }
  }

  speaks = (ms: number): Promise<void> => this.sounds(ms, 3_000);
  isSilent = (ms: number): Promise<void> => this.sounds(ms, 20);

  /** When the entries of the user began. */
  get beganAtMs(): number[] {
    return this.entries.filter(({ role }) => role === 'user').map(({ atMs }) => atMs);
  }

  get entries(): readonly TranscriptEntry[] {
    return this.stage.session.transcript;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stage[Symbol.asyncDispose]();
  }
}

it('dates what the user says to the beginning of the voice and not to that of the transcript', async () => {
  await using caller = await Caller.calls();
  await caller.isSilent(1_000);
  await caller.speaks(1_500);
  await caller.isSilent(600);
  caller.stage.service.send(userTranscript('What time is it?'));
  await caller.isSilent(1_000);
  await caller.speaks(300);
  caller.stage.service.send(tentativeTranscript('In'));
  await caller.speaks(500);
  await caller.isSilent(700);
  caller.stage.service.send(userTranscript('In New York.'));

  expect(caller.beganAtMs).toEqual([1_000, 4_100]);
});

it('measures how long the service took to be sure of the words', async () => {
  await using caller = await Caller.calls();
  const { service, log, session } = caller.stage;
  await caller.speaks(400);
  await caller.isSilent(700);
  service.send(userTranscript('Hello?'), agentResponse('Hello.', 1));
  await caller.isSilent(300);
  service.send(audio(100, 1));
  await caller.isSilent(1_000);
  session.sendUserMessage('And in writing?');
  service.send(agentResponse('Yes.', 2));
  await session.end();

  expect(
    log.of('turnCompleted').map(({ transcriptMs, firstPlayedMs }) => [transcriptMs, firstPlayedMs]),
  ).toEqual([
    [700, 300],
    [undefined, undefined],
  ]);
});

it('takes a pause for a part of what is said, and a long silence for its beginning anew', async () => {
  await using caller = await Caller.calls();
  await caller.speaks(100); // a cough
  await caller.isSilent(2_500);
  await caller.speaks(400);
  await caller.isSilent(1_500);
  await caller.speaks(400);
  caller.stage.service.send(userTranscript('Well … hello.'));

  expect(caller.beganAtMs).toEqual([2_600]);
});

it('hears a voice above a room that becomes noisy', async () => {
  await using caller = await Caller.calls();
  await caller.sounds(40_000, 400);
  await caller.speaks(400);
  caller.stage.service.send(userTranscript('Hello?'));

  expect(caller.beganAtMs).toEqual([40_000]);
});

it.each<[string, (caller: Caller) => void]>([
  ['a microphone that is muted', ({ stage }) => void (stage.session.muted = true)],
  ['audio that a plugin drops', ({ stage }) => stage.session.hooks.userAudio.tap('Drop', () => null)],
])('dates what the user says to the transcript where nothing was sent: %s', async (_, prepare) => {
  await using caller = await Caller.calls();
  prepare(caller);
  await caller.speaks(1_000);
  caller.stage.service.send(userTranscript('Hello?'));

  expect(caller.beganAtMs).toEqual([1_000]);
});

it('does not date words to a voice that is long gone', async () => {
  await using caller = await Caller.calls();
  await caller.speaks(200);
  await caller.isSilent(12_000);
  caller.stage.service.send(userTranscript('Hello?'));

  expect(caller.beganAtMs).toEqual([12_200]);
});

it('believes the service where it tells how likely speech is', async () => {
  await using caller = await Caller.calls();
  const score = (value: number) =>
    caller.stage.service.send({ type: 'vad_score', vad_score_event: { vad_score: value } });
  await caller.speaks(300); // a door
  score(0.1);
  await caller.isSilent(300);
  score(0.9);
  await caller.speaks(500);
  score(0.9);
  caller.stage.service.send(userTranscript('Hello?'));

  expect(caller.beganAtMs).toEqual([600]);
});

it('dates a turn of the agent to when it is first heard', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(audio(1_000, 1), agentResponse('One.', 1), audio(500, 2), agentResponse('Two.', 2));
  await stage.pass(3_000);
  stage.service.send(agentResponse('Three.', 3));
  await stage.pass(400);
  stage.service.send(audio(200, 3));
  await stage.pass(600);
  stage.service.send(audio(200, 3)); // heard again after a gap
  await stage.pass(600);

  expect(stage.session.transcript.map(({ text, atMs }) => [text, atMs])).toEqual([
    ['One.', 0],
    ['Two.', 1_000],
    ['Three.', 3_400],
  ]);
});

it('writes subtitles in the order in which it was spoken', async () => {
  await using caller = await Caller.calls();
  const { service, session } = caller.stage;
  service.send(audio(3_000, 1), agentResponse('Welcome to Harbour Travel.', 1));
  await caller.isSilent(1_000);
  await caller.speaks(400);
  service.send(interruption(1));
  await caller.speaks(200);
  service.send(audio(200, 2), agentResponse('Yes?', 2)); // before the words of the user are known
  service.send(userTranscript('Wait a moment.'));

  expect(transcriptToSrt(session.transcript)).toMatchInlineSnapshot(`
    "1
    00:00:00,000 --> 00:00:01,000
    Agent: Welcome to Harbour Travel. —

    2
    00:00:01,000 --> 00:00:01,600
    User: Wait a moment.

    3
    00:00:01,600 --> 00:00:02,100
    Agent: Yes?
    "
  `);
});
