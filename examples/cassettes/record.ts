/**
 * Makes the recording of this folder: a call through the proxy. Here a scripted agent stands for the one in production.
 * node --conditions=@duologue/source --import=tsx examples/cassettes/record.ts
 */
import { fileURLToPath } from 'node:url';
import { systemClock, type SessionOptions } from '@duologue/core';
import { RecordingProxy, replay, scenario, tone } from '@duologue/testkit';
import { createSupportAgent } from './support-agent.ts';

const production = scenario(
  'refund',
  ({ server, client, user }) => [
    client.init(),
    server.metadata(),
    server.say('Hello, this is the support line.', { audio: tone(440, 600) }),
    server.ping(),
    user.say(tone(300, 700)),
    client.audio({ voiceMs: 500, silenceMs: 400 }),
    server.userTranscript('Where is the refund of order 17? My number is +49 30 901820.'),
    server.toolCall('find_refund', { order: 17, phone: '+49 30 901820' }),
    client.toolResult('find_refund'),
    server.say('It was sent on Monday, and will be there within three days.', { audio: tone(520, 2_000) }),
    user.say(tone(350, 400), { when: { playedMs: 900 } }),
    server.interrupt({ at: { voiceMs: 200 } }),
    client.audio({ voiceMs: 100, silenceMs: 400 }),
    server.userTranscript('Thank you, goodbye.'),
    server.say('Goodbye.', { audio: tone(440, 300) }),
    server.endCall(),
    server.close(),
  ],
  { agent: { outputFormat: 'pcm_8000', inputFormat: 'pcm_8000' } },
);

const out = fileURLToPath(new URL('calls', import.meta.url));
let proxy: RecordingProxy | undefined;
await replay(
  production,
  {
    door: 'sockets',
    async createSession({ ...ends }: SessionOptions) {
      const { url = '', clock = systemClock, ...rest } = ends;
      proxy = await RecordingProxy.listen({ upstream: { url }, out, name: () => 'refund', clock });
      return createSupportAgent({ ...rest, clock, url: proxy.url });
    },
  },
  ({ session }) => session.run(),
);
await proxy?.close();
console.log(proxy?.cassettes.join('\n'));
