import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Session } from '@duologue/core';
import { expect, it } from 'vitest';
import { duologue } from '../support/duologue-command.ts';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

it('goes on where nobody reads its output, and its exit code tells how it went', async () => {
  const { child } = duologue('run', here('greeting.yaml'), '--', process.execPath, here('client.mjs'), 'Bye');
  child.stdout?.destroy();
  expect(await once(child, 'exit')).toEqual([1, null]);
});

it('plays a scenario to a command', async () => {
  const { child, text } = duologue(
    'run',
    here('greeting.yaml'),
    '--',
    process.execPath,
    here('client.mjs'),
    'Hi',
  );
  expect([await once(child, 'close'), text()]).toEqual([[0, null], 'ok   a greeting\n1 of 1 passed\n']);
});

it('serves until Ctrl-C, and ends cleanly', async () => {
  const { child, text } = duologue('serve', here('greeting.yaml'), '--json');
  while (!text().includes('\n')) await once(child.stdout as NodeJS.ReadableStream, 'data');
  const { url } = JSON.parse(text()) as { url: string };
  const session = new Session({ url });
  session.hooks.messageReceived.for('agent_response').tap('Test', () => session.sendUserMessage('Hi'));
  await session.run();
  while (!text().includes('"ended"')) await once(child.stdout as NodeJS.ReadableStream, 'data');
  child.kill('SIGINT');
  const end = await once(child, 'close');
  expect([end, text().trim().split('\n').at(-1)]).toEqual([[0, null], '{"event":"stopped"}']);
});
