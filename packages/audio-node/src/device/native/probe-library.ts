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

/**
 * Tries a native library in a process of its own. Where there is no sound card, such a library fills the terminal with lines that nobody
 * in its process can hold back, or ends the process.
 */
export async function probeLibrary<T>({ name, script, args = [] }: LibraryProbe): Promise<LibraryAnswer<T>> {
  const program = `
    const [name, ...args] = process.argv.slice(1);
    const answer = (fields) => process.stdout.write(JSON.stringify(fields), () => process.exit());
    const library = await import(name).catch(() => {
      answer({ reason: 'the package ' + name + ' is not installed, or not made for this system' });
      return new Promise(() => {});
    });
    try {
      answer({ value: (await (async () => { ${script} })()) ?? null });
    } catch ({ message }) {
      answer({ reason: message });
    }`;
  const { output, stopped } = await runCommand(process.execPath, {
    args: ['--input-type=module', '--eval', program, '--', name, ...args],
    cwd: import.meta.dirname, // whose node_modules have the package
    env: { ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '' },
    timeoutMs: 10_000,
  });
  if (output !== '') return JSON.parse(output) as LibraryAnswer<T>;
  if (stopped === 'timeout') return { reason: 'it does not answer' };
  return { reason: 'it ends its process' };
}
