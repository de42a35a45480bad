import type { Clock } from '@duologue/core';
import type { Wire } from './wire.ts';

/** Holds back what follows the metadata for a moment: some clients lose what arrives together with it. */
export class GapWire implements Wire {
  readonly #wire: Wire;
  readonly #clock: Clock;
  readonly #gapMs: number;
  /** What waits for the gap to pass; undefined while nothing has to. */
  #heldBack: (() => void)[] | undefined;
  #isOver = false;

  constructor(wire: Wire, clock: Clock, gapMs: number) {
    this.#wire = wire;
    this.#clock = clock;
    this.#gapMs = gapMs;
  }

  send(text: string): void {
    this.#pass(() => this.#wire.send(text));
    if (!this.#isOver && text.includes('"conversation_initiation_metadata"')) this.#openGap();
  }

  close(code: number, reason: string): void {
    this.#pass(() => this.#wire.close(code, reason));
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
    this.#clock.setTimeout(() => {
      const waiting = this.#heldBack ?? [];
      this.#heldBack = undefined;
      for (const act of waiting) act();
    }, this.#gapMs);
  }
}
