import type { ClientLink } from './door.ts';

/** Counts the frames that a client was given. */
export class DeliveryCount implements ClientLink {
  readonly #listeners: (() => void)[] = [];
  #frames = 0;

  get framesDelivered(): number {
    return this.#frames;
  }

  onDelivered(listener: () => void): void {
    this.#listeners.push(listener);
  }

  note(): void {
    this.#frames += 1;
    for (const listener of this.#listeners) listener();
  }
}
