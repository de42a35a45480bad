/** A call that the server made. */
export interface MadeCall {
  readonly id: string;
  readonly toolName: string;
  /** What steps call it by. */
  readonly names: readonly string[];
  /** False where the agent waits for no result. */
  readonly expectsAnswer: boolean;
  answered: boolean;
}

/** The tool calls of one conversation. */
export class ToolCalls {
  readonly #byId = new Map<string, MadeCall>();
  readonly #byName = new Map<string, MadeCall>();

  add(call: Omit<MadeCall, 'answered'>): void {
    const made: MadeCall = { ...call, answered: false };
    this.#byId.set(call.id, made);
    for (const name of call.names) this.#byName.set(name, made);
  }

  byId(id: unknown): MadeCall | undefined {
    return typeof id === 'string' ? this.#byId.get(id) : undefined;
  }

  byName(name: string): MadeCall | undefined {
    return this.#byName.get(name);
  }

  /** Calls that wait for an answer. */
  get open(): readonly MadeCall[] {
    return [...this.#byId.values()].filter(({ answered, expectsAnswer }) => expectsAnswer && !answered);
  }
}
