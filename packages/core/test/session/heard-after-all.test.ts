import { VirtualClock } from '@duologue/testkit';
import { expect, it } from 'vitest';
import { FakeSpeaker } from '../support/fake-audio.ts';
import {
  agentResponse,
  alignment,
  audio,
  correction,
  interruption,
  userTranscript,
} from '../support/server-words.ts';
import { SessionUnderTest } from '../support/session-under-test.ts';

const weather = 'It is sunny and mild in Berlin today.';

/** A turn that is cut at 1.1 s, on a line that learns only later how many samples were heard after all. */
async function cutOnALongLine() {
  const clock = new VirtualClock();
  const waiting: { resolve: (samples: number) => void; reject: (error: Error) => void }[] = [];
  const heardAfterAll = () =>
    new Promise<number>((resolve, reject) => void waiting.push({ resolve, reject }));
  const speaker = new FakeSpeaker(clock, { maxLeadMs: 600, heardAfterAll });
  const stage = await SessionUnderTest.connected({ clock, audioOutput: speaker });
  stage.service.send(audio(3_700, 4, alignment(weather, 100)), agentResponse(weather, 4));
  await stage.pass(1_100);
  stage.service.send(interruption(5));
  const [line] = waiting;
  if (!line) throw new Error('Nothing was flushed.');
  /** What the line says 100 ms after the interruption. */
  const tell = async (samples: number | Error) => {
    await stage.pass(100);
    if (typeof samples === 'number') line.resolve(samples);
    else line.reject(samples);
    await clock.settled();
  };
  return { stage, speaker, tell, [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose]() };
}

it('settles an interruption with what the output learns later', async () => {
  await using call = await cutOnALongLine();
  const { stage, tell } = call;
  expect(stage.log.of('interrupted')).toMatchObject([{ playedMs: 1_100, heardText: 'It is sunny' }]);
  expect(stage.log.of('interruptionSettled')).toEqual([]);
  await tell(6_400);

  expect(stage.log.of('interruptionSettled')).toEqual([
    { interruptedEventId: 4, playedMs: 1_500, heardText: 'It is sunny and', source: 'playout' },
  ]);
  expect(stage.session.transcript).toMatchObject([
    { text: 'It is sunny and', plannedText: weather, interrupted: true },
  ]);
  expect(stage.session.playout.ledger).toEqual([
    { eventId: 4, received: 59_200, queued: 0, played: 24_000, dropped: 35_200 },
  ]);
});

it('lets a correction that came first have the last word', async () => {
  await using call = await cutOnALongLine();
  const { stage, tell } = call;
  stage.service.send(correction(weather, 'It is', 4));
  await tell(6_400);

  expect(stage.log.of('interruptionSettled')).toMatchObject([{ heardText: 'It is', source: 'correction' }]);
  expect(stage.session.transcript).toMatchObject([{ text: 'It is' }]);
});

it('takes a correction that comes afterwards, too', async () => {
  await using call = await cutOnALongLine();
  const { stage, tell } = call;
  await tell(6_400);
  stage.service.send(correction(weather, 'It is', 4));

  expect(stage.log.of('interruptionSettled')).toMatchObject([
    { playedMs: 1_500, source: 'playout' },
    { playedMs: 1_500, heardText: 'It is', source: 'correction' },
  ]);
});

it('has settled long before where the output learns it too late', async () => {
  await using call = await cutOnALongLine();
  const { stage, tell } = call;
  stage.service.send(userTranscript('Thanks.'));
  await tell(6_400);

  expect(stage.log.of('interruptionSettled')).toMatchObject([{ playedMs: 1_100, source: 'playout' }]);
});

it.each([
  ['more than it held', 1_000_000, 1_680],
  ['nothing', 0, 1_100],
  ['less than nothing', -5, 1_100],
  ['no number', Number.NaN, 1_100],
])('believes an output that tells of %s only what can be', async (_, samples, playedMs) => {
  await using call = await cutOnALongLine();
  const { stage, tell } = call;
  await tell(samples);
  expect(stage.log.of('interruptionSettled')).toMatchObject([{ playedMs }]);
});

it('goes on to be heard where the output fails to tell', async () => {
  await using call = await cutOnALongLine();
  const { stage, speaker, tell } = call;
  const before = speaker.written.length;
  await tell(new Error('the mark was lost'));
  stage.service.send(audio(100, 5));
  await stage.pass(120);
  expect(stage.log.of('problemOccurred').map(({ error }) => [error.code, error.message])).toEqual([
    [
      'AUDIO_OUTPUT_TROUBLE',
      'The audio output could not tell what was heard of the audio that it dropped. It plays on.',
    ],
  ]);
  expect(speaker.written.length - before).toBe(1_600);
  expect(stage.session.playout.ledger.at(-1)).toMatchObject({ eventId: 5, played: 1_600 });
});

it('tells of no failure to tell once the conversation is over', async () => {
  await using call = await cutOnALongLine();
  await call.stage.session.end();
  await call.tell(new Error('hung up'));
  expect(call.stage.log.all.at(-1)?.hook).toBe('ended');
});
