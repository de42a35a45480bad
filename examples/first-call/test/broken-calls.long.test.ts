import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { readWav } from '@duologue/audio-node/wav';
import { expect, it } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { Program, temporaryFolder } from './program.ts';

it.concurrent('hangs up when nobody reads any more what it prints', async () => {
  await using out = await temporaryFolder();
  await using demo = new Program('main.ts', ['--out', out.path]);
  await demo.printed('Calling');
  demo.stopReading();
  const { exitCode, stderr } = await demo.outcome();
  expect({ exitCode, stderr }).toEqual({ exitCode: 130, stderr: '' });
});

it.concurrent(
  'says in one sentence that the server is gone, when it is killed in the middle of a call',
  async () => {
    await using out = await temporaryFolder();
    await using server = new Program('server.ts');
    const url = (await server.printed('agent_id=agent_test')).trim();
    await using demo = new Program('main.ts', ['--url', url, '--out', out.path]);
    await demo.printed('Harbour Travel');
    server.kill('SIGKILL');
    expect(await demo.outcome()).toEqual({
      exitCode: 1,
      stdout: expect.stringContaining(join(out.path, 'call.wav')),
      stderr: '\nThe conversation ended: the connection broke (close code 1006).\n',
    });
  },
);

it.concurrent('says in one sentence that nobody answers', async () => {
  await using out = await temporaryFolder();
  const url = `ws://127.0.0.1:${await unusedPort()}/call?token=secret`;
  await using demo = new Program('main.ts', ['--url', url, '--out', out.path]);
  expect(await demo.outcome()).toEqual({
    exitCode: 1,
    stdout: expect.not.stringContaining('secret'),
    stderr: '\nThe connection could not be opened (ECONNREFUSED).\n',
  });
});

it.concurrent(
  'says in one sentence that no agent answers, where a server takes the call and stays silent',
  async () => {
    await using out = await temporaryFolder();
    await using server = await silentServer();
    await using demo = new Program('main.ts', [
      '--url',
      server.url,
      '--timeout-ms',
      '200',
      '--out',
      out.path,
    ]);
    const { exitCode, stderr } = await demo.outcome();
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: '\nThe server took the call, but no agent answered within 200 ms.\n',
    });
  },
);

it.concurrent('says in one clean sentence what a server gives as its reason', async () => {
  await using out = await temporaryFolder();
  await using server = await silentServer((socket) =>
    socket.close(1011, 'broken\u001b[2J\n    at fake (stack.js:1:1)'),
  );
  await using demo = new Program('main.ts', ['--url', server.url, '--out', out.path]);
  const { exitCode, stderr } = await demo.outcome();
  expect({ exitCode, stderr }).toEqual({
    exitCode: 1,
    stderr: '\nThe conversation was refused: broken at fake (stack.js:1:1) (close code 1011).\n',
  });
});

it.concurrent('explains a wrong command line, with exit code 2', async () => {
  await using demo = new Program('main.ts', ['--fats']);
  expect(await demo.outcome()).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: "\nUnknown option '--fats'. See npm start -- --help.\n",
  });
});

it.concurrent('ends gracefully on Ctrl-C, with a recording that can be played', async () => {
  await using out = await temporaryFolder();
  await using demo = new Program('main.ts', ['--out', out.path]);
  await demo.printed('Harbour Travel');
  demo.kill('SIGINT');
  const { exitCode, stdout, stderr } = await demo.outcome();
  expect({ exitCode, stderr }).toEqual({ exitCode: 130, stderr: '' });
  expect(stdout).toContain('The call was ended on this side');
  const { durationMs, truncated } = await readWav(join(out.path, 'call.wav'));
  expect(truncated).toBe(false);
  expect(durationMs).toBeGreaterThan(0);
});

async function unusedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

/** Takes calls and says nothing, but what `answer` does. */
async function silentServer(
  answer: (socket: WebSocket) => void = () => {},
): Promise<{ readonly url: string } & AsyncDisposable> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' }).on('connection', answer);
  await once(server, 'listening');
  const close = async () => {
    for (const client of server.clients) client.terminate();
    server.close();
  };
  return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`, [Symbol.asyncDispose]: close };
}
