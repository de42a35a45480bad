import { MemoryBackend } from '@duologue/audio-node';
import { scenario, tone, wav } from '@duologue/testkit';
import { expect, test } from '@duologue/testkit/vitest';
import { findHeadset } from './headset.ts';
import { createTalk } from './talk.ts';

const speech = wav(new URL('../first-call/speech/caller-day.wav', import.meta.url));
const interruption = scenario('somebody cuts in', ({ server, user }) => [
  server.metadata(),
  server.say('There is a lot to see in New York.', { audio: tone(440, 5_000) }),
  user.say(speech, { when: { word: 'lot' } }),
  server.interrupt({ at: { voiceMs: 400 } }),
  server.close(),
]);

const room = new MemoryBackend();

test.replay(
  interruption,
  {
    createSession: (options) =>
      createTalk(options, { microphone: { backend: room }, speaker: { backend: room } }),
  },
  async ({ session }) => {
    const cuts: { playedMs: number; atMs: number }[] = [];
    session.hooks.interrupted.tap('test', ({ playedMs }) => {
      cuts.push({ playedMs, atMs: session.clock.now() });
    });
    await session.run();
    const [{ playedMs, atMs } = { playedMs: 0, atMs: 0 }] = cuts;
    expect(room.heard.length / 16).toBe(playedMs);
    // silent at the first sounds, long before 400 ms of voice have made the service interrupt
    expect(atMs - playedMs).toBeGreaterThan(200);
  },
);

test('finds a headset by its name', async () => {
  expect(await findHeadset('Memo', room)).toEqual({
    microphone: { backend: room, device: 'memory' },
    speaker: { backend: room, device: 'memory' },
  });
  expect(await findHeadset('USB', room)).toEqual({
    microphone: { backend: room },
    speaker: { backend: room },
  });
});
