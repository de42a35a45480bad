import { DuologueError, systemClock } from '@duologue/core';
import type { AudioInput, AudioInputStart, Clock, Plugin, PluginHost } from '@duologue/core';
import { InputEdge } from '../edge/input-edge.ts';
import { held } from '../held.ts';
import { Pacer } from '../pacer/pacer.ts';
import { ByteFeed, checkSource } from './byte-feed.ts';
import type { ByteSource } from './byte-feed.ts';
import { checkCoding, pcmDecoder } from './pcm-coding.ts';
import type { PcmEncoding } from './pcm-coding.ts';
import { warnOfTrouble } from '../warn-of-trouble.ts';

export interface PcmMicrophoneOptions {
  /** The bytes: a Node stream (`process.stdin`), a Web stream, or anything that can be iterated. It is read once, to its end or that of the session, and closed then. */
  readonly source: ByteSource;
  readonly sampleRateHz: number;
  /** Default `pcm`, 16-bit little-endian. */
  readonly encoding?: PcmEncoding;
  /**
   * False (default): the bytes are there faster than they are spoken, as from a file; they are read as they are needed, and silence follows
   * their end. True: they come as they are spoken, as from a microphone; they are passed on as they come.
   */
  readonly live?: boolean;
  /** Only where it is given to a session as `audioInput`; a plugin takes the clock of its session. Default the computer's. */
  readonly clock?: Clock;
}

/** A stream of raw samples in the place of a microphone. It is a plugin, and can also be given to a session as `audioInput`. */
export class PcmMicrophone implements AudioInput, Plugin {
  readonly name = 'PcmMicrophone';
  readonly #options: PcmMicrophoneOptions;
  #clock: Clock;
  #reportProblem: (error: unknown) => void = warnOfTrouble;
  #stop: (() => void) | undefined;
  #bytes: ByteFeed | undefined;
  #used = false;

  /** @throws DuologueError INVALID_OPTIONS */
  constructor(options: PcmMicrophoneOptions) {
    const { sampleRateHz, encoding = 'pcm', clock = systemClock } = options;
    checkCoding({ sampleRateHz, encoding });
    checkSource(options.source);
    this.#options = options;
    this.#clock = clock;
  }

  apply(host: PluginHost): void {
    this.#clock = host.clock;
    this.#reportProblem = (error) => host.reportProblem(error);
    host.audio.useInput(this);
  }

  /** @throws DuologueError INVALID_STATE the second time: a stream can be read only once */
  async start(options: AudioInputStart, onFrame: (samples: Int16Array) => void): Promise<void> {
    if (this.#used)
      throw new DuologueError(
        'INVALID_STATE',
        'PcmMicrophone has read its stream. Make a new one for another session.',
      );
    this.#used = true;
    const bytes = new ByteFeed(this.#options.source);
    this.#bytes = bytes;
    if (this.#options.live) await this.#startLive(bytes, options, onFrame);
    else await this.#startPaced(bytes, options, onFrame);
  }

  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.#bytes?.close().catch((error: unknown) => this.#trouble(error));
    this.#bytes = undefined;
  }

  async #startLive(
    bytes: ByteFeed,
    options: AudioInputStart,
    onFrame: (samples: Int16Array) => void,
  ): Promise<void> {
    const { sampleRateHz } = this.#options;
    const edge = await held(this.#clock, () => InputEdge.open(sampleRateHz, options, onFrame));
    if (this.#bytes !== bytes) return edge.close();
    this.#stop = () => edge.close();
    const read = async () => {
      for await (const piece of this.#samples(bytes)) edge.push(piece);
    };
    read().catch((error: unknown) => this.#trouble(error));
  }

  async #startPaced(
    bytes: ByteFeed,
    options: AudioInputStart,
    onFrame: (samples: Int16Array) => void,
  ): Promise<void> {
    const pacer = new Pacer({ tailMs: 0, clock: this.#clock });
    this.#stop = () => pacer.stop();
    const { sampleRateHz } = this.#options;
    await pacer.start(options, onFrame);
    // a pipe that is slow must not hold up the start
    const samples = this.#samples(bytes);
    pacer.say({ samples, sampleRateHz }).catch((error: unknown) => this.#trouble(error));
  }

  async *#samples(feed: ByteFeed): AsyncGenerator<Int16Array, void, undefined> {
    const { encoding = 'pcm' } = this.#options;
    const decode = pcmDecoder(encoding);
    for await (const bytes of feed) yield decode(bytes);
  }

  #trouble(cause: unknown): void {
    const { message } = cause as Error;
    this.#reportProblem(
      new DuologueError('AUDIO_INPUT_TROUBLE', `The stream of the microphone broke: ${message}.`, { cause }),
    );
  }
}
