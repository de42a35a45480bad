import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readCommandLine, UsageError } from '../command-line.ts';
import { openOutFolder } from '../out-folder.ts';
import { temporaryFolder } from './program.ts';

const here = new URL('.', import.meta.url).pathname;

it('calls the scripted agent in real time where nothing is said', () => {
  expect(readCommandLine([], {})).toEqual({
    callee: { kind: 'scripted', fast: false, muteCaller: false },
    out: 'out',
    play: false,
    timeoutMs: 10_000,
  });
});

it('takes every flag of the scripted call', () => {
  const args = ['--fast', '--mute-caller', '--out', 'somewhere/new', '--timeout-ms', '500'];
  expect(readCommandLine(args, {})).toEqual({
    callee: { kind: 'scripted', fast: true, muteCaller: true },
    out: 'somewhere/new',
    play: false,
    timeoutMs: 500,
  });
});

it('calls an agent of ElevenLabs, with the key of the environment where there is one', () => {
  const [agentOf, key] = [
    (env: Record<string, string>) => readCommandLine(['--agent', 'agent_1'], env)?.callee,
    'k',
  ];
  expect(agentOf({})).toEqual({ kind: 'agent', target: 'agent_1' });
  expect(agentOf({ ELEVENLABS_API_KEY: '' })).toEqual({ kind: 'agent', target: 'agent_1' });
  expect(agentOf({ ELEVENLABS_API_KEY: key })).toEqual({ kind: 'agent', target: 'agent_1', apiKey: key });
});

it('calls any server, with a WAV file as the microphone', () => {
  const microphone = `${here}../speech/caller-day.wav`;
  expect(readCommandLine(['--url', 'ws://127.0.0.1:1', '--microphone', microphone], {})?.callee).toEqual({
    kind: 'url',
    target: 'ws://127.0.0.1:1/',
    microphone,
  });
});

it.each(['--help', '-h'])('gives no command line for %s', (flag) => {
  expect(readCommandLine([flag, '--fast'], {})).toBeUndefined();
});

it.each([
  [['--fats'], "Unknown option '--fats'."],
  [['fast'], "Unexpected argument 'fast'."],
  [['--out'], "Option '--out <value>' argument missing."],
  [['--out', '--fast'], "Option '--out' argument is ambiguous."],
  [['--fast=yes'], "Option '--fast' does not take an argument."],
  [['--timeout-ms', 'soon'], "--timeout-ms 'soon' is not a whole number of milliseconds from 1 to 600000."],
  [['--timeout-ms', '0'], "--timeout-ms '0' is not a whole number of milliseconds from 1 to 600000."],
  [
    ['--url', 'https://example.com'],
    "--url 'https://example.com' is no address of a WebSocket; it begins with ws:// or wss://.",
  ],
  [['--url', 'nowhere'], "--url 'nowhere' is no address of a WebSocket; it begins with ws:// or wss://."],
  [
    ['--url', 'ws://x/#part'],
    "--url 'ws://x/#part' has a part behind a #, which an address of a WebSocket cannot have.",
  ],
  [['--agent', 'a b'], "'a b' is no agent id."],
  [['--agent', 'a', '--url', 'ws://x'], 'Give --agent or --url, not both.'],
  [['--agent', 'a', '--fast'], '--fast is only for the scripted agent, not for --agent or --url.'],
  [
    ['--url', 'ws://x', '--mute-caller'],
    '--mute-caller is only for the scripted agent, not for --agent or --url.',
  ],
  [['--fast', '--play'], '--play needs real time: leave out --fast.'],
  [['--microphone', 'x.wav'], '--microphone needs --agent or --url.'],
  [['--url', 'ws://x', '--microphone', here], `--microphone '${here}' is a folder, not a WAV file.`],
  [['--url', 'ws://x', '--microphone', 'none.wav'], "--microphone 'none.wav': there is no such file."],
  [['--out', `${here}command-line.test.ts`], `--out '${here}command-line.test.ts' is a file, not a folder.`],
])('refuses %j in one sentence', (args, sentence) => {
  expect(() => readCommandLine(args, {})).toThrow(new UsageError(sentence));
});

it('calls nobody where nothing can be written', () => {
  expect(() => openOutFolder(`${here}command-line.test.ts/out`)).toThrow(
    new UsageError(`--out '${here}command-line.test.ts/out' is no folder that can be written to (ENOTDIR).`),
  );
  expect(() => openOutFolder('')).toThrow(UsageError);
});

it.each(['call.wav', 'call.md', 'call.jsonl'])('calls nobody where %s cannot be written', async (name) => {
  await using out = await temporaryFolder();
  await mkdir(join(out.path, name));
  expect(() => openOutFolder(out.path)).toThrow(
    new UsageError(`--out '${out.path}': '${join(out.path, name)}' cannot be written (EISDIR).`),
  );
});
