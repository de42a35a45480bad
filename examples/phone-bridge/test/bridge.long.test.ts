import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
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

const goodbye = scenario(
  'an agent says goodbye',
  ({ server }) => [
    server.metadata(),
    server.say('Goodbye.', { audio: tone(440, 200) }),
    server.endCall(),
    server.close(),
  ],
  { agent: { outputFormat: 'ulaw_8000', inputFormat: 'ulaw_8000' } },
);

it('takes keys that are pressed before the agent answers and during its goodbye, and records in its folder alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'phone-bridge-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const agent = await ConvaiServer.listen(goodbye);
  const lines: string[] = [];
  const print = (line: string) => lines.push(line);
  const bridge = await startBridge({ agent: { url: agent.url }, recordings: join(folder, 'calls'), print });

  const line = new WebSocket(`ws://127.0.0.1:${bridge.port}/twilio`);
  const press = () => line.send(JSON.stringify({ event: 'dtmf', dtmf: { digit: '1' } }));
  line.on('message', press);
  await once(line, 'open');
  line.send(JSON.stringify({ event: 'start', start: { streamSid: 'MZ1', callSid: '../../escaped' } }));
  for (let count = 0; count < 150; count += 1) press();
  await once(line, 'close');

  await bridge.stop();
  await agent.close();
  expect(lines).toEqual([
    'an unknown number calls (twilio)',
    '  Agent   Goodbye.',
    '  the call is over (agent)',
  ]);
  expect(readdirSync(folder)).toEqual(['calls']);
  expect(readdirSync(join(folder, 'calls'))).toEqual(['..%2F..%2Fescaped.wav']);
});
