import type { AudioInput, AudioOutput } from '@duologue/core';
import type {
  AudioBackend,
  AudioDevice,
  AudioDirection,
  BackendOptions,
  BackendProbe,
} from '../audio-backend.ts';
import { isRealDevice, noRealDevice } from '../server-devices.ts';
import { PulseInput } from './pulse-input.ts';
import { PulseOutput } from './pulse-output.ts';
import { PulseServer } from './pulse-server.ts';

/** PulseAudio or PipeWire, spoken to without a child process and without native code: the best one on Linux. */
export class PulseBackend implements AudioBackend {
  readonly name = 'pulseaudio';
  readonly directions = ['input', 'output'] as const;

  async probe(direction: AudioDirection, device?: string): Promise<BackendProbe> {
    try {
      const all = await listAll(direction);
      if (device === undefined) {
        const real = all.some(({ id }) => isRealDevice(direction, id));
        return real ? { available: true } : { available: false, reason: noRealDevice(direction) };
      }
      if (all.some(({ id }) => id === device)) return { available: true };
      return { available: false, reason: `the sound server has no device "${device}"` };
    } catch (error) {
      return { available: false, reason: reasonOf(error) };
    }
  }

  async listDevices(direction: AudioDirection): Promise<readonly AudioDevice[]> {
    const all = await listAll(direction).catch(() => []);
    return all.filter(({ id }) => isRealDevice(direction, id));
  }

  openInput(options: BackendOptions): AudioInput {
    return new PulseInput(options);
  }

  openOutput(options: BackendOptions): AudioOutput {
    return new PulseOutput(options);
  }
}

async function listAll(direction: AudioDirection): Promise<readonly AudioDevice[]> {
  const server = await PulseServer.connect();
  try {
    const { client } = server;
    const { defaultSink, defaultSource } = await client.getServerInfo();
    const [found, defaultId] =
      direction === 'output'
        ? [await client.getAllSinks(), defaultSink]
        : [await client.getAllSources(), defaultSource];
    return found.map(({ name, description }) => ({
      id: String(name),
      label: String(description ?? name),
      isDefault: name === defaultId,
    }));
  } finally {
    await server.close();
  }
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ECONNREFUSED') return 'no sound server runs';
  return message;
}
