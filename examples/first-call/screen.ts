import { stripVTControlCharacters } from 'node:util';
import pc from 'picocolors';
import wrapAnsi from 'wrap-ansi';

/** The part of `process.stdout` that is needed. */
export interface Terminal {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface ScreenOptions {
  readonly terminal: Terminal;
  /** Default: colours on a terminal, unless NO_COLOR is set. */
  readonly colours?: boolean;
}

/** A piece of text that stands left of what it belongs to. */
export interface Label {
  readonly text: string;
  readonly colour: (text: string) => string;
}

/** How far texts are indented, where there is room. */
const indent = 17;
/** Terminals narrower than this get the text below its label. */
const narrow = 56;

/**
 * Lines of text that stay, and below them, on a terminal, one line that changes. Elsewhere (a file, a pipe)
 * there are only whole lines, with no control characters.
 */
export class Screen {
  readonly colours: ReturnType<typeof pc.createColors>;
  readonly #terminal: Terminal;
  #status = '';

  constructor({ terminal, colours = terminal.isTTY === true && pc.isColorSupported }: ScreenOptions) {
    this.#terminal = terminal;
    this.colours = pc.createColors(colours);
    // the first text with other than ASCII takes 30 ms, which must not be in the middle of a call
    this.#wrap('→', 0);
  }

  /** Whether there is a line that changes. */
  get isLive(): boolean {
    return this.#terminal.isTTY === true && process.env['TERM'] !== 'dumb';
  }

  /** Characters in a line; unlimited where lines are not wrapped. */
  get columns(): number {
    // a terminal that does not know its width says 0
    return this.#terminal.columns || (this.#terminal.isTTY ? 80 : Infinity);
  }

  /** A line as it is. */
  line(text = ''): void {
    this.#print(text);
  }

  /** `0:03.2  Caller  What was said …`, wrapped so that the text stands in a column of its own. */
  entry(time: string, label: Label, text: string, colour: (text: string) => string = String): void {
    const head = `${this.colours.dim(time.padStart(8))} ${label.colour(label.text.padEnd(7))}`;
    if (this.columns >= narrow) {
      const [first = '', ...others] = this.#wrap(text, indent);
      this.#print(`${head} ${colour(first)}`.trimEnd());
      for (const line of others) this.#print(`${' '.repeat(indent)}${colour(line)}`);
      return;
    }
    this.#print(`${this.colours.dim(time)} ${label.colour(label.text)}`);
    for (const line of this.#wrap(text, 2)) this.#print(`  ${colour(line)}`);
  }

  /** A remark on the entry above. */
  remark(text: string, colour: (text: string) => string = this.colours.dim): void {
    const left = this.columns >= narrow ? indent : 2;
    for (const line of this.#wrap(text, left)) this.#print(`${' '.repeat(left)}${colour(line)}`);
  }

  /** Shows a line that lasts until the next one; nothing where the output is not a terminal. */
  status(text: string): void {
    if (!this.isLive) return;
    const fitting = text.slice(0, this.columns - 1);
    if (fitting === this.#status) return;
    this.#terminal.write(
      `\r${this.colours.dim(fitting)}${' '.repeat(Math.max(0, this.#status.length - fitting.length))}`,
    );
    this.#status = fitting;
  }

  #print(text: string): void {
    const clear = this.#status === '' ? '' : `\r${' '.repeat(this.#status.length)}\r`;
    this.#status = '';
    this.#terminal.write(`${clear}${text}\n`);
  }

  #wrap(text: string, left: number): string[] {
    const line = asPlainText(text);
    const width = Math.max(16, this.columns - left);
    return width === Infinity ? [line] : wrapAnsi(line, width, { hard: true }).split('\n');
  }
}

/** What somebody else wrote, with nothing in it that a terminal would obey. */
export function asPlainText(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
}
