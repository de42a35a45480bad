import { resample } from '@duologue/audio-node/resample';
import type { AudioFormat, Clock } from '@duologue/core';
import { readAudio } from '../messages/read-audio.ts';
import type { WireMessage } from '../messages/wire-message.ts';
import { bytesOf } from '../speech/sample-bytes.ts';

/** The longest recording of one side, in milliseconds. What comes later is left out. */
const longestMs = 10 * 60_000;

interface Formats {
  readonly inputFormat: AudioFormat;
  readonly outputFormat: AudioFormat;
}

/** Both sides of a conversation as a server hears them: the user as the microphone sent it, the agent as it must have been heard. */
export class Recording {
  readonly #clock: Clock;
  readonly #startMs: number;
  readonly #outputFormat: AudioFormat;
  readonly #userRateHz: number;
  readonly #agentRateHz: number;
  readonly #user: Int16Array[] = [];
  #userSamples = 0;
  /** Where each piece begins, in samples of the agent. */
  #agent: { readonly from: number; readonly samples: Int16Array }[] = [];
  #agentEnd = 0;

  constructor(clock: Clock, { inputFormat, outputFormat }: Formats) {
    this.#clock = clock;
    this.#startMs = clock.now();
    this.#outputFormat = outputFormat;
    this.#userRateHz = inputFormat.sampleRateHz;
    this.#agentRateHz = outputFormat.sampleRateHz;
  }

  /** Adds what the microphone sent. */
  addUser(samples: Int16Array): void {
    if (this.#userSamples + samples.length > (longestMs * this.#userRateHz) / 1_000) return;
    this.#user.push(samples);
    this.#userSamples += samples.length;
  }

  /** Takes in what the server sends: audio, and interruptions. */
  noteSent({ type, audio_event: event }: WireMessage): void {
    const atMs = this.#clock.now() - this.#startMs;
    if (type === 'interruption') this.#cutAgent(atMs);
    const { audio_base_64: base64 } = (event ?? {}) as { readonly audio_base_64?: unknown };
    const audio = event === undefined ? undefined : readAudio(base64, this.#outputFormat);
    if (audio) this.#addAgent(audio.samples, atMs);
  }

  /** A WAV file at the rate of the agent: the user left, the agent right. */
  async toWav(): Promise<Uint8Array<ArrayBuffer>> {
    const user = new Int16Array(this.#userSamples);
    let filled = 0;
    for (const piece of this.#user) {
      user.set(piece, filled);
      filled += piece.length;
    }
    const left = await resample(user, { fromHz: this.#userRateHz, toHz: this.#agentRateHz });
    const frames = new Int16Array(2 * Math.max(left.length, this.#agentEnd));
    for (const [index, sample] of left.entries()) frames[2 * index] = sample;
    for (const { from, samples } of this.#agent) {
      for (const [index, sample] of samples.entries()) frames[2 * (from + index) + 1] = sample;
    }
    return wavFile(bytesOf(frames), this.#agentRateHz);
  }

  /** Adds a chunk that was sent at `atMs`; it is heard after those before it. */
  #addAgent(samples: Int16Array, atMs: number): void {
    const from = Math.max(this.#agentEnd, this.#agentSamples(atMs));
    if (from + samples.length > this.#agentSamples(longestMs)) return;
    this.#agent.push({ from, samples });
    this.#agentEnd = from + samples.length;
  }

  /** The user cut in: what was not heard by `atMs` never is. */
  #cutAgent(atMs: number): void {
    const end = this.#agentSamples(atMs);
    this.#agent = this.#agent
      .filter(({ from }) => from < end)
      .map(({ from, samples }) => ({ from, samples: samples.subarray(0, end - from) }));
    this.#agentEnd = Math.min(this.#agentEnd, end);
  }

  #agentSamples(ms: number): number {
    return Math.round((ms * this.#agentRateHz) / 1_000);
  }
}

/** 16-bit stereo PCM with its header of 44 bytes. */
function wavFile(data: Uint8Array, sampleRateHz: number): Uint8Array<ArrayBuffer> {
  const file = Buffer.alloc(44 + data.length);
  file.write('RIFF', 0);
  file.writeUInt32LE(36 + data.length, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(2, 22);
  file.writeUInt32LE(sampleRateHz, 24);
  file.writeUInt32LE(sampleRateHz * 4, 28);
  file.writeUInt16LE(4, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(data.length, 40);
  file.set(data, 44);
  return file;
}
