import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Session, type Tool } from '@duologue/core';
import { expect, it, onTestFinished } from 'vitest';
import { CassetteWriter, ConvaiServer, Recorder, replay, scenario } from '../../../src/index.ts';
import { framesOf, nothingRedacted, provenance } from '../support/cassettes.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const hello = scenario('hello', ({ server }) => [server.metadata(), server.say('Hello.'), server.close()]);

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
});

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
