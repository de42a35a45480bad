import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { Session } from '@duologue/core';
import { expect, it, onTestFinished } from 'vitest';
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
  return {
    io: { stdout, stderr, env: process.env, signal: stop.signal },
    text: () => ({ ...read }),
    stop: () => stop.abort(),
  };
}

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'duologue-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  return folder;
}

it.each([
  { args: [], says: 'Name a command.' },
  { args: ['dance'], says: 'There is no command "dance". There are serve, run, validate, record, replay,' },
  { args: ['servr'], says: 'There is no command "servr". Did you mean "serve"?' },
  { args: ['serve'], says: 'Name one scenario file or folder.' },
  { args: ['serve', 'nowhere.yaml'], says: 'There is no file or folder nowhere.yaml.' },
  {
    args: ['serve', greeting, '--port', 'many'],
    says: '--port has to be a port from 0 to 65535, not "many".',
  },
  { args: ['serve', greeting, '--prot', '1'], says: "Unknown option '--prot'" },
  { args: ['run', greeting], says: 'Name the command after two dashes' },
  {
    args: ['run', greeting, '--patience', 'long', '--', 'x'],
    says: '--patience has to be a duration such as 2s or 250ms, not "long".',
  },
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

it('tells its version', async () => {
  const { version } = JSON.parse(readFileSync(here('../../package.json'), 'utf8')) as { version: string };
  expect(await cli('--version')).toEqual({ code: 0, out: `${version}\n`, err: '' });
});

it('validates files, and fails where one of them is no scenario', async () => {
  const folder = folderWith({
    'good.yaml': readFileSync(greeting, 'utf8'),
    'mute.yaml':
      'version: 1\nsteps:\n  - server: { say: Hi, audio: nowhere.wav }\n  - user: { say: never.wav }\n',
    'wrong.yaml': 'version: 1\nstpes: []\nsteps:\n  - server: sya\n',
  });
  const { code, out } = await cli('validate', folder);
  expect([code, out.replaceAll(folder, 'FOLDER')]).toEqual([
    1,
    `ok   FOLDER/good.yaml
bad  FOLDER/mute.yaml
     FOLDER/mute.yaml:3:5: FOLDER/nowhere.wav cannot be read: there is no such file.
     FOLDER/mute.yaml:4:5: FOLDER/never.wav cannot be read: there is no such file.
bad  FOLDER/wrong.yaml
     FOLDER/wrong.yaml:2:1: there is no field "stpes" here. Did you mean "steps"?
     FOLDER/wrong.yaml:4:13: "sya" is nothing that can stand here. Did you mean "say"?
1 of 3 are right
`,
  ]);
});

it('tells programs what is wrong with files', async () => {
  const folder = folderWith({ 'wrong.yaml': 'version: 1\nsteps:\n  - server: sya\n' });
  const file = path.join(folder, 'wrong.yaml');
  const { out } = await cli('validate', file, greeting, '--json');
  expect(jsonLines(out)).toEqual([
    {
      file,
      ok: false,
      problems: [
        { file, line: 3, column: 13, message: '"sya" is nothing that can stand here. Did you mean "say"?' },
      ],
    },
    { file: greeting, ok: true, scenarios: ['a greeting'] },
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

it.each([
  {
    what: 'never connects',
    args: ['--', process.execPath, '-e', 'process.exit(4)'],
    says: 'The command never connected to the address in DUOLOGUE_URL. It ended with exit code 4.',
  },
  {
    what: 'neither connects nor ends',
    args: ['--connect-within', '50ms', '--', process.execPath, '-e', 'setInterval(() => {}, 1_000)'],
    says: 'The command never connected to the address in DUOLOGUE_URL. It was given 0.05 s, and ended.',
  },
  {
    what: 'ends with another code than 0',
    args: ['--', process.execPath, client, 'Hi', '3'],
    says: 'The conversation was played to its end, but the command ended with exit code 3.',
  },
])('fails a command that $what', async ({ args, says }) => {
  const { code, out } = await cli('run', greeting, ...args);
  expect([code, out]).toEqual([1, expect.stringContaining(says)]);
});

it('ends a command that goes on after its conversation, and lets it pass', async () => {
  const { code, out } = await cli(
    'run',
    greeting,
    '--grace',
    '20ms',
    '--',
    process.execPath,
    client,
    'Hi',
    'stay',
  );
  expect([code, out]).toEqual([0, 'ok   a greeting\n1 of 1 passed\n']);
});

it('plays every scenario of a matrix, and tells programs how each of them went', async () => {
  const folder = folderWith({
    'greetings.yaml': readFileSync(greeting, 'utf8')
      .replace('name: a greeting', 'name: a greeting\nmatrix: { answer: [Hi, Ho] }')
      .replace('user_message: Hi', 'user_message: "${answer}"'),
  });
  const { code, out } = await cli(
    'run',
    folder,
    '--json',
    '--seed',
    '9',
    '--',
    process.execPath,
    client,
    'Hi',
  );
  expect([code, jsonLines(out)]).toEqual([
    1,
    [
      { event: 'result', scenario: 'a greeting (answer Hi)', ok: true, seed: 9 },
      {
        event: 'result',
        scenario: 'a greeting (answer Ho)',
        ok: false,
        seed: 9,
        code: 'field_mismatch',
        problem: expect.stringContaining('- "Ho"') as string,
      },
    ],
  ]);
});

it('fails a command that never ends the call, and says so', async () => {
  const folder = folderWith({
    'open.yaml': readFileSync(greeting, 'utf8').replace('  - server: close\n', ''),
  });
  const { code, out } = await cli('run', folder, '--patience', '50ms', '--', process.execPath, client, 'Hi');
  expect([code, out]).toEqual([
    1,
    expect.stringContaining('not_closed: The script is over, and nobody has ended the call for 50 ms.'),
  ]);
});

it('names the command and the trace of a failure in its message', async () => {
  const folder = folderWith({});
  const { out } = await cli('run', greeting, '--trace', folder, '--', process.execPath, client, "It's me");
  const again = `npx duologue run ${path.relative(process.cwd(), greeting)} --seed 1 -- ${process.execPath} ${client} 'It'\\''s me'`;
  const trace = path.join(folder, 'a-greeting.jsonl');
  expect(out).toContain(`  again\n    seed 1\n    ${again}\n    trace ${trace}\n`);
  expect(existsSync(trace)).toBe(true);
});

it.each([
  { what: 'a file', of: (file: string) => file, why: 'it is a file' },
  {
    what: 'something in a file',
    of: (file: string) => path.join(file, 'traces'),
    why: 'a part of the path is a file',
  },
])('refuses to write traces into $what before it runs anything', async ({ of, why }) => {
  const target = of(path.join(folderWith({ 'notes.txt': '' }), 'notes.txt'));
  const { code, out, err } = await cli(
    'run',
    greeting,
    '--trace',
    target,
    '--',
    process.execPath,
    client,
    'Hi',
  );
  expect([code, out, err.split('\n')[0]]).toEqual([
    2,
    '',
    `--trace has to be a folder to write into, not "${target}": ${why}.`,
  ]);
});

it('stops serving when nobody reads any more what it says', async () => {
  const { io, text: read } = fakeIo();
  const unread = new AbortController();
  const running = runCli(['serve', greeting], { ...io, unread: unread.signal });
  while (read().out === '') await new Promise((resolve) => io.stdout.once('data', resolve));
  unread.abort();
  expect(await running).toBe(0);
});

it.each(['', 'serve', 'run', 'validate'])('explains %s in lines that fit any terminal', async (command) => {
  const { out } = await cli(...(command === '' ? [] : [command]), '--help');
  expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

it('tells what the user is to do, for whoever plays them', async () => {
  const folder = folderWith({
    'talk.yaml':
      'version: 1\nsteps:\n  - server: metadata\n  - server: { say: Hello. }\n  - user: { message: Hi }\n  - expect: { user_message: Hi }\n  - server: close\n',
  });
  const { code, out } = await cli('run', folder, '--', process.execPath, client, 'Hi');
  expect([code, out]).toEqual([0, '     step 3, user: message "Hi"\nok   talk\n1 of 1 passed\n']);
});

it('ends with 3 where the command cannot be started, and with 2 where the scenario is none', async () => {
  const folder = folderWith({ 'wrong.yaml': 'version: 1\nsteps: []\n' });
  const missing = await cli('run', greeting, '--', '/nowhere/at/all');
  const wrong = await cli('run', folder, '--', process.execPath);
  expect([missing.code, missing.err, wrong.code, wrong.err]).toEqual([
    3,
    expect.stringContaining('The command "/nowhere/at/all" cannot be started'),
    2,
    expect.stringContaining('wrong.yaml:2:8: "steps" is empty.'),
  ]);
});

it.each([
  { flags: [], line: 'no   404  There is no agent "helo". Did you mean "hello"?' },
  {
    flags: ['--json'],
    line: '{"event":"refused","status":404,"message":"There is no agent \\"helo\\". Did you mean \\"hello\\"?"}',
  },
])('says which agent a client of a folder has misspelt: $flags', async ({ flags, line }) => {
  const text = readFileSync(greeting, 'utf8');
  const { io, text: read, stop } = fakeIo();
  const folder = folderWith({ 'hello.yaml': text, 'servus.yaml': text });
  const running = runCli(['serve', folder, ...flags], io);
  while (!read().out.includes('servus')) await new Promise((resolve) => io.stdout.once('data', resolve));
  const [, baseUrl = ''] = /(http:\/\/127\.0\.0\.1:\d+)/.exec(read().out) ?? [];
  await expect(new Session({ agentId: 'helo', baseUrl }).start()).rejects.toMatchObject({
    code: 'AGENT_NOT_FOUND',
  });
  stop();
  await running;
  expect(read().out).toContain(`${line}\n`);
});

it('serves one scenario to clients of any agent', async () => {
  const { io, text: read, stop } = fakeIo();
  const running = runCli(['serve', greeting], io);
  while (!read().out.includes('ws://')) await new Promise((resolve) => io.stdout.once('data', resolve));
  const [, baseUrl = ''] = /(http:\/\/127\.0\.0\.1:\d+)/.exec(read().out) ?? [];
  const session = new Session({ agentId: 'whoever', baseUrl });
  await session.start();
  session.sendUserMessage('Hi');
  await session.ended;
  stop();
  expect(await running).toBe(0);
});

it('serves the scenarios of a folder by their agent, until it is told to stop', async () => {
  const text = readFileSync(greeting, 'utf8');
  const folder = folderWith({ 'hello.yaml': text, 'servus.yaml': text.replace('Hello.', 'Servus.') });
  const { io, text: read, stop } = fakeIo();
  const running = runCli(['serve', folder, '--json', '--seed', '5'], io);
  while (read().out === '') await new Promise((resolve) => io.stdout.once('data', resolve));
  const { http, agents } = JSON.parse(read().out) as { http: string; agents: { id: string }[] };
  const session = new Session({ agentId: 'servus', baseUrl: http });
  const said: string[] = [];
  session.hooks.messageReceived.for('agent_response').tap('Test', (event) => {
    said.push(event.text);
    session.sendUserMessage('Hi');
  });
  await session.run();
  while (!read().out.includes('"ended"')) await new Promise((resolve) => io.stdout.once('data', resolve));
  stop();
  const code = await running;
  expect([code, agents.map(({ id }) => id), said]).toEqual([0, ['hello', 'servus'], ['Servus.']]);
  const facts = { conversation: expect.stringMatching(/^conv_/) as string, scenario: 'a greeting' };
  expect(jsonLines(read().out).slice(1)).toEqual([
    { event: 'opened', ...facts, seed: 5 },
    { event: 'ended', ...facts, ok: true, ms: expect.any(Number) as number },
    { event: 'stopped' },
  ]);
});

it('gives each conversation that it serves a line with its outcome', async () => {
  const { io, text: read, stop } = fakeIo();
  const running = runCli(['serve', greeting], io);
  while (read().out === '') await new Promise((resolve) => io.stdout.once('data', resolve));
  const [url = ''] = /ws:\S+/.exec(read().out) ?? [];
  for (const answer of ['Hi', 'Bye']) {
    const session = new Session({ url });
    session.hooks.messageReceived.for('agent_response').tap('Test', () => session.sendUserMessage(answer));
    await session.run();
  }
  while (!read().out.includes('bad')) await new Promise((resolve) => io.stdout.once('data', resolve));
  stop();
  expect([await running, read().out]).toEqual([
    0,
    expect.stringMatching(
      /^Listening on http:\/\/127\.0\.0\.1:\d+\. Ctrl-C stops\.\n {2}ws:\S+agent_id=greeting {2}a greeting\nok {3}a greeting {2}conv_\w+ {2}\d\.\d s\nbad {2}a greeting {2}conv_\w+ {2}\d\.\d s\nfield_mismatch: /,
    ),
  ]);
});

it.each([
  { where: 'on a terminal', isTTY: true, env: {}, isLive: true },
  { where: 'in CI', isTTY: true, env: { CI: 'true' }, isLive: false },
  { where: 'in a pipe', isTTY: false, env: {}, isLive: false },
])('counts conversations in a line that changes, or does not: $where', async ({ isTTY, env, isLive }) => {
  const { io, text: read, stop } = fakeIo();
  const stdout = Object.assign(io.stdout, { isTTY });
  const running = runCli(['serve', greeting], { ...io, stdout, env });
  while (!read().out.includes('a greeting')) await new Promise((resolve) => io.stdout.once('data', resolve));
  stop();
  await running;
  const { out } = read();
  expect([out.includes('0 talking, 0 ok, 0 bad'), out.includes('\u001B[')]).toEqual([isLive, isLive]);
});

it('says that a port is taken, and ends with 3', async () => {
  const { io, text: read, stop } = fakeIo();
  const running = runCli(['serve', greeting, '--json'], io);
  while (read().out === '') await new Promise((resolve) => io.stdout.once('data', resolve));
  const { port } = new URL((JSON.parse(read().out) as { http: string }).http);
  const { code, err } = await cli('serve', greeting, '--port', port);
  stop();
  await running;
  expect([code, err]).toEqual([
    3,
    `The port ${port} is taken. Name another one, or leave --port out for any free one.\n`,
  ]);
});

function jsonLines(text: string): unknown[] {
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}
