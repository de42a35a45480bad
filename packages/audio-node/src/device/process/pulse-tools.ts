import type { AudioDevice, AudioDirection } from '../audio-backend.ts';
import { isRealDevice } from '../server-devices.ts';
import { runCommand } from './run-command.ts';
import type { SoundTools } from './sound-tool.ts';

const raw = (sampleRateHz: number, device: string | undefined, latencyMs: number): string[] => [
  '--raw',
  '--format=s16le',
  '--channels=1',
  `--rate=${sampleRateHz}`,
  `--latency-msec=${latencyMs}`,
  '--client-name=duologue',
  ...(device === undefined ? [] : [`--device=${device}`]),
];

/** The tools of PulseAudio, which PipeWire serves too (Debian: pulseaudio-utils). */
export const pulseTools: SoundTools = {
  name: 'pacat',
  output: {
    command: 'pacat',
    args: ({ sampleRateHz, device }) => ['--playback', ...raw(sampleRateHz, device, 80)],
    latencyMs: 10,
    tailMs: 80,
  },
  input: {
    command: 'parec',
    args: ({ sampleRateHz, device }) => raw(sampleRateHz, device, 20),
    latencyMs: 0,
    tailMs: 0,
  },
  async listDevices(direction) {
    const [list, info] = await Promise.all([
      runCommand('pactl', { args: ['list', 'short', direction === 'output' ? 'sinks' : 'sources'] }),
      runCommand('pactl', { args: ['info'], env: { LC_ALL: 'C' } }),
    ]);
    const wanted = direction === 'output' ? /^Default Sink: (.+)$/m : /^Default Source: (.+)$/m;
    return parseShortList(list.output, wanted.exec(info.output)?.[1], direction);
  },
};

/** `0<tab>alsa_output.pci<tab>module…` a line. */
function parseShortList(
  output: string,
  defaultId: string | undefined,
  direction: AudioDirection,
): AudioDevice[] {
  return output
    .split('\n')
    .map((line) => line.split('\t')[1])
    .filter((id) => id !== undefined && isRealDevice(direction, id))
    .map((id = '') => ({ id, label: id, isDefault: id === defaultId }));
}
