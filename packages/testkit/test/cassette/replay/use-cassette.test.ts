import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Session, type SessionOptions } from '@duologue/core';
import { expect, it, onTestFinished } from 'vitest';
import {
  cassette,
  cassetteMode,
  ConvaiServer,
  readCassette,
  Recorder,
  RecordingProxy,
  scenario,
  useCassette,
  type CassetteMode,
} from '../../../src/index.ts';
import { down, framesOf, init, metadata, nothingRedacted, up, writeCassette } from '../support/cassettes.ts';
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

it('records a cassette that is too old again where that is asked for and allowed', async () => {
  const server = await realAgent();
  const file = path.join(temporaryFolder(), 'old');
  const options = {
    createSession: app('Hi.'),
    upstream: { url: server.url },
    redact: () => nothingRedacted,
    plays: [],
    onExpiry: 'record',
    env: {},
  } as const;
  writeFileSync(`${file}.cassette.yaml`, expiring('2026-01-01'));
  const run = (mode: CassetteMode) =>
    useCassette(file, { ...options, mode, expiresInDays: 30 }, async ({ session, isRecording }) => {
      await session.run();
      return isRecording ? 'recorded' : 'replayed';
    });
  expect([await run('none'), await run('once'), await run('once')]).toEqual([
    'replayed',
    'recorded',
    'replayed',
  ]);
  expect(server.conversations).toHaveLength(1);
});

/** A short conversation that may be trusted until then. */
function expiring(expires: string): string {
  const folder = temporaryFolder();
  const messages = [
    up(init),
    down(metadata),
    up({ type: 'user_message', text: 'Hi.' }),
    down({ type: 'agent_response', agent_response_event: { agent_response: 'Welcome.', event_id: 1 } }),
  ];
  return readFileSync(writeCassette(folder, messages), 'utf8').replace(
    'frames:',
    `expires: ${expires}\nframes:`,
  );
}

it.each(['30d', '2020', 'soon', '2020-01-01T00:00:00+02:00'])(
  'knows no cassette that expires %s',
  (expires) => {
    const file = path.join(temporaryFolder(), 'odd.cassette.yaml');
    writeFileSync(file, expiring(expires));
    expect(() => cassette(file)).toThrow(
      expect.objectContaining({
        code: 'CASSETTE_INVALID',
        message: expect.stringContaining('in expires. It has to be a day such as 2026-12-31') as string,
      }),
    );
  },
);

it.each(['2020-01-01', '2020-01-01T00:00:00Z', '2020-01-01T00:00:00.000Z'])(
  'knows that a cassette has expired on %s',
  (expires) => {
    const file = path.join(temporaryFolder(), 'old.cassette.yaml');
    writeFileSync(file, expiring(expires));
    expect(() => cassette(file, { onExpiry: 'error' })).toThrow(
      expect.objectContaining({ code: 'CASSETTE_EXPIRED' }),
    );
    expect(() => cassette(file, { onExpiry: 'record' as 'warn' })).toThrow(
      'onExpiry has to be warn, error, ignore, not "record"',
    );
  },
);

it.each([Number.NaN, 0, -1, Infinity, 1e9])(
  'does not trust a cassette for %d days',
  async (expiresInDays) => {
    const file = path.join(temporaryFolder(), 'call');
    const wrong = expect.objectContaining({ code: 'INVALID_OPTIONS' }) as Error;
    expect(() => new Recorder({ path: file, expiresInDays })).toThrow(wrong);
    const upstream = { url: 'ws://127.0.0.1' };
    await expect(RecordingProxy.listen({ upstream, out: file, expiresInDays })).rejects.toThrow(wrong);
  },
);
