import type { SoundTools } from './sound-tool.ts';

const raw = (sampleRateHz: number) => `-f s16le -ar ${sampleRateHz} -ac 1`;

/** FFmpeg: it plays on Linux and records on any system. Slow to begin, so it comes last. */
export const ffmpegTools: SoundTools = {
  name: 'ffmpeg',
  output: {
    command: 'ffmpeg',
    // without "-fflags nobuffer", which throws away what is read to find out what it is
    args: ({ sampleRateHz, device }) => [
      ...`-nostdin -loglevel error -probesize 32 ${raw(sampleRateHz)} -i pipe:0 -f alsa`.split(' '),
      device ?? 'default',
    ],
    latencyMs: 50,
    tailMs: 200,
  },
  input: {
    command: 'ffmpeg',
    args: ({ sampleRateHz, device }) => [
      ...'-nostdin -loglevel error -fflags nobuffer'.split(' '),
      ...source(device),
      ...`${raw(sampleRateHz)} -flush_packets 1 pipe:1`.split(' '),
    ],
    latencyMs: 0,
    tailMs: 0,
  },
  listDevices: () => Promise.resolve([]),
};

function source(device: string | undefined): readonly string[] {
  if (process.platform === 'darwin') return ['-f', 'avfoundation', '-i', `:${device ?? '0'}`];
  if (process.platform === 'win32') return ['-f', 'dshow', '-i', `audio=${device ?? 'default'}`];
  return ['-f', 'alsa', '-i', device ?? 'default'];
}
