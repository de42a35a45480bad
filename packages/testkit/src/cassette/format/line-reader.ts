import { closeSync, openSync, readSync } from 'node:fs';

const chunkBytes = 64 * 1024;
const newline = 10;

/** The longest line that is read, in bytes: longer than any message that the service lets through. */
const longestLine: number = 32 * 1024 * 1024;

/** Reads a file line by line, with no more of it in memory than a chunk and the longest line. */
export class LineReader {
  readonly #file: number;
  #chunk = Buffer.allocUnsafe(chunkBytes);
  #from = 0;
  #to = 0;
  #isOpen = true;
  #lines = 0;

  /** @throws what `openSync` throws */
  constructor(path: string) {
    this.#file = openSync(path, 'r');
  }

  /** The number of the line that was read last, from 1. */
  get lineNumber(): number {
    return this.#lines;
  }

  /** The next line with its newline, the rest of the file without one, or undefined at the end. */
  next(): string | undefined {
    for (let searched = this.#from; ;) {
      const end = this.#chunk.subarray(0, this.#to).indexOf(newline, searched);
      if (end >= 0) return this.#take(end + 1);
      searched = this.#to - this.#from;
      if (!this.#fill()) return this.#to > this.#from ? this.#take(this.#to) : undefined;
      searched += this.#from;
    }
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    closeSync(this.#file);
  }

  #take(end: number): string {
    const line = this.#chunk.toString('utf8', this.#from, end);
    this.#from = end;
    this.#lines += 1;
    return line;
  }

  /** Reads more behind what is left. Returns false at the end of the file. */
  #fill(): boolean {
    if (!this.#isOpen) return false;
    const left = this.#to - this.#from;
    if (left > longestLine) return false;
    if (this.#from > 0) this.#chunk.copyWithin(0, this.#from, this.#to);
    if (this.#chunk.length - left < chunkBytes / 2) {
      const larger = Buffer.allocUnsafe(this.#chunk.length * 2);
      this.#chunk.copy(larger, 0, 0, left);
      this.#chunk = larger;
    }
    this.#from = 0;
    this.#to = left;
    const read = readSync(this.#file, this.#chunk, left, this.#chunk.length - left, null);
    this.#to += read;
    return read > 0;
  }
}
