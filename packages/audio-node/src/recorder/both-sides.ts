import type { AudioChunk, ConnectedFact, PlayedAudio } from '@duologue/core';
import type { ResamplerFactory } from '../resample/resampler.ts';
import { PairedStreams } from './paired-streams.ts';
import { RecordedSide } from './recorded-side.ts';

export interface BothSidesOptions {
  /** At which both sides come out. */
  readonly sampleRateHz: number;
  readonly makeResampler: ResamplerFactory;
  /** The time on the clock at which both sides begin. */
  readonly nowMs: number;
  /** How long a piece of sound is waited for before its place counts as silent, in milliseconds. */
  readonly horizonMs: number;
  /** Gets the two sides in step, as pieces of one length. */
  readonly onSound: (user: Int16Array, agent: Int16Array) => void;
}

/** What both sides of a call say, by the clock: the user as sent, the agent as heard. Every time is one of the session's clock. */
export class BothSides {
  readonly #options: BothSidesOptions;
  readonly #pairs: PairedStreams;
  #user: RecordedSide | undefined;
  #agent: RecordedSide | undefined;
  /** What the agent is heard to say next, if it goes on. */
  #expected: { readonly eventId: number | undefined; readonly positionSamples: number } | undefined;

  constructor(options: BothSidesOptions) {
    this.#options = options;
    this.#pairs = new PairedStreams(options.onSound);
  }

  /** Takes the formats of a connection, the first one or one that follows a lost one. */
  connect(
    { userFormat, agentFormat }: Pick<ConnectedFact, 'userFormat' | 'agentFormat'>,
    nowMs: number,
  ): void {
    this.#close(nowMs);
    const { sampleRateHz: recordingHz, makeResampler } = this.#options;
    const shared = { recordingHz, makeResampler, startMs: this.#since(nowMs) };
    this.#user = new RecordedSide({ ...shared, sampleRateHz: userFormat.sampleRateHz });
    this.#agent = new RecordedSide({ ...shared, sampleRateHz: agentFormat.sampleRateHz });
    this.#expected = undefined;
  }

  /** The user's audio at the moment when it was captured to its end. */
  addUser({ samples }: AudioChunk, nowMs: number): void {
    this.#user?.add(samples, { endMs: this.#since(nowMs), continues: true });
    this.advance(nowMs);
  }

  addAgent({ samples, sampleRateHz, eventId, positionSamples, atMs }: PlayedAudio, nowMs: number): void {
    const continues =
      this.#expected?.eventId === eventId && this.#expected?.positionSamples === positionSamples;
    const endMs = this.#since(atMs) + (samples.length / sampleRateHz) * 1_000;
    this.#agent?.add(samples, { endMs, continues });
    this.#expected = { eventId, positionSamples: positionSamples + samples.length };
    this.advance(nowMs);
  }

  /** Lets out what is older than the horizon. */
  advance(nowMs: number): void {
    const untilMs = this.#since(nowMs) - this.#options.horizonMs;
    if (this.#user && this.#agent) this.#pairs.add([this.#user.take(untilMs)], [this.#agent.take(untilMs)]);
  }

  /** Lets out the rest. */
  finish(nowMs: number): void {
    this.#close(nowMs);
    this.#pairs.finish();
  }

  #close(nowMs: number): void {
    const untilMs = this.#since(nowMs);
    if (this.#user && this.#agent) this.#pairs.add(this.#user.finish(untilMs), this.#agent.finish(untilMs));
  }

  #since(timeMs: number): number {
    return timeMs - this.#options.nowMs;
  }
}
