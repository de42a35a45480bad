import type { AudioDevice } from '../audio-backend.ts';
import { runCommand } from './run-command.ts';
import type { SoundTools } from './sound-tool.ts';

const raw = (sampleRateHz: number, device: string | undefined): string[] => [
  '--quiet',
  '--file-type=raw',
  '--format=S16_LE',
  '--channels=1',
  `--rate=${sampleRateHz}`,
  ...(device === undefined ? [] : [`--device=${device}`]),
];

/** The tools of ALSA, on any Linux (Debian: alsa-utils). */
export const alsaTools: SoundTools = {
  name: 'aplay',
  output: {
    command: 'aplay',
    // 100 ms in pieces of 10 ms: with its defaults, aplay waits for half a second of sound before it begins
    args: ({ sampleRateHz, device }) => [
      ...raw(sampleRateHz, device),
      '--buffer-time=100000',
      '--period-time=10000',
      '--start-delay=1',
      '-',
    ],
    latencyMs: 15,
    tailMs: 20,
  },
  input: {
    command: 'arecord',
    // pieces of 20 ms; the default is 125 ms
    args: ({ sampleRateHz, device }) => [
      ...raw(sampleRateHz, device),
      '--buffer-time=80000',
      '--period-time=20000',
      '-',
    ],
    latencyMs: 0,
    tailMs: 0,
  },
  async listDevices(direction) {
    const { output } = await runCommand(direction === 'output' ? 'aplay' : 'arecord', { args: ['-L'] });
    return parseNames(output);
  },
};

/** A name at the start of a line, and what it is on the next, indented. */
function parseNames(output: string): AudioDevice[] {
  const lines = output.split('\n');
  return lines.flatMap((id, index) => {
    if (id === '' || id.startsWith(' ') || id === 'null') return [];
    return [{ id, label: lines[index + 1]?.trim() || id, isDefault: id === 'default' }];
  });
}
