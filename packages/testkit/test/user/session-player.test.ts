import { Session } from '@duologue/core';
import { replay, scenario, tone, type ScenarioWords, type Step } from '@duologue/testkit';
import { expect, it } from 'vitest';

/** The types of what the client has sent, beside audio, in a call that ends by itself. */
async function call(write: (words: ScenarioWords) => readonly Step[]): Promise<unknown[]> {
  return replay(
    scenario('a user', (words) => [words.server.metadata(), ...write(words)]),
    { createSession: (options) => new Session(options) },
    async ({ session, trace }) => {
      await session.run();
      return trace.canonical.up.map((message) => (message as { readonly type: string }).type);
    },
  );
}

it('stops waiting for the user when the call is over', async () => {
  const sent = await call(({ server, user }) => [user.wait({ ms: 5_000 }), server.close()]);
  expect(sent).toEqual(['conversation_initiation_client_data']);
});

it('fails where the server closes before a step of the user has begun', async () => {
  const run = call(({ server, user }) => [user.say(tone(440, 5_000)), user.message('never'), server.close()]);
  await expect(run).rejects.toMatchObject({ code: 'unconsumed_steps' });
  await expect(run).rejects.toThrow(
    'The connection was closed (1000 "") before the user had begun with step 3 (user.message).',
  );
});

it('fails where the user has hung up before a step of the user has begun', async () => {
  const run = call(({ server, client, user }) => [
    server.say('Hi.'),
    user.hangUp(),
    user.message('never'),
    client.closed(),
  ]);
  await expect(run).rejects.toMatchObject({ code: 'closed_early' });
});

it('lets the server close while the user speaks', async () => {
  const sent = await call(({ server, client, user }) => [
    user.say(tone(440, 5_000)),
    client.audio({ voiceMs: 300 }),
    server.close({ code: 1011 }),
  ]);
  expect(sent).toEqual(['conversation_initiation_client_data']);
});
