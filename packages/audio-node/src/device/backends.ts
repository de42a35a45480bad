import type { AudioBackend } from './audio-backend.ts';
import { AudioIoBackend } from './native/audio-io-backend.ts';
import { PvRecorderBackend } from './native/pvrecorder-backend.ts';
import { alsaTools } from './process/alsa-tools.ts';
import { ffmpegTools } from './process/ffmpeg-tools.ts';
import { ProcessBackend } from './process/process-backend.ts';
import { pulseTools } from './process/pulse-tools.ts';
import { soxTools } from './process/sox-tools.ts';
import { PulseBackend } from './pulseaudio/pulse-backend.ts';

/** The backends for sound devices that come with this package, the best one first. */
export function deviceBackends(): readonly AudioBackend[] {
  return [
    new PulseBackend(),
    new PvRecorderBackend(),
    new AudioIoBackend(),
    ...[pulseTools, alsaTools, soxTools, ffmpegTools].map((tools) => new ProcessBackend(tools)),
  ];
}
