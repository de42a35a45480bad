import { execFile } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { WebSocketServer } from 'ws';
import { median, type BenchResult } from './result.ts';
import { metadata } from './metadata.ts';

const connections = 1_000;
const rounds = 3;

interface Kept {
  readonly heapBytes: number;
  readonly residentBytes: number;
}

/** What a connected session keeps in memory beyond a bare socket: on the heap, and in the resident memory of its process. */
export async function idleMemory(): Promise<BenchResult[]> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  server.on('connection', (socket) => socket.on('message', () => socket.send(metadata)));
  await new Promise((resolve) => server.on('listening', resolve));
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const pairs: { socket: Kept; session: Kept }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    pairs.push({ socket: await keptBy('socket', url), session: await keptBy('session', url) });
  }
  server.close();

  const result = (name: string, of: (kept: Kept) => number): BenchResult => ({
    name,
    measured: kilobytes(median(pairs.map(({ session }) => of(session)))),
    compared: `${kilobytes(median(pairs.map(({ socket }) => of(socket))))} socket`,
    value: median(pairs.map(({ session, socket }) => of(session) - of(socket))) / 1_000,
    target: 60,
    unit: 'kB',
  });
  return [
    result('idle session, heap', ({ heapBytes }) => heapBytes),
    result('idle session, resident', ({ residentBytes }) => residentBytes),
  ];
}

async function keptBy(kind: 'session' | 'socket', url: string): Promise<Kept> {
  const file = fileURLToPath(new URL('idle-process.mjs', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--expose-gc',
    file,
    kind,
    url,
    String(connections),
  ]);
  return JSON.parse(stdout) as Kept;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1_000).toFixed(1)} kB`;
}
