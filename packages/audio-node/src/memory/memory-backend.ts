import type { AudioInput, AudioOutput } from '@duologue/core';
import type { AudioBackend, AudioDevice, BackendOptions, BackendProbe } from '../device/audio-backend.ts';
import { FramedOutput } from '../edge/framed-output.ts';
import { InputEdge } from '../edge/input-edge.ts';

export interface MemoryBackendOptions {
  /** Rate of what is spoken into it; default 16,000. */
  readonly sampleRateHz?: number;
  /** How much of what was heard is kept, in milliseconds; the oldest is forgotten. Default 600,000. */
  readonly keepMs?: number;
}

/** A sound device that is none: a program hears what it plays, and speaks into its microphone. */
export class MemoryBackend implements AudioBackend {
  readonly name = 'memory';
  readonly directions = ['input', 'output'] as const;
  readonly #sampleRateHz: number;
  readonly #keepMs: number;
  #heard: Int16Array[] = [];
  #heardSamples = 0;
  #edge: InputEdge | undefined;

  constructor({ sampleRateHz = 16_000, keepMs = 600_000 }: MemoryBackendOptions = {}) {
    this.#sampleRateHz = sampleRateHz;
    this.#keepMs = keepMs;
  }

  /** What was heard so far, without the silence between. */
  get heard(): Int16Array {
    const heard = new Int16Array(this.#heardSamples);
    let filled = 0;
    for (const piece of this.#heard) {
      heard.set(piece, filled);
      filled += piece.length;
    }
    return heard;
  }

  /** Speaks into the microphone; does nothing while it is closed. */
  speak(samples: Int16Array): void {
    this.#edge?.push(samples);
  }

  probe(): Promise<BackendProbe> {
    return Promise.resolve({ available: true });
  }

  listDevices(): Promise<readonly AudioDevice[]> {
    return Promise.resolve([{ id: 'memory', label: 'Memory', isDefault: true }]);
  }

  openInput(): AudioInput {
    return {
      start: async (options, onFrame) => {
        this.#edge = await InputEdge.open(this.#sampleRateHz, options, onFrame);
      },
      stop: () => {
        this.#edge?.close();
        this.#edge = undefined;
      },
    };
  }

  openOutput({ clock }: BackendOptions): AudioOutput {
    return new FramedOutput({ clock, send: (samples, sampleRateHz) => this.#keep(samples, sampleRateHz) });
  }

  #keep(samples: Int16Array, sampleRateHz: number): void {
    this.#heard.push(samples);
    this.#heardSamples += samples.length;
    while (this.#heardSamples > (this.#keepMs * sampleRateHz) / 1_000)
      this.#heardSamples -= this.#heard.shift()?.length ?? 0;
  }
}
