import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Records a call in a process of its own for more than ten seconds of its time, and kills it in the middle of a word. */
export async function recordAndKill(path: string): Promise<void> {
  const program = join(import.meta.dirname, 'endless-call.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', '--conditions=@duologue/source', program, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
}
