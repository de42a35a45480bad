import { readFile, stat } from 'node:fs/promises';
import type { ToolContext } from '@duologue/core';
import { FileDraft } from './file-draft.ts';

interface Content<T> {
  readonly stamp: string;
  readonly text: string;
  readonly value: T;
}

/** What a change makes of the content of a file. */
export type Change<T, R> = (value: T, text: string) => { readonly text: string; readonly result: R };

/** What of a tool's context a change needs. */
export type UpdateContext = Pick<ToolContext, 'io' | 'clock' | 'signal'>;

/** How long to wait before looking again whether another has written to the end, at first and at most. */
const pauses = { firstMs: 10, mostMs: 320 };

/**
 * One text file that other programs may write too. It is read again when it has changed. Changes, those of other sessions and processes
 * too, are made one after the other, each to the newest content, and reach the disk whole or not at all.
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

  /**
   * Writes what `change` makes of the content, when no other session or process writes. Where `change` throws, or the signal is aborted
   * before, nothing is written.
   */
  async update<R>(change: Change<T, R>, context: UpdateContext): Promise<R> {
    const turn = this.#queue.then(() => this.#update(change, context));
    this.#queue = turn.catch(() => {});
    return turn;
  }

  async #update<R>(change: Change<T, R>, { io, clock, signal }: UpdateContext): Promise<R> {
    for (let pauseMs = pauses.firstMs; ; pauseMs = Math.min(2 * pauseMs, pauses.mostMs)) {
      signal.throwIfAborted();
      const done = await io(this.#tryUpdate(change, signal));
      if (done) return done.result;
      await clock.sleep(pauseMs, signal);
    }
  }

  /** Undefined while another writes. */
  async #tryUpdate<R>(
    change: Change<T, R>,
    signal: AbortSignal,
  ): Promise<{ readonly result: R } | undefined> {
    const draft = await FileDraft.begin(this.#path);
    if (!draft) return undefined;
    try {
      const { value, text } = await this.#read();
      signal.throwIfAborted();
      const { text: changed, result } = change(value, text);
      const isWritten = await draft.commit(changed);
      this.#content = undefined;
      return isWritten ? { result } : undefined;
    } finally {
      await draft.end();
    }
  }

  async #read(): Promise<Content<T>> {
    const stamp = await this.#stamp();
    if (this.#content?.stamp === stamp) return this.#content;
    const text = stamp === '' ? undefined : await readFile(this.#path, 'utf8');
    return (this.#content = { stamp, text: text ?? '', value: this.#parse(text) });
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
