import type { AudioInput, AudioOutput, Clock } from '@duologue/core';

export type AudioDirection = 'input' | 'output';

/** A way to reach the sound devices of this computer, or anything else that can be heard and spoken into. */
export interface AudioBackend {
  /** What it is chosen by, such as `pulseaudio`. */
  readonly name: string;
  /** What it has: an input, an output or both. */
  readonly directions: readonly AudioDirection[];
  /**
   * Whether it works here and now. It opens no device for longer than it must, and never rejects.
   * `device` is the one that will be asked for; without it, the default one.
   */
  probe(direction: AudioDirection, device?: string): Promise<BackendProbe>;
  /** The devices that can be asked for; empty where the backend cannot list them. */
  listDevices(direction: AudioDirection): Promise<readonly AudioDevice[]>;
  /** Makes an input that is not open yet. */
  openInput?(options: BackendOptions): AudioInput;
  /** Makes an output that is not open yet. */
  openOutput?(options: BackendOptions): AudioOutput;
}

export type BackendProbe =
  | { readonly available: true }
  | {
      readonly available: false;
      /** Why not, as the end of a sentence without a full stop. */
      readonly reason: string;
    };

export interface AudioDevice {
  /** What it is asked for by. */
  readonly id: string;
  /** What people call it. */
  readonly label: string;
  readonly isDefault: boolean;
}

export interface BackendOptions {
  readonly clock: Clock;
  /** A device by its id; without it, the default one. */
  readonly device?: string;
  /** Told of what goes wrong after the opening. An output that cannot go on also throws from `write`. */
  readonly onTrouble: (error: unknown) => void;
}
