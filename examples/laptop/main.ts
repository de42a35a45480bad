import { CallRecorder } from '@duologue/audio-node';
import { createTalk } from './talk.ts';

const [agentId] = process.argv.slice(2);
const { ELEVENLABS_API_KEY: apiKey } = process.env;
if (agentId === undefined) throw new Error('Give the id of an agent: main.ts agent_123');

const session = createTalk({
  agentId,
  ...(apiKey !== undefined && { apiKey }),
  plugins: [new CallRecorder('recordings/talk.wav')],
});
const { hooks } = session;
hooks.transcriptChanged.tap('Print', ({ role, text, final }) => {
  if (final && role !== 'tool') console.log(`${role}: ${text}`);
});
hooks.problemOccurred.tap('Print', ({ error }) => console.error(error.message));
process.once('SIGINT', () => void session.end());
console.log((await session.run()).reason);
