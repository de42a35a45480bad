import { copyFileSync, cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { Session } from '@duologue/core';
import { expect, it, onTestFinished } from 'vitest';
import { runCli } from '../../../src/cli/run-cli.ts';
import { cassette, ConvaiServer, scenario } from '../../../src/index.ts';
import { agentAudio, down, init, metadata, sound, up, writeCassette } from '../support/cassettes.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { version1 } from '../support/version-1.ts';

/** Runs a command; `stop` is called with what it has printed so far, a line at a time. */
async function cli(args: readonly string[], seen: (line: Line, stop: () => void) => void = () => {}) {
  const [stdout, stderr, stopped] = [new PassThrough(), new PassThrough(), new AbortController()];
  onTestFinished(() => stopped.abort());
  let out = '';
  stdout.on('data', (chunk) => {
    out += String(chunk);
    for (const line of String(chunk)
      .split('\n')
      .filter((text) => text.startsWith('{')))
      seen(JSON.parse(line) as Line, () => stopped.abort());
  });
  const code = await runCli(args, { stdout, stderr, env: {}, signal: stopped.signal });
  return { code, out, err: String(stderr.read() ?? '') };
}

interface Line {
  readonly event: string;
  readonly url: string;
  readonly file: string;
}

const hello = [
  up(init),
  down(metadata),
  down(agentAudio(sound(20), 1)),
  down({ type: 'agent_response', agent_response_event: { agent_response: 'Hello.', event_id: 1 } }),
];

it('tells by its exit code whether two recordings are the same conversation', async () => {
  const folder = temporaryFolder();
  const [a, b] = [writeCassette(folder, hello, 'a'), writeCassette(folder, hello.slice(0, 3), 'b')];
  expect(await cli(['diff', a, a])).toEqual({ code: 0, out: 'The same conversation.\n', err: '' });
  const { code, out } = await cli(['diff', a, b]);
  expect([code, out.split('\n')[0]]).toEqual([1, 'They part first in the lane service, after 1 in common']);
  expect((await cli(['diff', a])).code).toBe(2);
});

it('takes no recording for a scenario', async () => {
  const file = writeCassette(temporaryFolder(), hello);
  const { code, err } = await cli(['serve', file]);
  expect([code, err]).toEqual([
    2,
    expect.stringContaining('is a recording, not a scenario. Replay it: duologue replay'),
  ]);
  expect((await cli(['validate', path.dirname(file)])).err).toContain('holds no scenario');
});

it('relaxes a cassette in its place, or beside it', async () => {
  const folder = temporaryFolder();
  const file = writeCassette(folder, [
    ...hello,
    up({ type: 'contextual_update', text: 'x' }),
    down({ type: 'odd' }),
  ]);
  const beside = path.join(folder, 'relaxed.cassette.yaml');
  const { code, out } = await cli(['relax', file, '--out', beside]);
  expect([code, out]).toEqual([0, `${beside}: 1 frames wait for less\n`]);
  expect((await cli(['relax', file, '--out', path.join(temporaryFolder(), 'elsewhere')])).code).toBe(2);
  await cli(['relax', file]);
  expect(readFileSync(file, 'utf8')).toBe(readFileSync(beside, 'utf8'));
});

it('records what goes through it until it is stopped', async () => {
  const server = await ConvaiServer.listen(
    scenario('hello', ({ server: agent }) => [agent.metadata(), agent.close()]),
  );
  onTestFinished(() => server.close());
  const out = temporaryFolder();
  const files: string[] = [];
  const { code } = await cli(
    ['record', '--upstream', server.url, '--out', out, '--json'],
    ({ event, url, file }, stop) => {
      if (event === 'listening') void new Session({ url }).run();
      if (event === 'recorded') files.push(file);
      if (event === 'recorded') stop();
    },
  );
  expect([code, files.map((file) => existsSync(file))]).toEqual([0, [true]]);
  expect(cassette(files[0] ?? '').scenario.name).toMatch(/^\d{4}-\d\d-\d\dT\d{6}-1$/);
});

it('replays a cassette to whoever connects', async () => {
  const file = writeCassette(temporaryFolder(), hello);
  const events: string[] = [];
  const { code } = await cli(['replay', file, '--json'], ({ event, url }, stop) => {
    events.push(event);
    if (event === 'listening') void new Session({ url }).run();
    if (event === 'ended') stop();
  });
  expect([code, events]).toEqual([0, ['listening', 'opened', 'ended', 'stopped']]);
});

it('plays the client to a server, and compares what it said', async () => {
  const folder = temporaryFolder();
  const file = writeCassette(folder, hello);
  const same = await ConvaiServer.listen(cassette(file, { plays: [] }));
  const other = await ConvaiServer.listen(
    scenario('other', ({ server }) => [server.metadata(), server.close()]),
  );
  onTestFinished(() => Promise.all([same.close(), other.close()]).then(() => {}));
  const out = path.join(folder, 'again');
  const good = await cli(['replay', file, '--against', same.url, '--out', out]);
  expect(good).toEqual({ code: 0, out: 'The same conversation.\n', err: '' });
  const bad = await cli(['replay', file, '--against', other.url, '--out', out]);
  expect([bad.code, bad.out.split('\n')[0]]).toEqual([
    1,
    'They part first in the lane service, after 1 in common',
  ]);
});

it('refuses a torn cassette, and says how it is replayed all the same', async () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'torn.cassette.yaml');
  copyFileSync(fileURLToPath(version1), file);
  cpSync(fileURLToPath(new URL('audio', version1)), path.join(folder, 'audio'), { recursive: true });
  const text = readFileSync(file, 'utf8').replace('state: complete  ', 'state: incomplete');
  writeFileSync(file, text);
  const { code, err } = await cli(['replay', file]);
  expect([code, err]).toEqual([2, expect.stringContaining('--allow-incomplete')]);
  await cli(['replay', file, '--allow-incomplete', '--json'], ({ event }, stop) => {
    if (event === 'listening') stop();
  });
});
