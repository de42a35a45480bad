import { Session } from '@duologue/core';
import { scenario, TraceRecorder, wav } from '@duologue/testkit';
import { expect, test } from '@duologue/testkit/vitest';

const clip = (name: string) =>
  wav(new URL(`../../../../examples/first-call/speech/${name}.wav`, import.meta.url));

const call = scenario('a caller asks, listens and cuts in', ({ server, client, user }) => [
  server.metadata(),
  server.say('Hello, this is Harbour Travel. How can I help you today?', { audio: clip('agent-greeting') }),
  user.say(clip('caller-question')),
  client.audio({ voiceMs: 1_000, silenceMs: 700 }),
  server.userTranscript('What time is it in New York?'),
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
]);

const recorder = () => new TraceRecorder();
let last: TraceRecorder;

test.replay(
  call,
  {
    door: ['memory', 'sockets'],
    createSession: (options) => {
      last = recorder();
      return new Session({
        ...options,
        plugins: [last],
        tools: [{ name: 'convert_time', description: 'Converts a time.', run: () => ({ hour: 'nine' }) }],
      });
    },
  },
  async ({ session, trace }) => {
    const { reason } = await session.run();
    expect(reason).toBe('agent');
    expect(trace).toHaveCalledTool('convert_time', { to: expect.stringContaining('New_York') });
    expect(trace).toHaveReturnedToolResult('convert_time', { hour: 'nine' }, { isError: false });
    expect(trace).toHaveSaid('nine in the morning');
    expect(trace).not.toHaveSaid('refund');
    expect(trace).toHaveHeard(/New York/);
    expect(trace).toHaveBeenInterrupted({ heard: 'There is a lot to see. Begin at the Metropolitan' });
    expect(trace).toHaveClosed({ code: 1000, by: 'server' });
    expect({ trace }).toEqual({ trace: expect.toHaveSaid('welcome') });
    expect(last).toMatchTrace(trace);
    expect(trace).toMatchTrace();
  },
);
