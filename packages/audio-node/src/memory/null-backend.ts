import { NullOutput } from '@duologue/core';
import type { AudioInput, AudioOutput } from '@duologue/core';
import type { AudioBackend, AudioDevice, BackendOptions, BackendProbe } from '../device/audio-backend.ts';
import { Pacer } from '../pacer/pacer.ts';

/** A microphone that hears nothing and a speaker that nobody hears, both at the speed of the clock. It is never chosen unasked. */
export class NullBackend implements AudioBackend {
  readonly name = 'null';
  readonly directions = ['input', 'output'] as const;

  probe(): Promise<BackendProbe> {
    return Promise.resolve({ available: true });
  }

  listDevices(): Promise<readonly AudioDevice[]> {
    return Promise.resolve([]);
  }

  openInput({ clock }: BackendOptions): AudioInput {
    return new Pacer({ clock });
  }

  openOutput({ clock }: BackendOptions): AudioOutput {
    return new NullOutput(clock);
  }
}
