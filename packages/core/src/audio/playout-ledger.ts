import { HeardText } from './heard-text.ts';
import type { Segment } from './segment-queue.ts';

/** What became of the audio of one turn, in samples. `received` = `queued` + `played` + `dropped`. */
export interface LedgerRow {
  readonly eventId?: number;
  readonly received: number;
  /** Waits to be heard, in playout or in the output. */
  readonly queued: number;
  readonly played: number;
  /** Will never be heard: flushed, stale, or for want of room. */
  readonly dropped: number;
}

/** The books of playout: one row for each turn, the newest 1,000 and those whose audio still waits. */
export class PlayoutLedger {
  readonly #rows = new Map<number | undefined, Row>();
  readonly #rowLimit = 1_000;

  row(eventId: number | undefined): LedgerRow {
    const { received = 0, played = 0, dropped = 0 } = this.#rows.get(eventId) ?? {};
    return {
      ...(eventId !== undefined && { eventId }),
      received,
      queued: received - played - dropped,
      played,
      dropped,
    };
  }

  /** All rows, oldest first. */
  rows(): LedgerRow[] {
    return [...this.#rows.keys()].map((eventId) => this.row(eventId));
  }

  /** Of what was booked as dropped, the first `sampleCount` samples were heard before the far end of the output dropped them. */
  heardAfterAll(dropped: readonly Segment[], sampleCount: number): void {
    let rest = Number.isFinite(sampleCount) ? Math.floor(sampleCount) : 0;
    for (const { samples, eventId } of dropped) {
      const heard = Math.max(0, Math.min(rest, samples.length));
      const row = this.open(eventId);
      row.dropped -= heard;
      row.played += heard;
      rest -= heard;
    }
  }

  /** The words that were heard to their end; undefined where that cannot be known. `planned` is the whole text of the turn, where it is known. */
  heardText(eventId: number | undefined, playedMs: number, planned?: string): string | undefined {
    if (playedMs === 0) return '';
    return this.#rows.get(eventId)?.heard.after(playedMs, planned);
  }

  /** Whether more of a turn is to be heard: some of it waits, or its alignment stops before the end of `planned`, all its text. */
  awaits(eventId: number | undefined, planned: string): boolean {
    const row = this.#rows.get(eventId);
    if (!row) return false;
    return row.received > row.played + row.dropped || row.heard.stopsBefore(planned);
  }

  /** No more text of the turn comes with its audio. */
  closeText(eventId: number | undefined): void {
    this.#rows.get(eventId)?.heard.close();
  }

  /** All text of a turn that came with its audio. */
  alignedText(eventId: number | undefined): string {
    return this.#rows.get(eventId)?.heard.text ?? '';
  }

  /** The row that playout writes to. */
  open(eventId: number | undefined): Row {
    let row = this.#rows.get(eventId);
    if (!row) {
      row = { received: 0, played: 0, dropped: 0, accepted: 0, heard: new HeardText() };
      if (this.#rows.size >= this.#rowLimit) this.#forgetOldest();
      this.#rows.set(eventId, row);
    }
    return row;
  }

  /** A turn without an id is over: its row begins anew. */
  closeUntagged(): void {
    this.#rows.delete(undefined);
  }

  #forgetOldest(): void {
    for (const [eventId, { received, played, dropped }] of this.#rows) {
      if (received > played + dropped) continue;
      this.#rows.delete(eventId);
      return;
    }
  }
}

/** A row while it is written. */
export interface Row {
  received: number;
  played: number;
  dropped: number;
  /** Samples that went into the queue: the position of the next chunk. */
  accepted: number;
  readonly heard: HeardText;
}
