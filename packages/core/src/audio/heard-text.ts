import type { Alignment } from '../protocol/server-events.ts';

/** When each character of one turn ends, in milliseconds of the turn's audio: turns played time into heard words. */
export class HeardText {
  #text = '';
  #isWhole = false;
  readonly #endsMs: number[] = [];

  /** All characters that arrived so far. */
  get text(): string {
    return this.#text;
  }

  /** Adds the alignment of a chunk that begins `offsetMs` into the turn. Entries with missing parts are left out. */
  add({ chars, charStartTimesMs, charDurationsMs }: Alignment, offsetMs: number): void {
    for (let index = 0; index < chars.length; index += 1) {
      const char = chars[index];
      const startMs = charStartTimesMs[index];
      if (typeof char !== 'string' || typeof startMs !== 'number') continue;
      const durationMs: unknown = charDurationsMs[index];
      const endMs = offsetMs + startMs + (typeof durationMs === 'number' ? durationMs : 0);
      this.#text += char;
      // one entry for each UTF-16 unit, so that indices into the text and the times agree
      for (let unit = 0; unit < char.length; unit += 1) this.#endsMs.push(endMs);
    }
  }

  /** No more characters of the turn will come. */
  close(): void {
    this.#isWhole = true;
  }

  /**
   * The words that were heard to their end after `playedMs`; undefined where no alignment came. The last word that
   * arrived counts where nothing of it can follow: the turn is closed, or goes on with another word in `planned`,
   * all that the agent means to say, where that is known.
   */
  after(playedMs: number, planned?: string): string | undefined {
    if (this.#text === '') return undefined;
    let heard = 0;
    while (heard < this.#endsMs.length && (this.#endsMs[heard] ?? 0) <= playedMs) heard += 1;
    const isAtEnd = heard === this.#text.length;
    if (isAtEnd ? !this.#endsInWholeWord(planned) : !isSpace(this.#text[heard])) {
      while (heard > 0 && !isSpace(this.#text[heard - 1])) heard -= 1;
    }
    return this.#text.slice(0, heard).trim();
  }

  /** Whether the characters that arrived begin `planned` and leave some of it to come. */
  stopsBefore(planned: string): boolean {
    const [arrived, plan] = [this.#text.trim(), planned.trim()];
    return !this.#isWhole && arrived !== '' && arrived.length < plan.length && plan.startsWith(arrived);
  }

  #endsInWholeWord(planned: string | undefined): boolean {
    if (this.#isWhole || isSpace(this.#text.at(-1))) return true;
    if (planned === undefined) return false;
    const [arrived, plan] = [this.#text.trimStart(), planned.trim()];
    return arrived.length >= plan.length || (plan.startsWith(arrived) && isSpace(plan[arrived.length]));
  }
}

function isSpace(char: string | undefined): boolean {
  return char !== undefined && /\s/.test(char);
}
