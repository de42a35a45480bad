import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemClock, type Clock } from '@duologue/core';
import { ToolBench } from '@duologue/testkit';
import { mcpPack } from '../../src/mcp/index.ts';

const script = fileURLToPath(new URL('moody-server.mjs', import.meta.url));
const connectTimeoutMs = 7_777;

/** A server that hangs where it is told to, and a bench for it. */
export class MoodyServer implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'duologue-mcp-'));
  readonly #deadlines = new Set<() => void>();

  /** With the wall clock, but for the time that a server has to answer: that is over when the test says so. */
  open(): Promise<ToolBench> {
    const clock: Clock = {
      ...systemClock,
      setTimeout: (run, ms) => {
        if (ms !== connectTimeoutMs) return systemClock.setTimeout(run, ms);
        this.#deadlines.add(run);
        return { cancel: () => void this.#deadlines.delete(run) };
      },
    };
    const server = { command: process.execPath, args: [script, this.#folder] };
    return ToolBench.open(mcpPack({ name: 'moody', server, connectTimeoutMs, onInterruption: 'abort' }), {
      clock,
    });
  }

  /** The next process that starts is `mute`, or all have `other` tools. */
  set(mood: 'mute' | 'other'): void {
    writeFileSync(join(this.#folder, mood), '');
  }

  runOutOfTime(): void {
    for (const run of this.#deadlines) run();
  }

  /** The process that was started last, once it is another than `before`. */
  async started(before = 0): Promise<number> {
    const file = join(this.#folder, 'pid');
    for (;;) {
      const pid = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
      if (pid !== 0 && pid !== before) return pid;
      await turn();
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

export async function ended(pid: number): Promise<void> {
  while (isAlive(pid)) await turn();
}

/** Lets processes and sockets speak. */
export const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
