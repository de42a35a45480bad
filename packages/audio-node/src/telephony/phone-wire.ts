/** What a phone line can be told, whatever protocol it speaks. Every call does nothing once the line is closed. */
export interface PhoneWire {
  /** Sound in frames of 20 ms at the rate of the line; the last one of a turn may be shorter. */
  sendAudio(samples: Int16Array): void;
  /**
   * What can be done with the queue that the far end keeps; undefined where it keeps none and wants each frame when it is due.
   */
  readonly queue: PhoneQueue | undefined;
  /** Ends the call, or at least this line of it. */
  hangUp(): void;
}

/** What can be done with the queue of sound that the far end keeps. */
export interface PhoneQueue {
  /** What `send` sends leaves in one piece, where the line can do so. */
  together(send: () => void): void;
  /** Asks for `name` to be sent back when everything sent before has been played. */
  sendMark(name: string): void;
  /** Drops what was sent and not played yet. */
  sendClear(): void;
}

/** What a phone line tells. */
export interface PhoneListener {
  /** `number` counts the frames of the caller from any start; undefined where the line keeps their order by itself. */
  audio(samples: Int16Array, number: number | undefined): void;
  mark(name: string): void;
  /** `0` to `9`, `*`, `#`, `A` to `D`. */
  digit(digit: string): void;
  /** The line is closed; nothing is told after it. */
  closed(end: PhoneLineEnd): void;
}

/** How a line was closed. */
export interface PhoneLineEnd {
  /** `caller`: the caller, or the provider, hung up. `server`: this side did. `failure`: see `error`. */
  readonly by: 'caller' | 'server' | 'failure';
  readonly error?: Error;
}
