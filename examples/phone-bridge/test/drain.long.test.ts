import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@duologue/core';
import { TwilioPhone } from '@duologue/testkit';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';

it('lets a call come to its end after SIGTERM, takes no other, and is gone then', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'phone-bridge-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const node = ['--conditions=@duologue/source', `--import=${import.meta.resolve('tsx')}`];
  const program = join(import.meta.dirname, 'bridge-alone.ts');
  const bridge = spawn(process.execPath, [...node, program, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  bridge.stdout.on('data', (bytes: Buffer) => (output += bytes.toString()));
  await expect.poll(() => output, { timeout: 30_000 }).toMatch(/^port \d+\n/);
  const url = `ws://127.0.0.1:${output.slice(5).trim()}/twilio`;

  const line = new WebSocket(url);
  const phone = new TwilioPhone({ clock: systemClock, send: (message) => line.send(message) });
  line.on('message', (data: Buffer) => phone.receive(data.toString('utf8')));
  const hungUp = once(line, 'close');
  const gone = once(bridge, 'exit');
  const heardMs = () => phone.heard.reduce((sum, { length }) => sum + length, 0) / 8;
  await once(line, 'open');
  phone.start();
  await expect.poll(heardMs, { timeout: 20_000 }).toBeGreaterThan(100);

  bridge.kill('SIGTERM');
  const refused = () =>
    new Promise<boolean>((resolve) => {
      const other = new WebSocket(url);
      other.once('error', () => resolve(true));
      other.once('open', () => {
        other.terminate();
        resolve(false);
      });
    });
  await expect.poll(refused).toBe(true);
  expect(heardMs()).toBeLessThan(1_900);

  await hungUp;
  phone.stop();
  expect(heardMs()).toBe(2_000);
  expect(await gone).toEqual([0, null]);
  expect(output).toContain('the call is over (agent)\n');
});
