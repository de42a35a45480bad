import type { AudioChunk, ConnectedFact, PlayedAudio } from '@duologue/core';
import type { ResamplerFactory } from '../resample/resampler.ts';
import { WavWriter } from '../wav/wav-writer.ts';
import { RecordedSide } from './recorded-side.ts';
import { StereoMixer } from './stereo-mixer.ts';

export interface TapeOptions {
  readonly path: string;
  readonly sampleRateHz: number;
  readonly makeResampler: ResamplerFactory;
  /** The time on the clock at which the recording begins. */
  readonly nowMs: number;
}

/** How long a piece of sound is waited for before its place counts as silent, in milliseconds: longer than any stall that is made up for. */
const horizonMs = 2_500;

/** The recording of one call: what both sides say, by the clock. Every time is one of the session's clock. */
export class Tape {
  readonly path: string;
  readonly #writer: WavWriter;
  readonly #mixer: StereoMixer;
  readonly #makeResampler: ResamplerFactory;
  readonly #startMs: number;
  #user: RecordedSide | undefined;
  #agent: RecordedSide | undefined;
  /** What the agent is heard to say next, if it goes on. */
  #expected: { readonly eventId: number | undefined; readonly positionSamples: number } | undefined;

  /** @throws DuologueError FILE_UNWRITABLE */
  constructor({ path, sampleRateHz, makeResampler, nowMs }: TapeOptions) {
    this.path = path;
    this.#writer = new WavWriter({ path, sampleRateHz, channels: 2 });
    this.#mixer = new StereoMixer(this.#writer);
    this.#makeResampler = makeResampler;
    this.#startMs = nowMs;
  }

  /** Takes the formats of a connection, the first one or one that follows a lost one. */
  connect(
    { userFormat, agentFormat }: Pick<ConnectedFact, 'userFormat' | 'agentFormat'>,
    nowMs: number,
  ): void {
    this.#closeSides(nowMs);
    const startMs = nowMs - this.#startMs;
    const shared = { recordingHz: this.#writer.sampleRateHz, makeResampler: this.#makeResampler, startMs };
    this.#user = new RecordedSide({ ...shared, sampleRateHz: userFormat.sampleRateHz });
    this.#agent = new RecordedSide({ ...shared, sampleRateHz: agentFormat.sampleRateHz });
    this.#expected = undefined;
  }

  /** The user's audio at the moment when it was captured to its end. */
  addUser({ samples }: AudioChunk, nowMs: number): void {
    this.#user?.add(samples, { endMs: nowMs - this.#startMs, continues: true });
    this.#advance(nowMs);
  }

  addAgent({ samples, sampleRateHz, eventId, positionSamples, atMs }: PlayedAudio, nowMs: number): void {
    const continues =
      this.#expected?.eventId === eventId && this.#expected?.positionSamples === positionSamples;
    const endMs = atMs + (samples.length / sampleRateHz) * 1_000 - this.#startMs;
    this.#agent?.add(samples, { endMs, continues });
    this.#expected = { eventId, positionSamples: positionSamples + samples.length };
    this.#advance(nowMs);
  }

  /** Completes the file and says how long it is, in milliseconds. */
  finish(nowMs: number): number {
    try {
      this.#closeSides(nowMs);
      this.#mixer.finish();
    } finally {
      this.#writer.finish();
    }
    return (this.#writer.frames / this.#writer.sampleRateHz) * 1_000;
  }

  #advance(nowMs: number): void {
    const untilMs = nowMs - this.#startMs - horizonMs;
    if (this.#user && this.#agent) this.#mixer.add([this.#user.take(untilMs)], [this.#agent.take(untilMs)]);
  }

  #closeSides(nowMs: number): void {
    const untilMs = nowMs - this.#startMs;
    if (this.#user && this.#agent) this.#mixer.add(this.#user.finish(untilMs), this.#agent.finish(untilMs));
  }
}
