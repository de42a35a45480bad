import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { Session } from '@duologue/core';
import { expect, it } from 'vitest';
import { runCli } from '../../src/cli/run-cli.ts';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const greeting = here('greeting.yaml');
const client = here('client.mjs');

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function cli(...args: string[]): Promise<Outcome> {
  const { io, text } = fakeIo();
  const code = await runCli(args, io);
  return { code, ...text() };
}

function fakeIo(): {
  io: Parameters<typeof runCli>[1];
  text: () => { out: string; err: string };
  stop: () => void;
} {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const read = { out: '', err: '' };
  stdout.on('data', (data: Buffer) => (read.out += data.toString()));
  stderr.on('data', (data: Buffer) => (read.err += data.toString()));
  const stop = new AbortController();
  return { io: { stdout, stderr, signal: stop.signal }, text: () => ({ ...read }), stop: () => stop.abort() };
}

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'duologue-cli-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  return folder;
}

it.each([
  { args: [], says: 'Name a command.' },
  { args: ['sing'], says: 'There is no command "sing".' },
  { args: ['serve'], says: 'Name one scenario file or folder.' },
  { args: ['serve', 'nowhere.yaml'], says: 'There is no file or folder nowhere.yaml.' },
  {
    args: ['serve', greeting, '--port', 'many'],
    says: '--port has to be a whole number from 0 to 65535, not "many".',
  },
  { args: ['serve', greeting, '--prot', '1'], says: "Unknown option '--prot'" },
  { args: ['run', greeting], says: 'Name the command after two dashes' },
  { args: ['validate'], says: 'Name a scenario file or a folder.' },
])('says what is wrong with $args, and ends with 2', async ({ args, says }) => {
  const { code, err } = await cli(...args);
  expect([code, err]).toEqual([2, expect.stringContaining(says)]);
});

it.each([['--help'], ['serve', '--help'], ['run', '--help'], ['validate', '--help']])(
  'explains itself: %s %s',
  async (...args) => {
    const { code, out } = await cli(...args);
    expect([code, out]).toEqual([0, expect.stringContaining('duologue')]);
  },
);

it('validates files, and fails where one of them is no scenario', async () => {
  const folder = folderWith({
    'good.yaml': readFileSync(greeting, 'utf8'),
    'wrong.yaml': 'version: 1\nname: wrong\nsteps:\n  - server: sya\n',
    'mute.yaml': 'version: 1\nname: mute\nsteps:\n  - server: { say: Hi, audio: nowhere.wav }\n',
  });
  const { code, out } = await cli('validate', folder, '--json');
  const results = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  expect([code, results]).toEqual([
    1,
    [
      { file: path.join(folder, 'good.yaml'), ok: true },
      {
        file: path.join(folder, 'mute.yaml'),
        ok: false,
        problem: expect.stringContaining('nowhere.wav') as string,
      },
      {
        file: path.join(folder, 'wrong.yaml'),
        ok: false,
        problem: expect.stringContaining(':4:13: "sya"') as string,
      },
    ],
  ]);
});

it('runs a scenario against a command, and writes its trace', async () => {
  const folder = folderWith({});
  const { code, out } = await cli('run', greeting, '--trace', folder, '--', process.execPath, client, 'Hi');
  const trace = readFileSync(path.join(folder, 'a-greeting.jsonl'), 'utf8').trim().split('\n');
  expect([code, out, JSON.parse(trace.at(-1) ?? '')]).toEqual([
    0,
    'ok   a greeting\n1 of 1 passed\n',
    expect.objectContaining({ type: 'closed', data: { code: 1000, by: 'server' } }),
  ]);
});

it('tells what a command did wrong', async () => {
  const { code, out } = await cli('run', greeting, '--', process.execPath, client, 'Bye');
  expect(code).toBe(1);
  expect(out).toMatch(/^bad {2}a greeting\nfield_mismatch: [^]*greeting\.yaml:7:5[^]*- "Hi"\n[^]*\+ "Bye"/);
});

it('tells of a command that never connects, and of one that cannot be started', async () => {
  const idle = await cli('run', greeting, '--', process.execPath, '-e', 'process.exit(4)');
  const missing = await cli('run', greeting, '--', '/nowhere/at/all');
  expect([idle.code, idle.out, missing.code, missing.err]).toEqual([
    1,
    expect.stringContaining('never connected to DUOLOGUE_URL. It ended with exit code 4.'),
    3,
    expect.stringContaining('ENOENT'),
  ]);
});

it('serves the scenarios of a folder by their agent, until it is told to stop', async () => {
  const text = readFileSync(greeting, 'utf8');
  const folder = folderWith({ 'hello.yaml': text, 'servus.yaml': text.replace('Hello.', 'Servus.') });
  const { io, text: read, stop } = fakeIo();
  const running = runCli(['serve', folder, '--json'], io);
  while (read().out === '') await new Promise((resolve) => io.stdout.once('data', resolve));
  const { http, agents } = JSON.parse(read().out) as { http: string; agents: string[] };
  const session = new Session({ agentId: 'servus', baseUrl: http });
  const said: string[] = [];
  session.hooks.messageReceived.for('agent_response').tap('Test', (event) => {
    said.push(event.text);
    session.sendUserMessage('Hi');
  });
  await session.run();
  while (!read().out.includes('"ended"')) await new Promise((resolve) => io.stdout.once('data', resolve));
  stop();
  const lines = read()
    .out.trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { event: string; ok?: boolean });
  expect([await running, agents, said, lines.map(({ event, ok }) => [event, ok])]).toEqual([
    0,
    ['hello', 'servus'],
    ['Servus.'],
    [
      ['listening', undefined],
      ['ended', true],
    ],
  ]);
});
