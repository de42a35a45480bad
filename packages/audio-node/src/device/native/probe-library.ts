import { runCommand } from '../process/run-command.ts';

export interface LibraryProbe {
  /** The package that is probed. */
  readonly name: string;
  /** The body of an async function of the package's exports, `library`, and of `args`; what it returns must fit into JSON. */
  readonly script: string;
  readonly args?: readonly string[];
}

/** What the script returned, or why it did not. */
export type LibraryAnswer<T> = { readonly value: T } | { readonly reason: string };

/** Stands before the answer: a library may write to standard output, too. */
const answerMark = 'duologue-answer:';

/**
 * Tries a native library in a process of its own. Where there is no sound card, such a library fills the terminal with lines that nobody
 * in its process can hold back, or ends the process.
 */
export async function probeLibrary<T>({ name, script, args = [] }: LibraryProbe): Promise<LibraryAnswer<T>> {
  const program = `
    const [name, ...args] = process.argv.slice(1);
    const answer = (fields) => process.stdout.write('\\n${answerMark}' + JSON.stringify(fields) + '\\n', () => process.exit());
    const library = await import(name).catch(() => {
      answer({ reason: 'the package ' + name + ' is not installed, or not made for this system' });
      return new Promise(() => {});
    });
    try {
      answer({ value: (await (async () => { ${script} })()) ?? null });
    } catch (error) {
      answer({ reason: String(error?.message ?? error) });
    }`;
  const { output, stopped } = await runCommand(process.execPath, {
    args: ['--input-type=module', '--eval', program, '--', name, ...args],
    cwd: import.meta.dirname, // whose node_modules have the package
    env: { ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '' },
    timeoutMs: 10_000,
  });
  const answer = findAnswer<T>(output);
  if (answer) return answer;
  if (stopped === 'timeout') return { reason: 'it does not answer' };
  return { reason: 'it ends its process' };
}

/** Undefined where the process has ended before its answer was out. */
function findAnswer<T>(output: string): LibraryAnswer<T> | undefined {
  const line = output.split('\n').findLast((text) => text.startsWith(answerMark));
  try {
    return line === undefined ? undefined : (JSON.parse(line.slice(answerMark.length)) as LibraryAnswer<T>);
  } catch {
    return undefined;
  }
}
