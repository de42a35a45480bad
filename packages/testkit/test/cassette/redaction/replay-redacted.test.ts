import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Session } from '@duologue/core';
import {
  cassette,
  diffCassettes,
  lintFile,
  Recorder,
  replay,
  scenario,
  standardRedaction,
  type ScenarioSource,
} from '@duologue/testkit';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { callAbout, recordAbout } from './sensitive-call.ts';

it.each(['+1 202 555 0143', 'sk_4f2a9c8e7b6d5a4f3c2b1a0987654321'])(
  'replays a call about %s without it, and gives the same cassette again',
  async (value) => {
    const folder = temporaryFolder();
    const one = await recordAbout(value, callAbout(value), folder, 'one');
    expect(readFileSync(one, 'utf8')).not.toContain(value);
    expect(lintFile(one)).toEqual([]);
    const two = await recordAbout(value, cassette(one), folder, 'two');
    expect(diffCassettes(one, two)).toEqual({ same: true, lanes: [] });
  },
);

it('notices an app that says another number than before', async () => {
  const folder = temporaryFolder();
  const one = await recordAbout('+1 202 555 0143', callAbout('+1 202 555 0143'), folder, 'one');
  await expect(recordAbout('none', cassette(one), folder, 'two')).rejects.toThrow('{{redacted:phone:1}}');
});

it('does not take a message for another one because its number would fit', async () => {
  const folder = temporaryFolder();
  const script = scenario('two numbers', ({ server, client }) => [
    server.metadata(),
    client.contextualUpdate(),
    client.contextualUpdate(),
    client.userMessage(),
    server.say('Thank you, +1 202 555 0143 and +1 202 555 0144.'),
    server.close(),
  ]);
  const numbers = [
    { contextId: 'home', text: '+1 202 555 0143' },
    { contextId: 'work', text: '+1 202 555 0144' },
  ];
  const play = async (source: ScenarioSource, name: string, said: typeof numbers) => {
    const recorder = new Recorder({ path: path.join(folder, name), redact: standardRedaction({ env: {} }) });
    const heard = await replay(
      source,
      { createSession: (options) => new Session({ ...options, plugins: [recorder] }) },
      async ({ session }) => {
        session.hooks.connected.tap('Test', () => {
          for (const { text, contextId } of said) session.sendContextualUpdate(text, { contextId });
          session.sendUserMessage('That is all.');
        });
        await session.run();
        return session.transcript.at(-1)?.text;
      },
    );
    return { file: recorder.cassettes[0] ?? '', heard };
  };
  const { file } = await play(script, 'one', numbers);
  const { heard } = await play(cassette(file, { relaxed: true, plays: [] }), 'two', numbers.toReversed());
  expect(heard).toBe('Thank you, +1 202 555 0143 and +1 202 555 0144.');
});

it('takes what the app knows for what the service has made up', async () => {
  const folder = temporaryFolder();
  const script = scenario('known to both', ({ server, client }) => [
    server.metadata(),
    server.toolCall('look_up', { phone: '+1 202 555 0143' }),
    client.toolResult('look_up'),
    server.close(),
  ]);
  const one = await recordAbout('+1 202 555 0143', script, folder, 'one');
  const known = '+1 202 555 0143';
  await expect(recordAbout(known, cassette(one), folder, 'two')).resolves.toContain('two');
});
