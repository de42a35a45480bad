import { open, readFile, rename, stat } from 'node:fs/promises';

interface Content<T> {
  readonly stamp: string;
  readonly text: string;
  readonly value: T;
}

/**
 * One text file that other programs may write too. It is read again when it has changed. Changes are made one after the other, each to
 * the newest content, and reach the disk whole or not at all.
 */
export class WholeFile<T> {
  readonly #path: string;
  readonly #parse: (text: string | undefined) => T;
  #content: Content<T> | undefined;
  #queue: Promise<unknown> = Promise.resolve();

  /** `parse` gets undefined where there is no file. */
  constructor(path: string, parse: (text: string | undefined) => T) {
    this.#path = path;
    this.#parse = parse;
  }

  /** What the file holds now; whatever `parse` throws. */
  async read(): Promise<T> {
    return (await this.#read()).value;
  }

  /** Writes what `change` makes of the content. Where it throws, or the signal is aborted before, nothing is written. */
  async update<R>(
    change: (value: T, text: string) => { readonly text: string; readonly result: R },
    signal: AbortSignal,
  ): Promise<R> {
    const turn = this.#queue.then(async () => {
      signal.throwIfAborted();
      const { value, text } = await this.#read();
      signal.throwIfAborted();
      const changed = change(value, text);
      await this.#write(changed.text);
      return changed.result;
    });
    this.#queue = turn.catch(() => {});
    return turn;
  }

  async #read(): Promise<Content<T>> {
    const stamp = await this.#stamp();
    if (this.#content?.stamp === stamp) return this.#content;
    const text = stamp === '' ? undefined : await readFile(this.#path, 'utf8');
    return (this.#content = { stamp, text: text ?? '', value: this.#parse(text) });
  }

  async #write(text: string): Promise<void> {
    const draft = `${this.#path}.tmp`;
    const file = await open(draft, 'w');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, this.#path);
    this.#content = undefined;
  }

  /** Changes whenever the file does; empty where there is none. */
  async #stamp(): Promise<string> {
    try {
      const { size, mtimeMs, ino } = await stat(this.#path);
      return `${size} ${mtimeMs} ${ino}`;
    } catch (error) {
      if ((error as { readonly code?: unknown }).code === 'ENOENT') return '';
      throw error;
    }
  }
}
