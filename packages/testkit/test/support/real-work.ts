import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { Session, type Tool } from '@duologue/core';
import { replay, scenario, type PreparedScenario, type ReplayOptions } from '@duologue/testkit';

const run = promisify(execFile);

/** Every tool may take five seconds, of virtual time as of any other. */
const timeoutMs = 5_000;

/** Tools that wait for the real world: a file, a server on this computer, another process. */
function realTools(address: string): Tool[] {
  return [
    {
      name: 'read_file',
      description: 'Reads a file.',
      timeoutMs,
      run: async (_parameters, { io }) => (await io(readFile(new URL(import.meta.url), 'utf8'))).length,
    },
    {
      name: 'fetch_page',
      description: 'Fetches a page.',
      timeoutMs,
      run: (_parameters, { io, signal }) =>
        io(fetch(address, { signal }).then((response) => response.text())),
    },
    {
      name: 'run_command',
      description: 'Runs a command.',
      timeoutMs,
      run: async (_parameters, { io, signal }) => (await io(run('true', [], { signal }))).stdout.length,
    },
  ];
}

export const realWork = scenario('tools that wait for the real world', ({ server, client }) => [
  server.metadata(),
  ...['read_file', 'fetch_page', 'run_command'].flatMap((name) => [
    server.toolCall(name),
    client.toolResult(name, { isError: false }),
  ]),
  server.say('Done.'),
  server.close(),
]);

/** Replays the work once; the result is how much virtual time it took. */
export function replayRealWork(
  prepared: PreparedScenario,
  address: string,
  door: ReplayOptions['door'] = 'memory',
): Promise<number> {
  return replay(
    prepared,
    { door, createSession: (options) => new Session({ ...options, tools: realTools(address) }) },
    async ({ session, clock }) => {
      await session.run();
      return clock.now();
    },
  );
}

/** A server on this computer that answers everything with a word. */
export async function listen(): Promise<{ readonly address: string; readonly server: Server }> {
  const server = createServer((_request, response) => response.end('hello'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server };
}
