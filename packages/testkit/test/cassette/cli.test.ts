import { once } from 'node:events';
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { Session } from '@duologue/core';
import { ConvaiServer, loadScenario, scenario } from '@duologue/testkit';
import { expect, it, onTestFinished } from 'vitest';
import { runCli } from '../../src/cli/run-cli.ts';
import { down, framesOf, metadata, sound, agentAudio, up, writeCassette, init } from './support/cassettes.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const capture = here('../fixtures/live-captures/text_in_audio_out_turn.yaml');
const record = here('from-conversation/refund-call.json');

/** Runs a command line; the result is its exit code and what it wrote. */
async function cli(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const code = await runCli(args, { stdout, stderr, env: {}, signal: new AbortController().signal });
  return { code, out: String(stdout.read() ?? ''), err: String(stderr.read() ?? '') };
}

it('refuses files that hold what looks like a secret, and lets others pass', async () => {
  const folder = temporaryFolder();
  const leaky = path.join(folder, 'leaky.yaml');
  writeFileSync(leaky, 'version: 1\nsteps:\n  - server: { say: call +1 202 555 0143 }\n');
  expect(await cli('lint', folder)).toEqual({
    code: 1,
    out: `${leaky}:3: /steps/0/server/say is what looks like a telephone number. Put {{redacted:phone:1}} in its place, or record again.\n1 that look like secrets in 1 file\n`,
    err: '',
  });
  const { code, out } = await cli('lint', leaky, '--json');
  expect([code, JSON.parse(out)]).toMatchObject([
    1,
    { file: leaky, line: 3, type: 'phone', where: '/steps/0/server/say' },
  ]);
  writeFileSync(leaky, 'version: 1\n');
  expect(await cli('lint', folder)).toEqual({
    code: 0,
    out: 'Nothing that looks like a secret in 1 file\n',
    err: '',
  });
});

it('imports a recording and converts it', async () => {
  const folder = temporaryFolder();
  copyFileSync(capture, path.join(folder, 'hi.yaml'));
  const { code } = await cli('convert', path.join(folder, 'hi.yaml'), '--to', 'cassette');
  const cassette = path.join(folder, 'hi');
  expect([code, existsSync(`${cassette}.cassette.yaml`)]).toEqual([0, true]);

  expect((await cli('convert', cassette, '--to', 'markdown')).out).toContain('Agent:** Hello there.');
  expect((await cli('convert', cassette, '--to', 'jsonl')).out.split('\n')).toHaveLength(8);
  const har = path.join(folder, 'new', 'hi.har');
  expect((await cli('convert', cassette, '--to', 'har', '--out', har)).out).toBe(`wrote ${har}\n`);
  expect(JSON.parse(readFileSync(har, 'utf8'))).toMatchObject({ log: { version: '1.2' } });
});

it('makes a scenario of a cassette, with its speech beside it', async () => {
  const folder = temporaryFolder();
  const response = {
    type: 'agent_response',
    agent_response_event: { agent_response: 'Hello.', event_id: 1 },
  };
  const cassette = writeCassette(folder, [
    up(init),
    down(metadata),
    down(agentAudio(sound(40), 1)),
    down(response),
  ]);
  const out = path.join(folder, 'scenarios', 'hello.yaml');
  expect(await cli('from-cassette', cassette, '--out', out)).toMatchObject({ code: 0, err: '' });
  const { steps } = loadScenario(out);
  const say = steps.find((step) => 'server' in step && step.server === 'say');
  const speech = (say as { readonly audio: { readonly wav: string } }).audio.wav;
  expect([path.dirname(speech), existsSync(speech)]).toEqual([
    path.join(folder, 'scenarios', 'speech'),
    true,
  ]);
  expect((await cli('convert', cassette, '--to', 'scenario')).out).toContain('tone_hz: 440, duration: 40ms');
});

it('makes a scenario of the record of a call', async () => {
  const out = path.join(temporaryFolder(), 'refund.yaml');
  expect(await cli('from-conversation', record, '--out', out, '--results', 'any')).toEqual({
    code: 0,
    out: `wrote ${out}\n`,
    err: '',
  });
  expect(loadScenario(out).name).toBe('Refund is asked for');
  expect(readFileSync(out, 'utf8')).not.toContain('jane.doe');
  const { out: kept } = await cli('from-conversation', record, '--keep-variable', 'user_name');
  expect(kept).toContain('Hello Jane, how can I help?');
});

it('fetches the record of a call from the service', async () => {
  const script = scenario('hello', ({ server }) => [server.metadata(), server.say('Hello.'), server.close()]);
  const server = await ConvaiServer.listen(script);
  onTestFinished(() => server.close());
  await new Session({ url: server.url }).run();
  const id = server.conversations[0]?.id ?? '';
  const { code, out } = await cli('from-conversation', id, '--api-base', server.httpUrl);
  expect([code, out]).toEqual([0, expect.stringContaining('say: Hello.')]);
  expect(await cli('from-conversation', 'conv_unknown', '--api-base', server.httpUrl)).toMatchObject({
    code: 2,
    err: expect.stringContaining('it knows no such agent or conversation') as string,
  });
});

it('records with the redaction that it is asked for', async () => {
  const folder = temporaryFolder();
  const script = scenario('hello', ({ server }) => [server.metadata(), server.say('Hello.'), server.close()]);
  const server = await ConvaiServer.listen(script);
  onTestFinished(() => server.close());
  const [stdout, stop] = [new PassThrough(), new AbortController()];
  const io = { stdout, stderr: new PassThrough(), env: {}, signal: stop.signal };
  const args = [
    '--upstream',
    server.url,
    '--out',
    folder,
    '--json',
    '--keep-variable',
    'plan',
    '--redact-prompts',
  ];
  const ended = runCli(['record', ...args], io);
  const [line] = (await once(stdout, 'data')) as [Buffer];
  const { url } = JSON.parse(String(line)) as { readonly url: string };
  const overrides = { agent: { prompt: { prompt: 'Be kind.' } } };
  await new Session({ url, overrides, dynamicVariables: { plan: 'gold', name: 'Jane' } }).run();
  stop.abort();
  expect(await ended).toBe(0);
  const [cassette = ''] = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  expect(framesOf(path.join(folder, cassette))[0]?.data).toMatchObject({
    conversation_config_override: { agent: { prompt: { prompt: '{{redacted:prompt:1}}' } } },
    dynamic_variables: { plan: 'gold', name: '{{redacted:variable:1}}' },
  });
});

it.each([
  { args: ['lint'], says: 'Name a file or a folder.' },
  { args: ['lint', 'nowhere'], says: 'There is no file or folder nowhere.' },
  { args: ['convert'], says: 'Name one recording.' },
  {
    args: ['convert', 'x', '--to', 'mp3'],
    says: '--to has to be har, jsonl, markdown, scenario or cassette, not "mp3".',
  },
  { args: ['convert', 'nowhere', '--to', 'har'], says: 'cannot be read' },
  { args: ['convert', capture, '--to', 'har'], says: 'is no cassette' },
  { args: ['from-cassette'], says: 'Name one recording.' },
  { args: ['from-conversation'], says: 'Name one conversation: its id, or a file.' },
  { args: ['from-conversation', 'x/y.json'], says: 'There is no file x/y.json.' },
  {
    args: ['from-conversation', record, '--results', 'none'],
    says: '--results has to be exact or any, not "none".',
  },
])('says what is wrong with $args, and ends with 2', async ({ args, says }) => {
  const { code, err } = await cli(...args);
  expect([code, err]).toEqual([2, expect.stringContaining(says)]);
});

it.each(['lint', 'convert', 'from-cassette', 'from-conversation'])(
  'explains itself: %s --help',
  async (command) => {
    const { code, out } = await cli(command, '--help');
    expect([code, out]).toEqual([0, expect.stringContaining(`duologue ${command}`)]);
  },
);
