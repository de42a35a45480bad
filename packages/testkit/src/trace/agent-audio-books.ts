import { createHash, type Hash } from 'node:crypto';

/** All the audio of one turn, with its chunks joined. */
export interface TurnAudio {
  readonly eventId?: number;
  readonly bytes: number;
  readonly sha256: string;
  /** All text that came as alignment. */
  readonly text: string;
}

interface Row {
  readonly hash: Hash;
  bytes: number;
  text: string;
}

/** Joins the agent's audio by turn, so that chunking makes no difference. */
export class AgentAudioBooks {
  readonly #rows = new Map<number | undefined, Row>();

  add(bytes: Uint8Array, text: string, eventId: number | undefined): void {
    let row = this.#rows.get(eventId);
    if (!row) {
      row = { hash: createHash('sha256'), bytes: 0, text: '' };
      this.#rows.set(eventId, row);
    }
    row.hash.update(bytes);
    row.bytes += bytes.length;
    row.text += text;
  }

  /** The turns so far, in the order in which they began. */
  get turns(): TurnAudio[] {
    return [...this.#rows].map(([eventId, { hash, bytes, text }]) => ({
      ...(eventId !== undefined && { eventId }),
      bytes,
      sha256: hash.copy().digest('hex'),
      text,
    }));
  }
}
