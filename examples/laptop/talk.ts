import { FastBargeIn, Microphone, Speaker, type BackendChoice } from '@duologue/audio-node';
import { Session, type SessionOptions } from '@duologue/core';

export interface Sound {
  /** Default: the default microphone, through whatever reaches it best. */
  readonly microphone?: BackendChoice;
  readonly speaker?: BackendChoice;
}

/** A conversation through the microphone and the loudspeaker of this computer. */
export function createTalk(options: SessionOptions, { microphone, speaker }: Sound = {}): Session {
  return new Session({
    ...options,
    plugins: [
      new Microphone(microphone),
      new Speaker(speaker),
      new FastBargeIn(),
      ...(options.plugins ?? []),
    ],
  });
}
