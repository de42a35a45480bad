/** Which pings were answered. They gate nothing; the rule is one pong each. */
export class Pings {
  readonly #answered = new Map<number, boolean>();
  #next = 1;
  /** Pings that no other frame of the server has followed: they need not be answered at the end. */
  #newest: number[] = [];

  /** The id of a new ping. */
  open(): number {
    const id = this.#next;
    this.#next += 1;
    this.#answered.set(id, false);
    this.#newest.push(id);
    return id;
  }

  /** Takes an answer. The result is what is wrong with it. */
  answer(id: unknown): string | undefined {
    const answered = this.#answered.get(Number(id));
    if (answered === undefined) return `There was no ping with the id ${JSON.stringify(id)}.`;
    if (answered) return `The ping ${String(id)} was answered before.`;
    this.#answered.set(Number(id), true);
    return undefined;
  }

  get lastIsAnswered(): boolean {
    return this.#answered.get(this.#next - 1) ?? true;
  }

  /** Another control message of the server follows. */
  noteControl(): void {
    if (this.#newest.length > 0) this.#newest = [];
  }

  /** Pings that the client had every chance to answer and did not. */
  get missed(): readonly number[] {
    const open = [...this.#answered].filter(([, answered]) => !answered).map(([id]) => id);
    return open.filter((id) => !this.#newest.includes(id));
  }
}
