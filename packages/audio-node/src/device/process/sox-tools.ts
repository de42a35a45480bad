import type { SoundTools } from './sound-tool.ts';

const raw = (sampleRateHz: number): string[] =>
  `-q --buffer 1024 -t raw -e signed-integer -b 16 -c 1 -r ${sampleRateHz} -`.split(' ');

/** The tools of SoX, on any system. A device is chosen as SoX does it, by AUDIODEV. */
export const soxTools: SoundTools = {
  name: 'sox',
  output: {
    command: 'play',
    args: ({ sampleRateHz }) => raw(sampleRateHz),
    env: (device) => ({ AUDIODEV: device }),
    latencyMs: 20,
    tailMs: 100,
  },
  input: {
    command: 'rec',
    args: ({ sampleRateHz }) => raw(sampleRateHz),
    env: (device) => ({ AUDIODEV: device }),
    latencyMs: 0,
    tailMs: 0,
  },
  listDevices: () => Promise.resolve([]),
};
