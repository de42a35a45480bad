import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = new URL('..', import.meta.url);

/** A program of the example, while it runs and after. It is killed at the end of the test that started it. */
export class Program implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #waiting: (() => void)[] = [];
  readonly closed: Promise<number | null>;
  stdout = '';
  stderr = '';

  /** `file` is one of this example, such as `main.ts`. */
  constructor(file: string, args: readonly string[] = []) {
    const script = fileURLToPath(new URL(file, folder));
    const node = ['--conditions=@duologue/source', '--import=tsx', script, ...args];
    this.#child = spawn(process.execPath, node, {
      stdio: ['ignore', 'pipe', 'pipe'],
      // a busy computer makes a session warn of slow taps
      env: { ...process.env, ELEVENLABS_API_KEY: '', FORCE_COLOR: '', NODE_NO_WARNINGS: '1' },
    });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
      for (const look of this.#waiting) look();
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.closed = once(this.#child, 'close').then(([code]) => code as number | null);
  }

  /** Resolves with what it printed when that holds `text`; rejects when it ended without. */
  async printed(text: string): Promise<string> {
    const seen = new Promise<void>((resolve) => {
      const look = () => this.stdout.includes(text) && resolve();
      this.#waiting.push(look);
      look();
    });
    await Promise.race([seen, this.closed]);
    if (!this.stdout.includes(text))
      throw new Error(`It ended without "${text}": ${this.stdout}${this.stderr}`);
    return this.stdout;
  }

  /** Reads no more of what it prints, as `head` does. */
  stopReading(): void {
    this.#child.stdout?.destroy();
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** The exit code and everything that was printed. */
  async outcome(): Promise<{
    readonly exitCode: number | null;
    readonly stdout: string;
    readonly stderr: string;
  }> {
    const exitCode = await this.closed;
    return { exitCode, stdout: this.stdout, stderr: this.stderr };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.closed;
  }
}

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'duologue-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
