import { isWatched, type CliIo } from './io.ts';

const clearLine = '\r\u001B[2K';

/** A line at the bottom of a terminal that changes in place; where nobody watches there is none. */
export class StatusLine {
  readonly #io: CliIo;
  #text = '';

  constructor(io: CliIo) {
    this.#io = io;
  }

  /** Writes a line that stays, above the one that changes. */
  print(line: string): void {
    this.#clear();
    this.#io.stdout.write(`${line}\n`);
    this.#draw();
  }

  show(text: string): void {
    this.#clear();
    this.#text = text;
    this.#draw();
  }

  #clear(): void {
    if (this.#text !== '' && isWatched(this.#io)) this.#io.stdout.write(clearLine);
  }

  #draw(): void {
    if (this.#text !== '' && isWatched(this.#io)) this.#io.stdout.write(this.#text);
  }
}
