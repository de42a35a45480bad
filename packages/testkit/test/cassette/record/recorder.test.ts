import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Session, type Tool } from '@duologue/core';
import { expect, it, onTestFinished } from 'vitest';
import {
  cassette,
  CassetteWriter,
  ConvaiServer,
  readCassette,
  Recorder,
  replay,
  scenario,
} from '../../../src/index.ts';
import {
  agentAudio,
  down,
  end,
  framesOf,
  init,
  metadata,
  nothingRedacted,
  provenance,
  sound,
  up,
  writeCassette,
} from '../support/cassettes.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const hello = scenario('hello', ({ server }) => [server.metadata(), server.say('Hello.'), server.close()]);

/** Read as links: to stat a pipe would make Node resolve the next package by its link and not where it lies. */
function openFiles(): string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)];
    } catch {
      return []; // closed since: the one that listed the folder
    }
  });
}

async function problemsWith(recorder: Recorder): Promise<unknown[]> {
  const problems: unknown[] = [];
  await replay(
    hello,
    { createSession: (options) => new Session({ ...options, plugins: [recorder] }) },
    async ({ session }) => {
      session.hooks.problemOccurred.tap('note', ({ plugin, error }) => problems.push([plugin, error.code]));
      expect((await session.run()).reason).toBe('agent');
    },
  );
  return problems;
}

it('lets the conversation go on where nothing can be written, and tells once', async () => {
  const file = path.join(temporaryFolder(), 'a-file');
  writeFileSync(file, '');
  const recorder = new Recorder({ path: path.join(file, 'call'), redact: () => nothingRedacted });
  expect(await problemsWith(recorder)).toEqual([['Recorder', 'RECORDING_FAILED']]);
});

it.skipIf(process.platform !== 'linux')('ends the recording where the disk is full', () => {
  const options = { header: { name: 'full', provenance }, redactor: nothingRedacted };
  expect(() => new CassetteWriter('/dev/full', options)).toThrow(
    expect.objectContaining({
      code: 'RECORDING_FAILED',
      message: expect.stringContaining('ENOSPC') as string,
    }),
  );
  expect(openFiles()).not.toContain('/dev/full');
});

it('keeps what was written where the disk fails in the middle of a call', () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'call.cassette.yaml');
  const writer = new CassetteWriter(file, {
    header: { name: 'call', provenance },
    redactor: nothingRedacted,
  });
  writer.add(up(init));
  writer.add(down(metadata));
  writeFileSync(path.join(folder, 'audio'), 'in the place of the folder');
  writer.add(down(agentAudio(sound(20), 1)));
  const response = { type: 'agent_response', agent_response_event: { agent_response: 'A', event_id: 1 } };
  expect(() => writer.add(down(response))).toThrow(expect.objectContaining({ code: 'RECORDING_FAILED' }));
  writer.add(down(response));
  writer.end(end);
  expect(framesOf(file).map(({ data }) => data)).toEqual([init, metadata]);
  expect(() => cassette(file)).toThrow(expect.objectContaining({ code: 'CASSETTE_INCOMPLETE' }));
});

it('leaves a former cassette in its place until the new one is complete', () => {
  const folder = temporaryFolder();
  const former = writeCassette(folder, [up(init), down(metadata)]);
  const text = readFileSync(former, 'utf8');
  const again = () =>
    new CassetteWriter(former, { header: { name: 'again', provenance }, redactor: nothingRedacted });
  const tornOff = again();
  tornOff.add(up(init));
  tornOff.abandon();
  expect(readFileSync(former, 'utf8')).toBe(text);
  expect(tornOff.path).toBe(path.join(folder, 'call.part.cassette.yaml'));
  expect(readCassette(tornOff.path).header).toMatchObject({ state: 'incomplete', name: 'again' });

  const whole = again();
  whole.add(up(init));
  whole.end(end);
  expect(whole.path).toBe(former);
  expect(readCassette(former).header).toMatchObject({ state: 'complete', name: 'again' });
  expect(existsSync(tornOff.path)).toBe(false);
});

it('writes to no half side file of another process', () => {
  const folder = temporaryFolder();
  const frames = [up(init), down(metadata), down(agentAudio(sound(20), 1))];
  const [name = ''] = audioNamesIn(writeCassette(folder, frames));
  rmSync(path.join(folder, name));
  writeFileSync(path.join(folder, `${name}.part`), 'half');
  writeCassette(folder, frames, 'again');
  expect(readFileSync(path.join(folder, `${name}.part`), 'utf8')).toBe('half');
  expect(readdirSync(path.join(folder, 'audio')).toSorted()).toEqual(
    [name, `${name}.part`].map((file) => path.basename(file)),
  );
});

/** The side files that a cassette names. */
function audioNamesIn(file: string): string[] {
  return readFileSync(file, 'utf8').match(/audio\/[0-9a-f]+\.wav/g) ?? [];
}

it('records each conversation of a session to a file of its own', async () => {
  const recorder = new Recorder({
    path: path.join(temporaryFolder(), 'call'),
    redact: () => nothingRedacted,
  });
  const server = await ConvaiServer.listen(hello);
  onTestFinished(() => server.close());
  const session = new Session({ url: server.url, plugins: [recorder] });
  await session.run();
  await session.run();
  expect(recorder.cassettes.map((file) => path.basename(file))).toEqual([
    'call.cassette.yaml',
    'call-2.cassette.yaml',
  ]);
  expect(recorder.cassettes.map((file) => framesOf(file).at(-1)?.lane)).toEqual(['end', 'end']);
});

it('leaves out what tools call sensitive', async () => {
  const recorder = new Recorder({
    path: path.join(temporaryFolder(), 'call'),
    redact: () => nothingRedacted,
  });
  const tool: Tool = {
    name: 'pay',
    description: 'Pays.',
    sensitiveParameters: ['pin'],
    run: ({ pin }) => `paid with ${String(pin)}`,
  };
  const script = scenario('pay', ({ server, client }) => [
    server.metadata(),
    server.toolCall('pay', { pin: '4711', sum: 3 }),
    client.toolResult('pay'),
    server.close(),
  ]);
  await replay(
    script,
    { createSession: (options) => new Session({ ...options, tools: [tool], plugins: [recorder] }) },
    ({ session }) => session.run(),
  );
  const text = readFileSync(recorder.cassettes[0] ?? '', 'utf8');
  expect(text).toContain('"sum":3');
  expect(text).not.toContain('4711');
});

it('needs a path', () => {
  expect(() => new Recorder({ path: '' })).toThrow('Recorder needs the path of a cassette');
});
