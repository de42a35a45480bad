import type { FrameBarrier } from '../format/cassette-frame.ts';
import { VoiceMeter } from '../format/voice-meter.ts';
import { HeardSpeech } from './heard-speech.ts';

/** How much speech may be missing where the user has stopped speaking, in milliseconds and as a share. */
const missingVoice = { ms: 20, share: 0.02 };

/** Silence of this length ends what the user says, in milliseconds. */
const silenceMs = 500;

/** What the microphone of the client sends, against what it sent in the recording. */
export class MicrophonePart {
  readonly #voice: VoiceMeter;
  readonly #speech: HeardSpeech | undefined;

  /** `isPlayed`: the replay speaks into it, so that every sample is known. */
  constructor(sampleRateHz: number, isPlayed: boolean) {
    this.#voice = new VoiceMeter(sampleRateHz);
    this.#speech = isPlayed ? new HeardSpeech(sampleRateHz) : undefined;
  }

  hear(samples: Int16Array): void {
    this.#voice.hear(samples);
    this.#speech?.hear(samples);
  }

  /** This is being spoken into it. */
  expect(samples: Int16Array): void {
    this.#speech?.expect(samples);
  }

  /** Whether it has sent as much speech and silence as had come in the recording. */
  hasSent({ voice_ms: voiceMs = 0, silence_ms: quietMs = 0 }: FrameBarrier): boolean {
    const heard = this.#voice;
    if (heard.voiceMs > voiceMs) return true;
    if (heard.voiceMs === voiceMs) return heard.silenceMs >= Math.min(quietMs, silenceMs);
    const isNearly = heard.voiceMs >= voiceMs * (1 - missingVoice.share) - missingVoice.ms;
    return isNearly && heard.silenceMs >= silenceMs;
  }

  /** What a frame waits for and what there is, in words. */
  wantedBy({ voice_ms: voiceMs = 0, silence_ms: quietMs = 0 }: FrameBarrier): string {
    const { voiceMs: heardMs, silenceMs: silentMs } = this.#voice;
    return `the recording goes on after ${voiceMs} ms of speech and ${quietMs} ms of silence, and the microphone was heard for ${heardMs} ms of speech and ${silentMs} ms of silence`;
  }

  /** What is wrong with the speech that was sent; undefined where nothing is. */
  problem(): string | undefined {
    return this.#speech?.problem();
  }
}
