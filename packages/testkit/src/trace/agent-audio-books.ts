import { JoinedHash } from '../speech/joined-hash.ts';

/** All the audio of one turn, with its chunks joined. */
export interface TurnAudio {
  readonly eventId?: number;
  readonly bytes: number;
  readonly sha256: string;
  /** All text that came as alignment. */
  readonly text: string;
}

/** Joins the agent's audio by turn, so that chunking makes no difference. */
export class AgentAudioBooks {
  readonly #rows = new Map<number | undefined, { readonly audio: JoinedHash; text: string }>();

  add(bytes: Uint8Array, text: string, eventId: number | undefined): void {
    let row = this.#rows.get(eventId);
    if (!row) {
      row = { audio: new JoinedHash(), text: '' };
      this.#rows.set(eventId, row);
    }
    row.audio.add(bytes);
    row.text += text;
  }

  /** The turns so far, in the order in which they began. */
  get turns(): TurnAudio[] {
    return [...this.#rows].map(([eventId, { audio, text }]) => ({
      ...(eventId !== undefined && { eventId }),
      bytes: audio.bytes,
      sha256: audio.digest(),
      text,
    }));
  }
}
