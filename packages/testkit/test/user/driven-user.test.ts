import { onTestFinished, expect, it } from 'vitest';
import type { Connection } from '@duologue/core';
import {
  DrivenUser,
  MemoryServer,
  prepareScenario,
  scenario,
  tone,
  VirtualClock,
  type Conversation,
  type ScenarioWords,
  type Step,
  type UserDriver,
} from '@duologue/testkit';

interface Driven {
  readonly clock: VirtualClock;
  readonly conversation: Conversation;
  readonly connection: Connection;
  /** What the driver was asked to do, with the virtual time. */
  readonly deeds: unknown[][];
}

/** A client that has said hello, whose user is played by a driver. */
async function drive(
  write: (words: ScenarioWords) => readonly Step[],
  makeDriver: (deeds: unknown[][], clock: VirtualClock, connection: () => Connection) => UserDriver,
): Promise<Driven> {
  const clock = new VirtualClock({ autojump: false });
  const prepared = await prepareScenario(
    scenario('driven', (words) => [words.server.metadata(), ...write(words)]),
  );
  const server = new MemoryServer(prepared, { clock });
  onTestFinished(async () => {
    await server.close();
    clock[Symbol.dispose]();
  });
  const deeds: unknown[][] = [];
  const client = server.client();
  const user = new DrivenUser({ driver: makeDriver(deeds, clock, () => connection), prepared, clock });
  client.onConversation((conversation, link) => user.join(conversation, link));
  const connection = client.transport.connect(
    { url: 'ws://memory/', protocols: [], headers: {}, initiation: [] },
    { opened: () => {}, received: () => {}, closed: () => {} },
  );
  connection.send(JSON.stringify({ type: 'conversation_initiation_client_data' }));
  await clock.settled();
  return { clock, conversation: server.conversations[0] as Conversation, connection, deeds };
}

it('has a driver do every step of the user', async () => {
  const { deeds } = await drive(
    ({ server, user }) => [
      server.say('Hi.'),
      user.message('Hello'),
      user.context('on the shop page', { contextId: 'page' }),
      user.activity(),
      user.feedback('like'),
      user.mute(),
      user.say(tone(440, 10)),
      user.hangUp(),
    ],
    (done) => ({
      message: (...args) => void done.push(['message', ...args]),
      context: (...args) => void done.push(['context', ...args]),
      activity: (...args) => void done.push(['activity', ...args]),
      feedback: (...args) => void done.push(['feedback', ...args]),
      mute: (...args) => void done.push(['mute', ...args]),
      say: (samples, sampleRateHz) => void done.push(['say', samples.length, sampleRateHz]),
      hangUp: () => void done.push(['hangUp']),
    }),
  );
  expect(deeds).toEqual([
    ['message', 'Hello'],
    ['context', 'on the shop page', 'page'],
    ['activity'],
    ['feedback', 'like', 1],
    ['mute', true],
    ['say', 160, 16_000],
    ['hangUp'],
  ]);
});

it('guesses when a client that cannot tell has played so much of a turn, and says so in the trace', async () => {
  const { clock, deeds, conversation } = await drive(
    ({ server, user }) => [
      server.say('One two', { audio: tone(440, 1_000), response: 'before' }),
      user.message('at 300 ms', { when: { playedMs: 300 } }),
      user.message('after the first word', { when: { word: 'One' } }),
      user.message('in silence', { when: 'silent' }),
    ],
    (done) => ({ message: (text) => void done.push([text]) }),
  );
  expect(deeds).toEqual([]);
  await clock.advance(299);
  expect(deeds).toEqual([]);
  await clock.advance(1);
  expect(deeds.length).toBe(1);
  await clock.advance(699);
  expect(deeds.length).toBe(2);
  await clock.advance(1);
  expect(deeds.flat()).toEqual(['at 300 ms', 'after the first word', 'in silence']);
  expect(
    conversation.trace.entries.filter(({ type }) => type === 'estimated').map(({ t, data }) => [t, data]),
  ).toEqual([
    [300, { step: 3, when: { eventId: 1, playedMs: 300 } }],
    [expect.any(Number), { step: 4, when: { eventId: 1, playedMs: expect.any(Number) as number } }],
    [1_000, { step: 5, when: 'silent' }],
  ]);
});

it('waits for a step that takes time before it does the next', async () => {
  const { clock, deeds } = await drive(
    ({ user }) => [user.message('slow'), user.wait({ ms: 50 }), user.message('next')],
    (done, time) => ({
      message: async (text) => {
        await time.sleep(100);
        done.push([text, time.now()]);
      },
    }),
  );
  await clock.advance(300);
  expect(deeds).toEqual([
    ['slow', 100],
    ['next', 250],
  ]);
});

it.each([
  {
    what: 'a driver that leaves out what the script asks for',
    driver: {},
    cause: 'the driver of this client has no function "message"',
  },
  {
    what: 'a driver that throws',
    driver: {
      message: () => {
        throw new Error('no connection');
      },
    },
    cause: 'no connection',
  },
])('fails the script for $what', async ({ driver, cause }) => {
  const { conversation } = await drive(
    ({ user, client }) => [user.message('Hello'), client.userMessage()],
    () => driver,
  );
  expect(conversation.failure?.facts).toMatchObject({
    code: 'harness_error',
    cause: `The user could not do step 2: Error: ${cause}`,
  });
});

it('does nothing more once the connection is gone', async () => {
  const { clock, connection, deeds } = await drive(
    ({ server, user, client }) => [
      server.say('Bye', { audio: tone(440, 100) }),
      user.message('too late', { when: 'silent' }),
      client.closed(),
    ],
    (done) => ({ message: (text) => void done.push([text]) }),
  );
  connection.close(1000, '');
  await clock.advance(200);
  expect([deeds, clock.pending]).toEqual([[], []]);
});

it('fails where the server closes before the driver has begun with a step', async () => {
  const { conversation } = await drive(
    ({ server, user }) => [user.context('the shop page'), user.message('never'), server.close()],
    () => ({ context: () => new Promise(() => {}), message: () => {} }),
  );
  await conversation.closed;
  expect(conversation.failure).toMatchObject({ code: 'unconsumed_steps' });
});
