import type { AudioDevice, AudioDirection } from '../audio-backend.ts';

/** A command of the operating system that plays or records raw samples: 16-bit little-endian, mono. */
export interface SoundTool {
  readonly command: string;
  readonly args: (options: {
    readonly sampleRateHz: number;
    readonly device: string | undefined;
  }) => readonly string[];
  /** Environment variables by which the tool is given its device. */
  readonly env?: (device: string) => Readonly<Record<string, string>>;
  /** From the writing of a sample to its sound, in milliseconds, as measured. */
  readonly latencyMs: number;
  /** Silence that must follow the last sample so that it leaves the tool's own buffer, in milliseconds. */
  readonly tailMs: number;
}

/** A family of tools that belong together. */
export interface SoundTools {
  readonly name: string;
  readonly output: SoundTool;
  readonly input: SoundTool;
  readonly listDevices: (direction: AudioDirection) => Promise<readonly AudioDevice[]>;
}
