import { NullOutput } from '@duologue/core';
import type { AudioInput, AudioInputStart, AudioOutput, AudioOutputStart } from '@duologue/core';
import type { AudioBackend, BackendOptions, BackendProbe } from '@duologue/audio-node';
import { joined } from '../samples.ts';

/** A backend in memory: it plays at the speed of the clock, keeps what it was given, and records what the test speaks. */
export class StudioBackend implements AudioBackend {
  readonly directions = ['input', 'output'] as const;
  readonly name: string;
  readonly #probe: BackendProbe;
  readonly opened: BackendOptions[] = [];
  readonly log: string[] = [];
  readonly #played: Int16Array[] = [];
  sampleRateHz = 0;
  #onFrame: ((samples: Int16Array) => void) | undefined;
  failure: Error | undefined;

  constructor(name = 'studio', probe: BackendProbe = { available: true }) {
    this.name = name;
    this.#probe = probe;
  }

  /** Everything that was written. */
  get played(): Int16Array {
    return joined(...this.#played);
  }

  speak(samples: Int16Array): void {
    this.#onFrame?.(samples);
  }

  probe(): Promise<BackendProbe> {
    this.log.push('probe');
    return Promise.resolve(this.#probe);
  }

  listDevices() {
    return Promise.resolve([{ id: 'one', label: 'The only one', isDefault: true }]);
  }

  openOutput(options: BackendOptions): AudioOutput {
    this.opened.push(options);
    const inner = new NullOutput(options.clock);
    const write = (samples: Int16Array) => {
      if (this.failure) throw this.failure;
      this.#played.push(samples.slice());
      inner.write(samples);
    };
    return {
      maxLeadMs: 100,
      start: async (start: AudioOutputStart) => {
        await Promise.resolve();
        if (this.failure) throw this.failure;
        this.log.push('start');
        this.sampleRateHz = start.format.sampleRateHz;
        inner.start(start);
      },
      write,
      flush: () => inner.flush(),
      playedSamples: () => inner.playedSamples(),
      stop: () => {
        this.log.push('stop');
      },
    };
  }

  openInput(options: BackendOptions): AudioInput {
    this.opened.push(options);
    return {
      start: async (_: AudioInputStart, onFrame) => {
        await Promise.resolve();
        if (this.failure) throw this.failure;
        this.log.push('start');
        this.#onFrame = onFrame;
      },
      stop: () => {
        this.log.push('stop');
        this.#onFrame = undefined;
      },
    };
  }
}
