import { defaultAudioFormat, systemClock } from '@duologue/core';
import { ScriptedMicrophone } from '@duologue/testkit';
import { Speaker } from './speaker.ts';

export interface SoundCardOptions {
  /** So much of a tone was heard. */
  readonly onPlayed: (hz: number, ms: number) => void;
  readonly onInterrupt: () => void;
}

/** Microphone and loudspeaker in the form that the Node and Python SDKs want: 16 kHz PCM, a microphone chunk every 250 ms. */
export class SoundCard {
  readonly #microphone = new ScriptedMicrophone(systemClock);
  readonly #speaker: Speaker;
  readonly #onInterrupt: () => void;
  readonly #open = new AbortController();

  constructor({ onPlayed, onInterrupt }: SoundCardOptions) {
    this.#speaker = new Speaker(onPlayed);
    this.#onInterrupt = onInterrupt;
  }

  start(inputCallback: (audio: Buffer) => void): void {
    this.#speaker.start();
    this.#microphone.start(
      { format: defaultAudioFormat, frameMs: 250, signal: this.#open.signal },
      (samples) => inputCallback(Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)),
    );
  }

  stop(): void {
    this.#open.abort();
    this.#speaker.stop();
    this.#microphone.stop();
  }

  output(audio: Buffer): void {
    this.#speaker.output(audio);
  }

  interrupt(): void {
    this.#speaker.interrupt();
    this.#onInterrupt();
  }

  /** Speaks into the microphone. */
  say(samples: Int16Array): Promise<void> {
    return this.#microphone.speak(samples);
  }
}
