import { spawn } from 'node:child_process';
import { expect } from 'vitest';

/** Runs a script that prints the number of each thing it has done, kills it behind a number, and returns the last one that it printed. */
export async function killInTheMiddle(
  script: string,
  args: readonly string[],
  behind: number,
): Promise<number> {
  const fromSource = ['--import', 'tsx', '--conditions=@duologue/source'];
  const child = spawn(process.execPath, [...fromSource, script, ...args]);
  let output = '';
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    if (`\n${output}`.includes(`\n${behind}\n`)) child.kill('SIGKILL');
  });
  const signal = await new Promise((resolve) => child.once('close', (_, by) => resolve(by)));
  expect({ signal, complaints }).toEqual({ signal: 'SIGKILL', complaints: '' });
  const last = Number(output.split('\n').at(-2));
  expect(last).toBeGreaterThanOrEqual(behind);
  return last;
}
