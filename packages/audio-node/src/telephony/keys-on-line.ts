import type { KeyPress } from './dtmf.ts';

/** A key that was sent, and from where to where it is heard: in samples of all that was sent down the line. */
interface SentKey {
  readonly key: KeyPress;
  readonly start: number;
  readonly end: number;
}

/** Keys that were pressed between what the agent says: they take time on the line, and are nothing that was heard of the agent. */
export class KeysOnLine {
  /** Those that were not heard to their end, in order. */
  #sent: SentKey[] = [];
  /** Samples of keys that were heard. */
  #heard = 0;

  /** How many were not heard to their end. */
  get size(): number {
    return this.#sent.length;
  }

  /** A key is sent, behind `start` samples of the line. */
  sent(key: KeyPress, start: number): void {
    this.#sent.push({ key, start, end: start + key.sound.length });
  }

  /** How much of what the line has played was said by the agent. `played` never goes down. */
  agentSamples(played: number): number {
    if (this.#sent.length === 0) return played - this.#heard;
    for (let first = this.#sent[0]; first && first.end <= played; first = this.#sent[0]) {
      this.#heard += first.end - first.start;
      this.#sent.shift();
    }
    return played - this.#heard - samplesOf(this.#sent, 0, played);
  }

  /** The far end is told to drop what it has not played. */
  clear(played: number): ClearedKeys {
    const cleared = new ClearedKeys(this.#sent, played);
    this.#heard += samplesOf(this.#sent, 0, played);
    this.#sent = [];
    return cleared;
  }
}

/** Keys that the far end was told to drop, until it has said what of them was heard on the way there. */
export class ClearedKeys {
  readonly #sent: readonly SentKey[];
  readonly #played: number;

  constructor(sent: readonly SentKey[], played: number) {
    this.#sent = sent;
    this.#played = played;
  }

  /** How much of what was heard late was said by the agent. */
  agentSamples(heardLate: number): number {
    return heardLate - samplesOf(this.#sent, this.#played, this.#played + heardLate);
  }

  /** Those of which too little was heard. */
  untaken(heardLate: number): KeyPress[] {
    const played = this.#played + heardLate;
    return this.#sent
      .filter(({ key, start }) => Math.max(0, played - start) < key.takenSamples)
      .map(({ key }) => key);
  }

  get size(): number {
    return this.#sent.length;
  }
}

/** How many samples of keys lie between two places on the line. */
function samplesOf(sent: readonly SentKey[], from: number, to: number): number {
  return sent.reduce(
    (sum, { start, end }) => sum + Math.max(0, Math.min(end, to) - Math.max(start, from)),
    0,
  );
}
