/** How long playout may be dry before the agent counts as silent: longer than the gaps between bursts of one turn. */
const dryMs = 200;

export interface SpeakingListener {
  startedSpeaking(eventId: number | undefined, atMs: number): void;
  stoppedSpeaking(eventId: number | undefined, atMs: number): void;
  /** The queue ran dry inside a turn, and more of the turn came within 200 ms. */
  ranDry(eventId: number | undefined): void;
}

/** Knows whether the agent is being heard, and tells when that begins and ends. A short gap inside a turn is no end. */
export class SpeakingEdges {
  readonly #listener: SpeakingListener;
  #turn: { readonly eventId: number | undefined } | undefined;
  #dryAtMs: number | undefined;

  constructor(listener: SpeakingListener) {
    this.#listener = listener;
  }

  /** The turn that is being heard. */
  get turn(): { readonly eventId: number | undefined } | undefined {
    return this.#turn;
  }

  /** Audio of a turn goes to the output: the first after silence is heard at once. */
  wrote(eventId: number | undefined, nowMs: number): void {
    if (this.#turn && this.#dryAtMs === undefined) return;
    if (this.#turn?.eventId === eventId && this.#turn) this.#listener.ranDry(eventId);
    else this.#start(eventId, nowMs);
    this.#dryAtMs = undefined;
  }

  /** Audio of a turn was heard from `atMs` on. */
  heard(eventId: number | undefined, atMs: number): void {
    if (this.#turn?.eventId !== eventId) this.#start(eventId, atMs);
  }

  /** Nothing is left to be heard. Returns true where the agent counts as silent. */
  dry(nowMs: number): boolean {
    if (!this.#turn) return true;
    this.#dryAtMs ??= nowMs;
    if (nowMs - this.#dryAtMs < dryMs) return false;
    this.stop(this.#dryAtMs);
    return true;
  }

  stop(atMs: number): void {
    const eventId = this.#turn?.eventId;
    this.#turn = undefined;
    this.#dryAtMs = undefined;
    this.#listener.stoppedSpeaking(eventId, atMs);
  }

  #start(eventId: number | undefined, atMs: number): void {
    if (this.#turn) this.stop(this.#dryAtMs ?? atMs);
    this.#turn = { eventId };
    this.#listener.startedSpeaking(eventId, atMs);
  }
}
