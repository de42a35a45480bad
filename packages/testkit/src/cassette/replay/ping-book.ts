/** Which pings of a recording were answered. They gate nothing; the rule is one pong each. */
export class PingBook {
  readonly #open = new Map<unknown, { overtaken: boolean }>();
  #count = 0;

  /** A ping was sent. */
  open(id: unknown): void {
    this.#count += 1;
    this.#open.set(id, { overtaken: false });
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

  /** Pings that should have been answered. */
  get missed(): readonly unknown[] {
    return [...this.#open].filter(([, { overtaken }]) => overtaken).map(([id]) => id);
  }
}
