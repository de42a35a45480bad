// files in the place of a microphone
export { WavMicrophone, type WavMicrophoneOptions } from './wav-microphone.ts';
export { Pacer, type PacerOptions, type SayOptions } from './pacer/pacer.ts';
export type { Clip, PcmClip } from './pacer/clip.ts';

// watching a call
export { CallRecorder, type CallRecorderOptions, type Recording } from './recorder/call-recorder.ts';
export { LevelMeter, type LevelMeterOptions } from './level-meter.ts';
export { dbfs, rootMeanSquare } from './level.ts';
