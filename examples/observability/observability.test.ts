import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from '@duologue/core';
import { scenario } from '@duologue/testkit';
import { expect, test } from '@duologue/testkit/vitest';
import { keepTranscript } from './files.ts';
import { follow } from './follow.ts';
import { createObserved } from './observed.ts';
import { slowestPlugins } from './slow-plugins.ts';

const messages: string[] = [];
const note = (_: unknown, message: string) => void messages.push(message);
const logger: Logger = { debug: note, info: note, warn: note, error: note };

const greeting = scenario('a greeting', ({ server, client, user }) => [
  server.metadata(),
  user.message('Hello.'),
  client.userMessage('Hello.'),
  server.say('Good day.'),
  server.close(),
]);

test.replay(
  greeting,
  { createSession: (options) => createObserved(options, logger) },
  async ({ session }) => {
    const lines: string[] = [];
    const following = follow(session, (line) => lines.push(line));
    await session.run();
    await following;
    expect(lines).toContain('user: Hello.');
    expect(lines).toContain('agent: Good day.');
    expect(messages).toEqual(expect.arrayContaining(['connected', 'turn completed', 'ended: agent']));
    expect(slowestPlugins(session).join('\n')).toContain('SessionLog in connected: ');

    const folder = await mkdtemp(join(tmpdir(), 'duologue-'));
    await keepTranscript(session, folder);
    expect((await readdir(folder)).sort()).toEqual(['call.json', 'call.md', 'call.srt', 'call.vtt']);
    await rm(folder, { recursive: true });
  },
);
