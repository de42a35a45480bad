/** Plays every client through every conversation, checks the server by itself, prints both, and exits with 1 where anything fails. */
import { nodeSdkClient } from './clients/node-sdk/node-sdk-client.ts';
import { pythonClient } from './clients/python/python-client.ts';
import { sessionClient } from './clients/session/session-client.ts';
import { node22 } from './clients/web-text/node-22.ts';
import { webTextClient } from './clients/web-text/web-text-client.ts';
import { launchBrowser } from './clients/web-voice/browser.ts';
import { servePage } from './clients/web-voice/serve-page.ts';
import { webVoiceClient } from './clients/web-voice/web-voice-client.ts';
import { play } from './play.ts';
import { checkList, details, table } from './report.ts';
import { endByAgent, refused } from './scenarios/endings.ts';
import { spokenCall } from './scenarios/spoken.ts';
import { writtenChat } from './scenarios/written.ts';
import { runChecks } from './server/run-checks.ts';
import { loadVoice } from './sound/voice.ts';

const startedMs = performance.now();
const voice = await loadVoice();
await using chromium = await launchBrowser(voice);
await using page = await servePage();
const thisNode = { path: process.execPath, version: process.versions.node };

const clients = [
  webTextClient({ node: thisNode, webSocket: 'ws', agent: 'public' }),
  webTextClient({ node: await node22(), webSocket: 'native', agent: 'private' }),
  webVoiceClient({ browser: chromium.browser, pageUrl: page.url }),
  nodeSdkClient,
  pythonClient('sync', 'voice'),
  pythonClient('async', 'voice'),
  pythonClient('sync', 'text'),
  sessionClient('voice'),
  sessionClient('text'),
];

// in two waves: each conversation takes its own time, and too many at once would wait for the processor
const calls = clients.map((client) =>
  play(client, client.mode === 'voice' ? spokenCall(voice.first) : writtenChat),
);
const results = (await Promise.all(calls)).flat();
const endings = clients.flatMap((client) => [play(client, endByAgent(client)), play(client, refused)]);
results.push(...(await Promise.all(endings)).flat());
const checks = await runChecks();

const failed =
  results.filter(({ failures }) => failures.length > 0).length +
  checks.filter(({ failure }) => failure !== undefined).length;
const total = results.length + checks.length;
console.log(`${table(results)}\n\n${checkList(checks)}\n`);
if (failed > 0) console.log(`${details(results)}\n`);
console.log(
  `${total - failed} of ${total} passed in ${((performance.now() - startedMs) / 1_000).toFixed(1)} s`,
);
process.exitCode = failed === 0 ? 0 : 1;
