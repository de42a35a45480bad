import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@duologue/core';
import { ConvaiServer, scenario, tone, TwilioPhone } from '@duologue/testkit';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { startBridge } from '../bridge.ts';

const menu = scenario(
  'a caller presses a key',
  ({ server, client }) => [
    server.metadata(),
    server.say('Press five.', { audio: tone(440, 200) }),
    client.contextualUpdate('The caller pressed 5.'),
    server.close(),
  ],
  { agent: { outputFormat: 'ulaw_8000', inputFormat: 'ulaw_8000' } },
);

it('lets a caller hear the agent and press keys, and keeps strangers out', async () => {
  const recordings = mkdtempSync(join(tmpdir(), 'phone-bridge-'));
  onTestFinished(() => rmSync(recordings, { recursive: true }));
  const agent = await ConvaiServer.listen(menu);
  const lines: string[] = [];
  const print = (line: string) => lines.push(line);
  const bridge = await startBridge({ agent: { url: agent.url }, secret: 's3cret', recordings, print });

  const stranger = new WebSocket(`ws://127.0.0.1:${bridge.port}/twilio/guess`);
  expect(await once(stranger, 'error')).toMatchObject([{ message: expect.stringContaining('403') }]);

  const line = new WebSocket(`ws://127.0.0.1:${bridge.port}/twilio/s3cret`);
  const phone = new TwilioPhone({ clock: systemClock, send: (message) => line.send(message) });
  line.on('message', (data: Buffer) => phone.receive(data.toString('utf8')));
  await once(line, 'open');
  phone.start();
  await expect
    .poll(() => phone.heard.reduce((sum, { length }) => sum + length, 0), { timeout: 5_000 })
    .toBe(8 * 200);
  phone.press('5');
  await once(line, 'close');
  phone.stop();

  await bridge.stop();
  await agent.close();
  expect(lines).toEqual([
    'an unknown number calls (twilio)',
    '  Agent   Press five.',
    '  the call is over (agent)',
  ]);
});
