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
export { CallMonitor } from './device/call-monitor.ts';
export {
  chooseBackend,
  listDevices,
  probe,
  type BackendChoice,
  type ProbedBackend,
} from './device/choose-backend.ts';
export type { BackendFor } from './device/ask-backend.ts';
export type {
  AudioBackend,
  AudioDevice,
  AudioDirection,
  BackendOptions,
  BackendProbe,
} from './device/audio-backend.ts';

// raw samples over pipes and streams
export { PcmMicrophone, type PcmMicrophoneOptions } from './pcm-stream/pcm-microphone.ts';
export { PcmSpeaker, type PcmSpeakerOptions } from './pcm-stream/pcm-speaker.ts';
export type { ByteSource } from './pcm-stream/byte-feed.ts';
export type { PcmEncoding } from './pcm-stream/pcm-coding.ts';
export type { PcmSink } from './pcm-stream/pcm-sink.ts';

// for tests and for backends of your own
export { MemoryBackend, type MemoryBackendOptions } from './memory/memory-backend.ts';
export { NullBackend } from './memory/null-backend.ts';
export { FramedOutput, type FramedOutputOptions } from './edge/framed-output.ts';
export { InputEdge } from './edge/input-edge.ts';
export { RateAdaptedOutput } from './edge/rate-adapted-output.ts';

// phone calls
export { CallServer, type CallServerOptions } from './telephony/call-server.ts';
export { PhoneCall, type PhoneCallDetails } from './telephony/phone-call.ts';
export type { PhoneLineEnd } from './telephony/phone-wire.ts';
export type { FrameCounts } from './telephony/frame-order.ts';
export { acceptMediaStream, type MediaSocket, type MediaStreamOptions } from './telephony/media-stream.ts';
export { acceptAudioSocket, type AudioSocketOptions } from './telephony/audio-socket.ts';
export { busyMarkup, streamMarkup } from './telephony/stream-markup.ts';
export type { CallRequest } from './telephony/call-request.ts';
export { twilioSignature, type TwilioSignatureOptions } from './telephony/twilio-signature.ts';

// voice
export { VoiceActivity, type VoiceActivityOptions } from './voice/voice-activity.ts';
export { FastBargeIn, type FastBargeInOptions } from './voice/fast-barge-in.ts';
export type { SpeechDetectorOptions } from './voice/speech-detector.ts';
export { NoiseSuppression } from './voice/noise-suppression.ts';
export { Volume, type VolumeOptions } from './voice/volume.ts';
export { ComfortSilence, type ComfortSilenceOptions } from './voice/comfort-silence.ts';
