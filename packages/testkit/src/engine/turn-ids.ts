/**
 * Counts the turns of the agent. A turn opens with the first thing that the agent does after the user,
 * holds tool calls and one text, and ends when the user takes over.
 */
export class TurnIds {
  #last = 0;
  #open = false;
  /** Whether the open turn has its text. */
  #said = false;
  /** Whether anything stands in the open turn. */
  #used = false;

  /** The last turn that was opened; 0 where there was none. */
  get last(): number {
    return this.#last;
  }

  /** The turn that is open, or a new one. */
  current(): number {
    if (!this.#open) this.openNext();
    this.#used = true;
    return this.#last;
  }

  /** The turn for a text: the open one where it has none yet. */
  forText(): number {
    if (this.#said) this.#open = false;
    const id = this.current();
    this.#said = true;
    return id;
  }

  /** The user took over. A turn that was opened and not used stays open. */
  end(): void {
    if (this.#used) this.#open = false;
  }

  /** Opens the next turn before anything stands in it. */
  openNext(): number {
    this.#last += 1;
    this.#open = true;
    this.#said = false;
    this.#used = false;
    return this.#last;
  }
}
