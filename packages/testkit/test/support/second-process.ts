import { fork } from 'node:child_process';
import { once } from 'node:events';
import { systemClock } from '@duologue/core';
import { ConvaiServer, scenario, tone, type PreparedScenario, type Scenario } from '@duologue/testkit';

/** Barriers that need nothing of the client but its messages: chunks sent, audio heard, messages taken. */
export const foreignCall: Scenario = scenario('a client in another process', ({ server, client }) => [
  server.metadata(),
  client.audio({ ms: 100 }),
  server.say('Hello.', { audio: tone(440, 500) }),
  client.audio({ voiceMs: 700, silenceMs: 400 }),
  server.ping(),
  server.userTranscript('How warm is it?'),
  server.toolCall('weather', { city: 'Bern' }),
  client.toolResult('weather', { result: { celsius: 21 } }),
  server.say('It is {{weather.result.celsius}} degrees, and it will be warmer.', { audio: tone(500, 2_000) }),
  server.interrupt({ at: { chunk: 7 }, correction: 'It is 21' }),
  client.userMessage('Go on.'),
  server.say('Much warmer.', { audio: tone(440, 300) }),
  client.pong(),
  server.close(),
]);

const ownProgram = new URL('other-process.mjs', import.meta.url);

/**
 * Plays the call to a process of its own, in real time; the result is the hash of its canonical trace.
 * Throws where the program did not connect, or the call was not played to its end.
 */
export async function playToOtherProcess(prepared: PreparedScenario, program = ownProgram): Promise<string> {
  const server = await ConvaiServer.listen(prepared, { clock: systemClock });
  const client = fork(program, [server.url], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  try {
    const [exitCode] = (await once(client, 'exit')) as [number | null];
    const [conversation] = server.conversations;
    if (!conversation) throw new Error(`nobody has connected: the client ended with ${exitCode}`);
    await conversation.closed;
    if (conversation.failure) throw conversation.failure;
    if (!conversation.isComplete) throw conversation.unfinished();
    return conversation.hash;
  } finally {
    client.kill();
    await server.close();
  }
}
