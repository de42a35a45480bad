import {
  NullOutput,
  type AudioInput,
  type AudioInputStart,
  type AudioOutput,
  type AudioOutputStart,
  type Clock,
} from '../../src/index.ts';

/** A microphone into which the test speaks. */
export class FakeMicrophone implements AudioInput {
  readonly calls: string[] = [];
  started: AudioInputStart | undefined;
  #onFrame: ((samples: Int16Array) => void) | undefined;

  start(options: AudioInputStart, onFrame: (samples: Int16Array) => void): void {
    this.calls.push('start');
    this.started = options;
    this.#onFrame = onFrame;
  }

  stop(): void {
    this.calls.push('stop');
  }

  hear(samples: Int16Array): void {
    this.#onFrame?.(samples);
  }
}

/** A loudspeaker that plays at the speed of the clock and keeps what it was given. */
export class FakeSpeaker implements AudioOutput {
  readonly calls: string[] = [];
  readonly #pieces: Int16Array[] = [];
  started: AudioOutputStart | undefined;
  /** The longest stretch that it ever held, in samples. */
  longestLead = 0;
  readonly #device: NullOutput;
  readonly heardAfterAll: (() => Promise<number>) | undefined;
  #taken = 0;

  /** `heardAfterAll` is what the speaker learns of audio that it has dropped. */
  constructor(
    clock: Clock,
    { heardAfterAll, ...options }: { maxLeadMs?: number; heardAfterAll?: () => Promise<number> } = {},
  ) {
    this.#device = new NullOutput(clock, options);
    this.heardAfterAll = heardAfterAll;
  }

  /** All samples that it was given. */
  get written(): number[] {
    return this.#pieces.flatMap((piece) => [...piece]);
  }

  get maxLeadMs(): number {
    return this.#device.maxLeadMs;
  }

  start(options: AudioOutputStart): void {
    this.calls.push('start');
    this.started = options;
    this.#device.start(options);
  }

  write(samples: Int16Array): void {
    this.#pieces.push(samples);
    this.#device.write(samples);
    this.#taken += samples.length;
    this.longestLead = Math.max(this.longestLead, this.#taken - this.#device.playedSamples());
  }

  flush(): void | Promise<number> {
    this.calls.push('flush');
    this.#device.flush();
    this.#taken = this.#device.playedSamples();
    return this.heardAfterAll?.();
  }

  playedSamples(): number {
    return this.#device.playedSamples();
  }

  stop(): void {
    this.calls.push('stop');
  }
}
