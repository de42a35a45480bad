// A bridge in a process of its own, whose agent talks for two seconds: the test that starts this program calls it, and asks it to stop.
import { ConvaiServer, scenario, tone } from '@duologue/testkit';
import { startBridge } from '../bridge.ts';

const agent = await ConvaiServer.listen(
  scenario(
    'two seconds',
    ({ server }) => [
      server.metadata(),
      server.say('A long sentence.', { audio: tone(440, 2_000) }),
      server.endCall(),
      server.close(),
    ],
    { agent: { outputFormat: 'ulaw_8000', inputFormat: 'ulaw_8000' } },
  ),
);
const [recordings = ''] = process.argv.slice(2);
const print = (line: string) => console.log(line);
const bridge = await startBridge({ agent: { url: agent.url }, recordings, print });
console.log(`port ${bridge.port}`);
process.once('SIGTERM', () => void bridge.stop().then(() => agent.close()));
