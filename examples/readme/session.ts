import { CallRecorder, WavMicrophone } from '@duologue/audio-node';
import { Session } from '@duologue/core';
import { ConvaiServer, scenario, tone } from '@duologue/testkit';
import { dateTimePack } from '@duologue/tools/date-time';

// a scripted agent on this computer, so that this runs without a key
const hello = scenario('hello', ({ server, client }) => [
  server.metadata(),
  server.say('Hello! What would you like to do today?', { audio: tone(440, 1_500) }),
  client.audio({ voiceMs: 1_000, silenceMs: 500 }),
  server.close(),
]);
const agent = await ConvaiServer.listen(hello);
const question = new URL('question.wav', import.meta.url);

const session = new Session({
  url: agent.url, // or agentId: 'agent_123', with an apiKey where the agent is private
  plugins: [new WavMicrophone(question), new CallRecorder('call.wav'), dateTimePack()],
});
session.hooks.messageReceived.for('agent_response').tap('Print', ({ text }) => console.log(text));

const { reason, durationMs, error } = await session.run();
console.log(error?.message ?? `ended by the ${reason} after ${Math.round(durationMs)} ms`);
await agent.close();
