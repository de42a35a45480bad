// files in the place of a microphone
export { WavMicrophone, type WavMicrophoneOptions } from './wav-microphone.ts';
export { Pacer, type PacerOptions, type SayOptions } from './pacer/pacer.ts';
export type { Clip, PcmClip } from './pacer/clip.ts';

// watching a call
export { CallRecorder, type CallRecorderOptions, type Recording } from './recorder/call-recorder.ts';
export { LevelMeter, type LevelMeterOptions } from './level-meter.ts';
export { dbfs, rootMeanSquare } from './level.ts';

// sound devices
export { Speaker, type SpeakerOptions } from './device/speaker.ts';
export { Microphone, type MicrophoneOptions } from './device/microphone.ts';
export {
  chooseBackend,
  listDevices,
  probe,
  type BackendChoice,
  type ProbedBackend,
} from './device/choose-backend.ts';
export type {
  AudioBackend,
  AudioDevice,
  AudioDirection,
  BackendOptions,
  BackendProbe,
} from './device/audio-backend.ts';
