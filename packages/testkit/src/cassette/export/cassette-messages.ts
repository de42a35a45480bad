import type { WireMessage } from '../../messages/wire-message.ts';
import type { CassetteFrame } from '../format/cassette-frame.ts';
import type { CassetteHeader } from '../format/cassette-header.ts';
import { CassetteReader } from '../format/read-cassette.ts';

/** A frame of a cassette with its message as it was on the wire. */
export interface WireFrame {
  readonly frame: CassetteFrame;
  readonly message: WireMessage | undefined;
}

/** Goes through a cassette; the messages have their audio. @throws DuologueError as `readCassette` */
export function* wireFramesOf(file: string): Generator<WireFrame, void> {
  const reader = new CassetteReader(file);
  try {
    for (let frame = reader.next(); frame; frame = reader.next())
      yield { frame, message: frame.lane === 'end' ? undefined : reader.messageOf(frame) };
  } finally {
    reader.close();
  }
}

/** @throws DuologueError as `readCassette` */
export function headerOf(file: string): CassetteHeader {
  const reader = new CassetteReader(file);
  reader.close();
  return reader.header;
}
