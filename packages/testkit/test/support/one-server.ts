import { Session } from '@duologue/core';
import {
  ConvaiServer,
  prepareScenario,
  scenario,
  ScriptedMicrophone,
  SessionPlayer,
  tone,
  VirtualClock,
} from '@duologue/testkit';

const talk = scenario('talk', ({ server, client, user }) => [
  server.metadata(),
  server.say('Who is there?', { audio: tone(440, 500) }),
  user.say(tone(300, 400)),
  client.audio({ voiceMs: 300, silenceMs: 200 }),
  server.close(),
]);

export interface Crowd {
  /** How many conversations were open at the same time. */
  readonly open: number;
  readonly failed: number;
  readonly hashes: ReadonlySet<string>;
  readonly ids: ReadonlySet<string>;
}

/** Spoken conversations of one server, all at once, each with a session and a socket of its own. */
export async function crowd(size: number): Promise<Crowd> {
  const clock = new VirtualClock();
  const prepared = await prepareScenario(talk);
  const server = await ConvaiServer.listen(prepared, { clock });
  // time begins to pass once everybody is there
  const release = clock.hold();
  const sessions = Array.from({ length: size }, () => {
    const client = server.client();
    const microphone = new ScriptedMicrophone(clock);
    const session = new Session({
      ...client.endpoint,
      transport: client.transport,
      clock,
      audioInput: microphone,
    });
    const player = new SessionPlayer({ session, microphone, prepared, clock });
    client.onConversation((conversation, link) => player.join(conversation, link));
    return session;
  });
  await Promise.all(sessions.map((session) => session.start()));
  const open = server.conversations.filter(({ isOpen }) => isOpen).length;
  release();
  await Promise.all(sessions.map(({ ended }) => ended));
  const { conversations } = server;
  await server.close();
  clock[Symbol.dispose]();
  return {
    open,
    failed: conversations.filter(({ failure, isComplete }) => failure || !isComplete).length,
    hashes: new Set(conversations.map(({ hash }) => hash)),
    ids: new Set(conversations.map(({ id }) => id)),
  };
}
