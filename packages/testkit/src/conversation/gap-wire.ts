import type { Clock } from '@duologue/core';
import type { Wire } from './wire.ts';

export interface GapWireOptions {
  readonly clock: Clock;
  readonly gapMs: number;
  /** Calls back when the client has what was sent so far, where that can be known: the gap begins then. Default at once. */
  readonly whenArrived?: (then: () => void) => void;
}

/** How long a client may take to show that it has the metadata, in milliseconds; then the gap begins all the same. */
const arrivalMs = 1_000;

/** Holds back what follows the metadata for a moment: some clients lose what arrives together with it. */
export class GapWire implements Wire {
  readonly #wire: Wire;
  readonly #options: GapWireOptions;
  /** What waits for the gap to pass; undefined while nothing has to. */
  #heldBack: (() => void)[] | undefined;
  #isOver = false;

  constructor(wire: Wire, options: GapWireOptions) {
    this.#wire = wire;
    this.#options = options;
  }

  send(text: string): void {
    this.#pass(() => this.#wire.send(text));
    if (!this.#isOver && text.includes('"conversation_initiation_metadata"')) this.#openGap();
  }

  close(code: number, reason: string): void {
    this.#pass(() => this.#wire.close(code, reason));
  }

  batch(): () => void {
    return this.#wire.batch?.() ?? (() => {});
  }

  cut(): void {
    this.#pass(() => this.#wire.cut());
  }

  #pass(act: () => void): void {
    if (this.#heldBack) this.#heldBack.push(act);
    else act();
  }

  #openGap(): void {
    this.#isOver = true;
    this.#heldBack = [];
    const { clock, gapMs, whenArrived } = this.#options;
    const begin = (): void => void clock.setTimeout(() => this.#endGap(), gapMs);
    if (!whenArrived) return begin();
    const limit = clock.setTimeout(begin, arrivalMs);
    whenArrived(() => {
      limit.cancel();
      begin();
    });
  }

  #endGap(): void {
    const waiting = this.#heldBack ?? [];
    this.#heldBack = undefined;
    for (const act of waiting) act();
  }
}
