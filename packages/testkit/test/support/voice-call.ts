import { Session } from '@duologue/core';
import {
  replay,
  scenario,
  wav,
  type PreparedScenario,
  type ReplayOptions,
  type Scenario,
} from '@duologue/testkit';

const clip = (name: string) =>
  wav(new URL(`../../../../examples/first-call/speech/${name}.wav`, import.meta.url));

/** A spoken call with everything in it: a question, a tool, a barge-in with late audio, a goodbye. */
export const callScenario: Scenario = scenario(
  'a caller asks, listens and cuts in',
  ({ server, client, user }) => [
    server.metadata(),
    server.say('Hello, this is Harbour Travel. How can I help you today?', { audio: clip('agent-greeting') }),
    user.say(clip('caller-question')),
    client.audio({ voiceMs: 1_000, silenceMs: 700 }),
    server.userTranscript('What time is it in New York?'),
    server.ping(),
    server.toolCall('convert_time', { to: 'America/New_York' }),
    client.toolResult('convert_time', { result: { hour: 'nine' } }),
    server.say('That is {{convert_time.result.hour}} in the morning in New York.', {
      audio: clip('agent-answer'),
    }),
    user.say(clip('caller-day')),
    client.audio({ voiceMs: 500, silenceMs: 700 }),
    server.say('There is a lot to see. Begin at the Metropolitan Museum, which opens at ten.', {
      audio: clip('agent-long-answer'),
    }),
    user.say(clip('caller-goodbye'), { when: { word: 'Metropolitan' } }),
    server.interrupt({ at: { voiceMs: 200 }, lateChunks: 3 }),
    client.audio({ voiceMs: 100, silenceMs: 700 }),
    server.say('You are very welcome. Goodbye.', { audio: clip('agent-goodbye') }),
    server.endCall(),
    server.close(),
  ],
);

/** A session that can play its part of the call. */
function callSession(options: Parameters<ReplayOptions['createSession']>[0]): Session {
  return new Session({
    ...options,
    tools: [{ name: 'convert_time', description: 'Converts a time.', run: () => ({ hour: 'nine' }) }],
  });
}

/** Replays the call; the result is the hash of its canonical trace. */
export function replayCall(
  prepared: PreparedScenario,
  options: Partial<Omit<ReplayOptions, 'createSession'>> = {},
): Promise<string> {
  return replay(prepared, { ...options, createSession: callSession }, async ({ session, trace }) => {
    await session.run();
    return trace.hash;
  });
}
