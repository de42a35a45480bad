import { ConvaiServer, scenario, tone } from '@duologue/testkit';

const hello = scenario('hello', ({ server, client }) => [
  server.metadata(),
  server.say('Hello! What would you like to do today?', { audio: tone(440, 700) }),
  client.audio({ voiceMs: 1_000, silenceMs: 500 }),
  server.close(),
]);

/** A scripted agent on this computer, so that the session runs without a key. */
export const agent: ConvaiServer = await ConvaiServer.listen(hello);
