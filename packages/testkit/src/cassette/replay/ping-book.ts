/** Which pings of a recording were answered. They gate nothing; the rule is one pong each. */
export class PingBook {
  readonly #open = new Map<unknown, { readonly recorded: unknown; overtaken: boolean }>();
  #count = 0;

  /** A ping was sent; `recorded` is its id in the recording. */
  open(id: unknown, recorded: unknown = id): void {
    this.#count += 1;
    this.#open.set(id, { recorded, overtaken: false });
  }

  /** Takes an answer. The result is what is wrong with it. */
  answer(id: unknown): string | undefined {
    if (this.#open.delete(id)) return undefined;
    const what = this.#count === 0 ? 'There was no ping' : 'There is no open ping';
    return `${what} with the id ${JSON.stringify(id)}.`;
  }

  /** Another control message of the service follows: the client has had every chance to answer. */
  noteControl(): void {
    for (const ping of this.#open.values()) ping.overtaken = true;
  }

  /** Pings that should have been answered, as they are called in the recording. */
  get missed(): readonly unknown[] {
    return [...this.#open.values()].filter(({ overtaken }) => overtaken).map(({ recorded }) => recorded);
  }
}
