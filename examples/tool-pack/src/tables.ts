/** Who comes when, and how to call them back. */
export interface Booking {
  readonly party: number;
  /** ISO 8601 with an offset. */
  readonly at: string;
  readonly phone: string;
}

/** The restaurant's own system, as far as the pack needs it. Your pack brings what it talks to in this way: tests give it another. */
export interface Tables {
  /** The numbers of the tables that are free. */
  free(party: number, at: string, signal: AbortSignal): Promise<number[]>;
  /** Rejects where the table is taken. */
  book(table: number, booking: Booking, signal: AbortSignal): Promise<void>;
}

/** Tables that only this process knows. */
export class TablesInMemory implements Tables {
  readonly #seats: ReadonlyMap<number, number>;
  readonly #taken = new Set<string>();

  /** `seats` has the number of seats of each table. */
  constructor(seats: ReadonlyMap<number, number>) {
    this.#seats = seats;
  }

  async free(party: number, at: string): Promise<number[]> {
    return [...this.#seats]
      .filter(([table, seats]) => seats >= party && !this.#taken.has(`${table} ${at}`))
      .map(([table]) => table);
  }

  async book(table: number, { party, at }: Booking): Promise<void> {
    const free = await this.free(party, at);
    if (!free.includes(table)) throw new Error(`Table ${table} is not free then.`);
    this.#taken.add(`${table} ${at}`);
  }
}
