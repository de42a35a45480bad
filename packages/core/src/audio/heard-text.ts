import type { Alignment } from '../protocol/server-events.ts';

/** When each character of one turn ends, in milliseconds of the turn's audio: turns played time into heard words. */
export class HeardText {
  #text = '';
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

  /** The words that were heard to their end after `playedMs`; undefined where no alignment came. */
  after(playedMs: number): string | undefined {
    if (this.#text === '') return undefined;
    let heard = 0;
    while (heard < this.#endsMs.length && (this.#endsMs[heard] ?? 0) <= playedMs) heard += 1;
    if (heard < this.#text.length && !/\s/.test(this.#text[heard] ?? '')) {
      while (heard > 0 && !/\s/.test(this.#text[heard - 1] ?? '')) heard -= 1;
    }
    return this.#text.slice(0, heard).trim();
  }
}
