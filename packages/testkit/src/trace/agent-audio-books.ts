import { JoinedHash } from '../speech/joined-hash.ts';

/** All the audio of one turn, with its chunks joined. */
export interface TurnAudio {
  readonly eventId?: number;
  readonly bytes: number;
  readonly sha256: string;
  /** All text that came as alignment. */
  readonly text: string;
}

/** Reads a piece of audio that is kept elsewhere. */
export type AudioSource = () => Uint8Array;

interface Row {
  readonly audio: JoinedHash;
  /** Pieces that are not in the hash yet. */
  readonly unread: AudioSource[];
  bytes: number;
  text: string;
}

/** Joins the agent's audio by turn, so that chunking makes no difference. */
export class AgentAudioBooks {
  readonly #rows = new Map<number | undefined, Row>();

  /** Audio that can be read again with `source` is hashed only when somebody wants to know: that takes longer than to send it. */
  add(bytes: Uint8Array, text: string, eventId: number | undefined, source?: AudioSource): void {
    let row = this.#rows.get(eventId);
    if (!row) {
      row = { audio: new JoinedHash(), unread: [], bytes: 0, text: '' };
      this.#rows.set(eventId, row);
    }
    if (source) row.unread.push(source);
    else if (row.unread.length > 0) row.unread.push(() => bytes);
    else row.audio.add(bytes);
    row.bytes += bytes.length;
    row.text += text;
  }

  /** The turns so far, in the order in which they began. */
  get turns(): TurnAudio[] {
    return [...this.#rows].map(([eventId, row]) => {
      const turn = {
        ...(eventId !== undefined && { eventId }),
        bytes: row.bytes,
        sha256: '',
        text: row.text,
      };
      return Object.defineProperty(turn, 'sha256', { enumerable: true, get: () => digestOf(row) });
    });
  }
}

function digestOf({ audio, unread }: Row): string {
  for (const read of unread.splice(0)) audio.add(read());
  return audio.digest();
}
