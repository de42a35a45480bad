import { expect, it } from 'vitest';
import { tone, type ScenarioWords, type Step } from '@duologue/testkit';
import { play } from '../support/play.ts';
import type { RawClient } from '../support/raw-client.ts';

const text = 'The quick brown fox jumps';

/** What came after the metadata: turns of audio as `audio 1`, other messages by type and id. */
function story(client: RawClient): string[] {
  return client.frames.slice(1).map((frame) => {
    const event = (frame.audio_event ?? frame.interruption_event ?? frame.agent_response_event) as {
      event_id: number;
    };
    const correction = frame.agent_response_correction_event as {
      event_id: number;
      corrected_agent_response: string;
    };
    if (correction) return `correction ${correction.event_id}: ${correction.corrected_agent_response}`;
    return `${String(frame.type)} ${event.event_id}`;
  });
}

it('cuts a turn after speech in the microphone, and says what was heard by then', async () => {
  const client = await play(({ server }) => [
    server.say(text, { audio: tone(440, 1_000), chunkMs: 500 }),
    server.interrupt({ at: { voiceMs: 200 } }),
    server.say('Yes?'),
  ]);
  await client.clock.advance(500);
  await client.speak(190);
  const before = story(client);
  await client.speak(10, { frameMs: 10 });
  expect([before, story(client)]).toEqual([
    ['audio 1', 'audio 1', 'agent_response 1'],
    [
      'audio 1',
      'audio 1',
      'agent_response 1',
      'interruption 1',
      'correction 1: The quick',
      'agent_response 2',
    ],
  ]);
});

it('takes only speech for a barge-in that falls into the turn', async () => {
  const client = await play(({ server, client: does }) => [
    does.audio({ voiceMs: 100 }),
    server.say(text, { audio: tone(440, 1_000), chunkMs: 1_000 }),
    server.interrupt({ at: { voiceMs: 200 } }),
  ]);
  await client.speak(1_000, { frameMs: 1_000 });
  expect(story(client)).toEqual(['audio 1', 'agent_response 1']);
});

it('goes on where an optional interruption does not come before the turn is heard to its end', async () => {
  const client = await play(({ server }) => [
    server.say(text, { audio: tone(440, 1_000), chunkMs: 1_000 }),
    server.interrupt({ at: { voiceMs: 200 }, optional: true }),
    server.say('And now?'),
  ]);
  await client.clock.advance(999);
  const before = story(client);
  await client.clock.advance(1);
  expect([before, story(client)]).toEqual([
    ['audio 1', 'agent_response 1'],
    ['audio 1', 'agent_response 1', 'agent_response 2'],
  ]);
});

it.each<{
  at: NonNullable<Parameters<ScenarioWords['server']['interrupt']>[0]>['at'];
  atMs: number;
  heard: string;
}>([
  { at: { playedMs: 700 }, atMs: 700, heard: 'The quick brown' },
  { at: { word: 'brown' }, atMs: 607, heard: 'The quick brown' },
  { at: { playedMs: 20 }, atMs: 20, heard: '...' },
])('guesses when $at is heard where it cannot know', async ({ at, atMs, heard }) => {
  const client = await play(({ server }) => [
    server.say(text, { audio: tone(440, 1_000), chunkMs: 1_000 }),
    server.interrupt({ ...(at && { at }) }),
  ]);
  await client.clock.advance(atMs - 1);
  const before = story(client);
  await client.clock.advance(1);
  expect([before, story(client)]).toEqual([
    ['audio 1', 'agent_response 1'],
    ['audio 1', 'agent_response 1', 'interruption 1', `correction 1: ${heard}`],
  ]);
});

it('cuts a turn after so many chunks, and the rest is never sent', async () => {
  const client = await play(({ server }) => [
    server.say(text, { audio: tone(440, 1_000) }),
    server.interrupt({ at: { chunk: 3 }, correction: false }),
  ]);
  expect(story(client)).toEqual(['audio 1', 'audio 1', 'audio 1', 'interruption 1']);
});

it('lets chunks arrive that were on their way when the turn was cut', async () => {
  const client = await play(({ server }) => [
    server.say(text, { audio: tone(440, 1_000), chunkMs: 250 }),
    server.interrupt({ at: { voiceMs: 50 }, lateChunks: 2 }),
  ]);
  const before = story(client);
  await client.speak(60);
  expect([before, story(client).slice(before.length)]).toEqual([
    ['audio 1', 'audio 1', 'agent_response 1'],
    ['interruption 1', 'correction 1: ...', 'audio 1', 'audio 1'],
  ]);
});

it('sends the chunks that it held back in time where nobody cuts in', async () => {
  const client = await play(({ server }) => [
    server.say(text, { audio: tone(440, 1_000) }),
    server.interrupt({ at: { voiceMs: 50 }, lateChunks: 2, optional: true }),
  ]);
  const counts: number[] = [];
  for (const ms of [499, 1, 100]) {
    await client.clock.advance(ms);
    counts.push(client.types.filter((type) => type === 'audio').length);
  }
  expect(counts).toEqual([8, 9, 10]);
});

it('can give the interruption the id of the next turn, as captured live', async () => {
  const client = await play(({ server, client: does }) => [
    server.say('One.'),
    does.userMessage('Stop'),
    server.interrupt({ ids: 'live' }),
    server.say('Two.'),
  ]);
  await client.send({ type: 'user_message', text: 'Stop' });
  expect(story(client)).toEqual([
    'agent_response 1',
    'interruption 2',
    'correction 1: ...',
    'agent_response 2',
  ]);
});

it('corrects with the words that it is given', async () => {
  const client = await play(({ server }) => [server.say(text), server.interrupt({ correction: 'The qu' })]);
  expect(client.frames.at(-1)).toEqual({
    type: 'agent_response_correction',
    agent_response_correction_event: {
      original_agent_response: text,
      corrected_agent_response: 'The qu',
      event_id: 1,
    },
  });
});

const short = { audio: tone(440, 300), chunkMs: 100 };

it.each<{ step: (words: ScenarioWords) => Step; told: string }>([
  {
    step: ({ server }) => server.interrupt({ at: { chunk: 50 } }),
    told: 'step 3, server.interrupt (PLACE): the turn before it has 3 chunks of audio, so chunk 50 is never sent.',
  },
  {
    step: ({ server }) => server.interrupt({ at: { playedMs: 5_000 } }),
    told: 'step 3, server.interrupt (PLACE): the turn before it has 300 ms of audio, so 5000 ms of it are never heard.',
  },
  {
    step: ({ user }) => user.message('Stop.', { when: { playedMs: 301 } }),
    told: 'step 3, user.message (PLACE): the turn before it has 300 ms of audio, so 301 ms of it are never heard.',
  },
])('refuses to wait for a moment that the turn does not have: $told', async ({ step, told }) => {
  const message = await play((words) => [words.server.say(text, short), step(words)]).then(
    () => 'played',
    (error: Error) => error.message.replace(/\(\/.*?\)/, '(PLACE)'),
  );
  expect(message).toBe(`Scenario "a script", ${told}`);
});

it('waits for the last moment that a turn has, and passes over one that may be missing', async () => {
  const client = await play(({ server }) => [
    server.say(text, short),
    server.interrupt({ at: { chunk: 3 } }),
    server.say(text, short),
    server.interrupt({ at: { playedMs: 300 } }),
    server.say(text, short),
    server.interrupt({ at: { playedMs: 5_000 }, optional: true }),
    server.say('Over.'),
  ]);
  await client.clock.advance(2_000);
  expect(story(client).at(-1)).toBe('agent_response 4');
});

it('says why the moment never came of a turn that only a reaction has said', async () => {
  const client = await play(
    ({ server }) => [server.say(text, short), server.interrupt({ at: { chunk: 50 } })],
    { reactions: ({ client: does, server }) => [{ on: does.userActivity(), do: [server.vad(1)] }] },
  );
  await client.clock.advance(120_000);
  expect(client.conversation.failure?.message).toContain(
    'The turn before it has 3 chunks of audio, so chunk 50 is never sent.',
  );
});
