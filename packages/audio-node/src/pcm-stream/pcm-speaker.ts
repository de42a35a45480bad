import { DuologueError, systemClock } from '@duologue/core';
import type { AudioOutput, AudioOutputStart, Clock, Plugin, PluginHost } from '@duologue/core';
import { FramedOutput } from '../edge/framed-output.ts';
import { RateAdaptedOutput } from '../edge/rate-adapted-output.ts';
import { checkCoding, encodePcm } from './pcm-coding.ts';
import type { PcmEncoding } from './pcm-coding.ts';
import { checkSink, openSink } from './pcm-sink.ts';
import type { PcmSink, SinkWriter } from './pcm-sink.ts';

export interface PcmSpeakerOptions {
  /** Where the bytes go: a Node stream (`process.stdout`) or a Web stream. It is not closed at the end. */
  readonly sink: PcmSink;
  /** Default: what the agent sends. */
  readonly sampleRateHz?: number;
  /** Default `pcm`, 16-bit little-endian. */
  readonly encoding?: PcmEncoding;
  /** Sends silence while the agent says nothing, so that a player never runs dry; default false. */
  readonly continuous?: boolean;
  /** Only where it is given to a session as `audioOutput`; a plugin takes the clock of its session. Default the computer's. */
  readonly clock?: Clock;
}

/** How much may wait in a sink that is too slow, in milliseconds. */
const longestBacklogMs = 2_000;

/**
 * The agent as a stream of raw samples, each sent at the moment when it is to be heard: nobody can take back what a pipe has swallowed.
 * It is a plugin, and can also be given to a session as `audioOutput`. A sink that is more than 2 s behind, or broken, counts as failed.
 */
export class PcmSpeaker implements AudioOutput, Plugin {
  readonly name = 'PcmSpeaker';
  readonly #options: PcmSpeakerOptions;
  #clock: Clock;
  #output: AudioOutput | undefined;
  #writer: SinkWriter | undefined;
  #failure: DuologueError | undefined;

  /** @throws DuologueError INVALID_OPTIONS */
  constructor(options: PcmSpeakerOptions) {
    const { sampleRateHz = 16_000, encoding = 'pcm', clock = systemClock } = options;
    checkCoding({ sampleRateHz, encoding });
    checkSink(options.sink);
    this.#options = options;
    this.#clock = clock;
  }

  get maxLeadMs(): number {
    return this.#output?.maxLeadMs ?? 0;
  }

  apply(host: PluginHost): void {
    this.#clock = host.clock;
    host.audio.useOutput(this);
  }

  async start(options: AudioOutputStart): Promise<void> {
    const { sink, encoding = 'pcm', continuous = false } = this.#options;
    const agentHz = options.format.sampleRateHz;
    const sinkHz = this.#options.sampleRateHz ?? agentHz;
    const writer = openSink(sink, (error) => this.#writer === writer && this.#fail(error));
    this.#writer = writer;
    let backlogSamples = 0;
    const send = (samples: Int16Array) => {
      if (this.#failure) return;
      backlogSamples += samples.length;
      if (backlogSamples > (longestBacklogMs * sinkHz) / 1_000)
        return this.#fail(new Error('it is more than 2 s behind'));
      writer.write(encodePcm(samples, encoding), () => (backlogSamples -= samples.length));
    };
    this.#failure = undefined;
    const framed = new FramedOutput({ clock: this.#clock, send, continuous });
    this.#output = sinkHz === agentHz ? framed : new RateAdaptedOutput(framed, sinkHz, this.#clock);
    await this.#output.start(options);
  }

  write(samples: Int16Array): void {
    if (this.#failure) throw this.#failure;
    this.#output?.write(samples);
  }

  flush(): void | Promise<number> {
    return this.#output?.flush();
  }

  playedSamples(): number {
    if (this.#failure) throw this.#failure;
    return this.#output?.playedSamples() ?? 0;
  }

  async stop(): Promise<void> {
    const output = this.#output;
    const writer = this.#writer;
    this.#output = undefined;
    this.#writer = undefined;
    try {
      await output?.stop();
    } finally {
      writer?.release();
    }
  }

  #fail(cause: Error): void {
    this.#failure ??= new DuologueError(
      'AUDIO_OUTPUT_TROUBLE',
      `The stream of the speaker broke: ${cause.message}.`,
      { cause },
    );
  }
}
