import { VirtualClock } from '@duologue/testkit';
import { expect, it } from 'vitest';
import { FakeSpeaker } from '../support/fake-audio.ts';
import { agentResponse, alignment, audio, interruption } from '../support/server-words.ts';
import { SessionUnderTest } from '../support/session-under-test.ts';

const weather = 'It is sunny and mild';

/** A turn of 2 s that is held at 1.1 s, on a line that learns only later how much was heard after all. */
async function heldOnALongLine() {
  const clock = new VirtualClock();
  const waiting: { resolve: (samples: number) => void; reject: (error: Error) => void }[] = [];
  const speaker = new FakeSpeaker(clock, {
    maxLeadMs: 600,
    heardAfterAll: () => new Promise((resolve, reject) => void waiting.push({ resolve, reject })),
  });
  const stage = await SessionUnderTest.connected({ clock, audioOutput: speaker });
  stage.service.send(audio(2_000, 4, alignment(weather, 100)), agentResponse(weather, 4));
  await stage.pass(1_100);
  stage.session.playout.pause();
  const [line] = waiting;
  if (!line) throw new Error('Nothing was flushed.');
  const tell = async (ms: number | Error) => {
    if (typeof ms === 'number') line.resolve(ms * 16);
    else line.reject(ms);
    await clock.settled();
  };
  /** What is given to the line from now on. */
  const before = speaker.written.length;
  const written = () => speaker.written.slice(before);
  return { stage, tell, written, [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose]() };
}

/** The samples of the turn from a moment to its end: their values count from 1 and begin anew after 30,000. */
const from = (ms: number) =>
  Array.from({ length: (2_000 - ms) * 16 }, (_, index) => 1 + ((ms * 16 + index) % 30_000));

it('does not repeat after a pause what was heard until the line fell silent', async () => {
  await using call = await heldOnALongLine();
  const { stage, tell, written } = call;
  await stage.pass(200);
  await tell(180);
  expect(stage.session.playout.ledger).toMatchObject([{ played: 1_280 * 16, dropped: 0 }]);
  stage.session.playout.resume();
  await stage.pass(1_300);

  expect(written()).toEqual(from(1_280));
  const played = stage.log.of('agentAudioPlayed');
  expect(played.flatMap(({ samples }) => [...samples])).toEqual(from(0));
  const late = played.find(({ positionSamples }) => positionSamples === 1_100 * 16);
  expect(late?.atMs).toBe(played[0]!.atMs + 1_100);
});

it('goes on only when the line has told what was heard', async () => {
  await using call = await heldOnALongLine();
  const { stage, tell, written } = call;
  stage.session.playout.resume();
  await stage.pass(200);
  expect(written()).toEqual([]);
  await tell(180);
  await stage.pass(1_300);
  expect(written()).toEqual(from(1_280));
});

it('repeats what may have been heard where the line does not tell in time', async () => {
  await using call = await heldOnALongLine();
  const { stage, tell, written } = call;
  stage.session.playout.resume();
  await stage.pass(1_100);
  await tell(180);
  await stage.pass(1_300);
  expect(written()).toEqual(from(1_100));
  expect(stage.session.playout.ledger).toMatchObject([{ played: 2_000 * 16, queued: 0, dropped: 0 }]);
});

it('goes on at once where the line fails to tell', async () => {
  await using call = await heldOnALongLine();
  const { stage, tell, written } = call;
  stage.session.playout.resume();
  await tell(new Error('the mark was lost'));
  await stage.pass(1_300);
  expect(stage.log.problems).toEqual(['AUDIO_OUTPUT_TROUBLE']);
  expect(written()).toEqual(from(1_100));
});

it('settles an interruption in the pause with what was heard until the line fell silent', async () => {
  await using call = await heldOnALongLine();
  const { stage, tell, written } = call;
  stage.service.send(interruption(5), audio(100, 6));
  stage.session.playout.resume();
  await stage.pass(40);
  // the reply needs no word about the turn before it
  expect(written()).toHaveLength(1_600);
  await tell(400);

  expect(stage.log.of('interruptionSettled')).toEqual([
    { interruptedEventId: 4, playedMs: 1_500, heardText: 'It is sunny and', source: 'playout' },
  ]);
  expect(stage.session.playout.ledger[0]).toMatchObject({ played: 1_500 * 16, dropped: 500 * 16 });
});

it('leaves nothing behind where the conversation ends in the pause', async () => {
  await using call = await heldOnALongLine();
  const { stage, tell } = call;
  await stage.session.end();
  expect(stage.clock.pending).toEqual([]);
  await tell(180);
  expect(stage.log.all.at(-1)?.hook).toBe('ended');
  expect(stage.session.playout.ledger).toMatchObject([{ played: 1_280 * 16, queued: 0 }]);
});
