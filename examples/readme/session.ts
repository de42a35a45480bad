import { CallRecorder, WavMicrophone } from '@duologue/audio-node';
import { Session } from '@duologue/core';
import { dateTimePack } from '@duologue/tools/date-time';
import { agent } from './agent.ts';

const question = new URL('question.wav', import.meta.url);
const session = new Session({
  url: agent.url, // or agentId: 'agent_123', with an apiKey where the agent is private
  plugins: [new WavMicrophone(question), new CallRecorder('call.wav'), dateTimePack()],
});
session.hooks.messageReceived.for('agent_response').tap('Print', ({ text }) => console.log(text));

const { reason, durationMs } = await session.run();
console.log(`ended by the ${reason} after ${Math.round(durationMs)} ms`);
await agent.close();
