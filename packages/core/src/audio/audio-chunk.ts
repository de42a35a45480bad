import type { Alignment } from '../protocol/server-events.ts';

/** A piece of audio on its way: 16-bit mono at the rate that the service announced for its direction. */
export interface AudioChunk {
  readonly samples: Int16Array;
  readonly sampleRateHz: number;
  /** The turn it belongs to; only on the agent's audio, and only where the service named one. */
  readonly eventId?: number;
  /** When each character is spoken, counted from the start of this chunk. */
  readonly alignment?: Alignment;
}
