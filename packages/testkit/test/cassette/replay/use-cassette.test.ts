import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Session, type SessionOptions } from '@duologue/core';
import { expect, it, onTestFinished } from 'vitest';
import {
  cassette,
  cassetteMode,
  ConvaiServer,
  readCassette,
  scenario,
  useCassette,
  type CassetteMode,
} from '../../../src/index.ts';
import { framesOf, nothingRedacted } from '../support/cassettes.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const agent = scenario('agent', ({ server, client }) => [
  server.metadata(),
  client.userMessage(),
  server.say('Welcome.'),
  server.close(),
]);

async function realAgent() {
  const server = await ConvaiServer.listen(agent);
  onTestFinished(() => server.close());
  return server;
}

/** An app that says one thing. */
const app = (text: string) => (options: SessionOptions) => {
  const session = new Session(options);
  session.hooks.connected.tap('talk', () => session.sendUserMessage(text));
  return session;
};

it('records once, and replays from then on', async () => {
  const server = await realAgent();
  const file = path.join(temporaryFolder(), 'hello');
  const run = (mode: CassetteMode, text = 'Hi.', env: Record<string, string> = {}) =>
    useCassette(
      file,
      {
        createSession: app(text),
        upstream: { url: server.url },
        redact: () => nothingRedacted,
        plays: [],
        mode,
        env,
      },
      async ({ session, isRecording }) => {
        await session.run();
        return isRecording ? 'recorded' : 'replayed';
      },
    );
  await expect(run('none')).rejects.toThrow(expect.objectContaining({ code: 'CASSETTE_MISSING' }));
  await expect(run('once', 'Hi.', { CI: 'true' })).rejects.toThrow('the mode is none');
  expect(await run('once')).toBe('recorded');
  expect(await run('once')).toBe('replayed');
  expect(await run('none', 'Hi.', { DUOLOGUE_RECORD: 'all' })).toBe('recorded');
  await expect(run('none', 'Ahoy.')).rejects.toThrow(expect.objectContaining({ code: 'field_mismatch' }));
  expect(await run('new_episodes', 'Ahoy.')).toBe('recorded');
  expect([await run('none', 'Ahoy.'), await run('none', 'Hi.')]).toEqual(['replayed', 'replayed']);
  expect(existsSync(`${file}-2.cassette.yaml`)).toBe(true);
  expect(server.conversations).toHaveLength(3);
});

it('keeps a recording whose test has failed, and says so in it', async () => {
  const server = await realAgent();
  const file = path.join(temporaryFolder(), 'failed');
  await expect(
    useCassette(
      file,
      { createSession: app('Hi.'), upstream: { url: server.url }, mode: 'all', env: {} },
      async ({ session }) => {
        await session.run();
        throw new Error('not what I wanted');
      },
    ),
  ).rejects.toThrow('not what I wanted');
  const text = readFileSync(`${file}.cassette.yaml`, 'utf8');
  expect(text).toMatch(/^version: 1\nstate: complete {2}\ntest_failed: true\nname: failed\n/);
});

it('keeps the recording whole where the test fails in the middle of the call', async () => {
  const server = await ConvaiServer.listen(
    scenario('agent', ({ server, client }) => [
      server.metadata(),
      client.userMessage(),
      server.say('Welcome.'),
      client.userMessage(),
      server.close(),
    ]),
  );
  onTestFinished(() => server.close());
  const file = path.join(temporaryFolder(), 'failed');
  await expect(
    useCassette(
      file,
      { createSession: app('Hi.'), upstream: { url: server.url }, mode: 'all', env: {} },
      async ({ session }) => {
        const heard = new Promise((resolve) =>
          session.hooks.messageReceived.for('agent_response').tap('listen', ({ text }) => resolve(text)),
        );
        await session.start();
        expect(await heard).toBe('Goodbye.');
      },
    ),
  ).rejects.toThrow('Goodbye.');
  expect(readCassette(file).header).toMatchObject({ state: 'complete', test_failed: true });
  expect(framesOf(`${file}.cassette.yaml`).at(-1)).toMatchObject({ lane: 'end', dir: 'up' });
});

it.each([
  [undefined, {}, 'none'],
  ['once', { CI: '1' }, 'none'],
  ['once', { CI: 'false' }, 'once'],
  ['none', { DUOLOGUE_RECORD: 'new_episodes' }, 'new_episodes'],
  [undefined, { DUOLOGUE_RECORD: 'all', CI: 'true' }, 'none'],
] as const)('takes the mode %s with %j for %s', (asked, env, mode) => {
  expect(cassetteMode(asked, env)).toBe(mode);
});

it('refuses a mode that is none', () => {
  expect(() => cassetteMode(undefined, { DUOLOGUE_RECORD: 'yes' })).toThrow('not "yes"');
});

it('knows when a cassette is too old', async () => {
  const server = await realAgent();
  const file = path.join(temporaryFolder(), 'old');
  const options = { upstream: { url: server.url }, mode: 'once', env: {}, expiresInDays: 30 } as const;
  await useCassette(file, { createSession: app('Hi.'), ...options }, ({ session }) => session.run());
  const [, expires = ''] = /^expires: (\S+)$/m.exec(readFileSync(`${file}.cassette.yaml`, 'utf8')) ?? [];
  expect(expires).toMatch(/^\d{4}-\d\d-\d\dT/);
  const inAYear = { epochMs: () => Date.parse(expires) + 1_000 };
  expect(() => cassette(file, { onExpiry: 'error', clock: inAYear })).toThrow(
    expect.objectContaining({ code: 'CASSETTE_EXPIRED' }),
  );
  expect(cassette(file, { onExpiry: 'error' }).scenario.name).toBe('old');
});
