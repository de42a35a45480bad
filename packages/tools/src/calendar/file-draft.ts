import { mkdtemp, open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A draft is written within milliseconds: one as old as this is of a process that was killed. */
const abandonedAfterMs = 5_000;

/**
 * The next content of a file, in a file beside it that only one can make at a time, whichever session or process it is: as long as a draft
 * is there, nobody else changes the file. Putting it in place is also what lets the others go on.
 */
export class FileDraft {
  readonly #path: string;
  readonly #file: FileHandle;

  private constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
  }

  /** Undefined while another writes. What a killed process left is cleared away. */
  static async begin(path: string): Promise<FileDraft | undefined> {
    try {
      return new FileDraft(path, await open(nameOf(path), 'wx'));
    } catch (error) {
      if (!is(error, 'EEXIST')) throw error;
      await clearAbandoned(path);
      return undefined;
    }
  }

  /** Writes `text` to the disk and puts it in place. False where another took this draft for an abandoned one: then nothing has changed. */
  async commit(text: string): Promise<boolean> {
    await this.#file.writeFile(text);
    await this.#file.sync();
    if (!(await this.#isOurs())) return false;
    await rename(nameOf(this.#path), this.#path);
    await syncFolder(dirname(this.#path));
    return true;
  }

  /** Lets others go on; without a commit, the file stays as it is. */
  async end(): Promise<void> {
    if (await this.#isOurs()) await rm(nameOf(this.#path), { force: true });
    await this.#file.close();
  }

  async #isOurs(): Promise<boolean> {
    const [own, there] = await Promise.all([this.#file.stat({ bigint: true }), statOf(nameOf(this.#path))]);
    return own.ino === there?.ino;
  }
}

function nameOf(path: string): string {
  return `${path}.lock`;
}

/** How old a draft is tells the file system that wrote it: no other clock need agree with it, and another machine may have written it. */
async function clearAbandoned(path: string): Promise<void> {
  const draft = await statOf(nameOf(path));
  if (!draft) return;
  const aside = await mkdtemp(`${path}.`);
  try {
    const now = await stat(aside);
    if (now.mtimeMs - Number(draft.mtimeMs) > abandonedAfterMs) await rename(nameOf(path), `${aside}/draft`);
  } catch (error) {
    if (!is(error, 'ENOENT')) throw error;
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/** So that the new content is still there after a power cut. Windows cannot open folders, and needs it not. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function statOf(path: string) {
  try {
    return await stat(path, { bigint: true });
  } catch (error) {
    if (is(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function is(error: unknown, code: string): boolean {
  return (error as { readonly code?: unknown }).code === code;
}
