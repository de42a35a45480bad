import type { AudioInput, AudioInputStart, Clock, Timer } from '@duologue/core';

/** A microphone that is never quiet on the wire: silence, with clips of speech in it. Each clip begins with a frame of its own. */
export class ScriptedMicrophone implements AudioInput {
  readonly #clock: Clock;
  #timer: Timer | undefined;
  #onFrame: ((samples: Int16Array) => void) | undefined;
  #frameSamples = 320;
  #frameMs = 20;
  #startMs = 0;
  /** Frames since the start. */
  #frames = 0;
  #clips: { readonly samples: Int16Array; readonly spoken: () => void }[] = [];
  /** Of the first clip, how many samples were spoken. */
  #position = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Speaks a clip after those before it, at the rate of the session. Resolves when it was spoken, or the microphone was closed. */
  speak(samples: Int16Array): Promise<void> {
    return new Promise((spoken) => this.#clips.push({ samples, spoken }));
  }

  start({ format, frameMs }: AudioInputStart, onFrame: (samples: Int16Array) => void): void {
    this.#frameMs = frameMs;
    this.#frameSamples = Math.round((format.sampleRateHz * frameMs) / 1_000);
    this.#onFrame = onFrame;
    this.#startMs = this.#clock.now();
    this.#frames = 0;
    this.#timer = this.#clock.setInterval(() => this.#catchUp(), frameMs);
  }

  stop(): void {
    this.#timer?.cancel();
    this.#onFrame = undefined;
    for (const { spoken } of this.#clips.splice(0)) spoken();
    this.#position = 0;
  }

  /** Timers of a busy computer come late: the stream is as long as the time that has passed all the same. */
  #catchUp(): void {
    const due = Math.floor((this.#clock.now() - this.#startMs) / this.#frameMs + 1e-6);
    while (this.#frames < due && this.#onFrame) {
      this.#frames += 1;
      this.#onFrame(this.#nextFrame());
    }
  }

  #nextFrame(): Int16Array {
    const length = this.#frameSamples;
    const [clip] = this.#clips;
    if (!clip) return new Int16Array(length);
    const from = this.#position;
    this.#position += length;
    if (this.#position < clip.samples.length) return clip.samples.slice(from, from + length);
    const frame = new Int16Array(length);
    frame.set(clip.samples.subarray(from));
    this.#clips.shift();
    this.#position = 0;
    clip.spoken();
    return frame;
  }
}
