import { DuologueError } from '@duologue/core';
import type {
  AudioInput,
  AudioInputStart,
  AudioOutput,
  AudioOutputStart,
  Clock,
  Plugin,
  PluginHost,
} from '@duologue/core';
import { FramedOutput } from '../edge/framed-output.ts';
import { InputEdge } from '../edge/input-edge.ts';
import { held } from '../held.ts';
import { RateAdaptedOutput } from '../edge/rate-adapted-output.ts';
import { warnOfTrouble } from '../warn-of-trouble.ts';
import { contained } from './contained.ts';
import { keyPresses } from './dtmf.ts';
import type { KeyPress } from './dtmf.ts';
import { FrameOrder } from './frame-order.ts';
import type { FrameCounts } from './frame-order.ts';
import { PhoneOutput } from './phone-output.ts';
import type { PhoneLineEnd, PhoneListener, PhoneQueue, PhoneWire } from './phone-wire.ts';
import { ToneQueue } from './tone-queue.ts';

/** What is known of a call when it is answered. */
export interface PhoneCallDetails {
  readonly provider: 'twilio' | 'telnyx' | 'audiosocket';
  /** As the provider calls the call. */
  readonly id: string;
  readonly from?: string;
  readonly to?: string;
  /** What the app has given the stream on its way. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Of the line, both ways. */
  readonly sampleRateHz: number;
}

/** How many keys may wait to be heard. */
const mostKeys = 64;

/**
 * A phone call that was answered: the caller is the user of the session that it is given to as a plugin.
 * When the session ends, it hangs up. When the caller hangs up, whoever holds the session ends it: a call server does, and otherwise
 * `void call.ended.then(() => session.end())`.
 */
export class PhoneCall implements Plugin {
  readonly name = 'PhoneCall';
  readonly details: PhoneCallDetails;
  /** Resolves when the line is closed, whoever closed it. */
  readonly ended: Promise<PhoneLineEnd>;
  readonly #clock: Clock;
  readonly #wire: PhoneWire;
  readonly #order: FrameOrder;
  readonly #tones: ToneQueue;
  readonly #digitListeners = new Set<(digit: string) => unknown>();
  /** Keys that wait for the session to start. */
  readonly #early: KeyPress[] = [];
  #edge: InputEdge | undefined;
  #phoneOutput: PhoneOutput | undefined;
  #reportProblem: (error: unknown) => void = warnOfTrouble;

  /** Made by `acceptMediaStream` and `acceptAudioSocket`. `connect` is called once, at once. */
  constructor(details: PhoneCallDetails, clock: Clock, connect: (listener: PhoneListener) => PhoneWire) {
    this.details = details;
    this.#clock = clock;
    this.#tones = new ToneQueue();
    this.#order = new FrameOrder({ clock, onFrame: (samples) => this.#edge?.push(samples) });
    let end: (end: PhoneLineEnd) => void = () => {};
    this.ended = new Promise((resolve) => {
      end = resolve;
    });
    this.#wire = connect({
      audio: (samples, number) => this.#order.push(samples, number),
      mark: (name) => this.#phoneOutput?.marked(name),
      digit: (digit) => this.#tell(digit),
      closed: (how) => {
        this.#order.close();
        end(how);
      },
    });
  }

  /** What became of the frames of the caller so far. */
  get frames(): FrameCounts {
    return this.#order.counts;
  }

  /**
   * Calls `listener` with every key that the caller presses, also before the session is connected and while it ends. What it throws, or rejects
   * with, is a problem of the session. Returns the function that ends this.
   */
  onDigit(listener: (digit: string) => unknown): () => void {
    this.#digitListeners.add(listener);
    return () => this.#digitListeners.delete(listener);
  }

  /**
   * Presses keys for the far end, as sound, from the start of the session on: behind what the agent has given the line, or over it where the line
   * keeps no queue. An interruption of the agent takes none of them back. A comma is a pause of one second.
   * @throws DuologueError INVALID_OPTIONS for a key that no phone has, OVERFLOW for more than 64 keys that wait
   */
  sendDigits(digits: string): void {
    const keys = keyPresses(digits, this.details.sampleRateHz);
    const waiting = this.#early.length + this.#tones.keysWaiting + (this.#phoneOutput?.keysWaiting ?? 0);
    if (waiting + keys.length > mostKeys)
      throw new DuologueError(
        'OVERFLOW',
        `${waiting} keys wait to be pressed, and there is room for ${mostKeys}: ${keys.length} more cannot wait. Press them later.`,
        { details: { waiting, keys: keys.length, mostKeys } },
      );
    if (this.#wire.queue === undefined) this.#tones.press(keys);
    else if (this.#phoneOutput) this.#phoneOutput.press(keys);
    else this.#early.push(...keys);
  }

  /** Closes the line. */
  hangUp(): void {
    this.#wire.hangUp();
  }

  apply(host: PluginHost): void {
    const { audio, hooks } = host;
    this.#reportProblem = (error) => host.reportProblem(error);
    audio.useInput(this.#input);
    audio.useOutput(this.#output);
    hooks.ended.tap(this.name, () => this.hangUp());
  }

  #tell(digit: string): void {
    for (const listener of this.#digitListeners) {
      contained(
        () => listener(digit),
        (error) => this.#reportProblem(error),
      );
    }
  }

  readonly #input: AudioInput = {
    start: async (options: AudioInputStart, onFrame: (samples: Int16Array) => void) => {
      this.#edge = await held(this.#clock, () => InputEdge.open(this.details.sampleRateHz, options, onFrame));
    },
    stop: () => {
      this.#edge?.close();
      this.#edge = undefined;
    },
  };

  readonly #output: AudioOutput = new LateOutput((agentHz) => this.#makeOutput(agentHz));

  #makeOutput(agentHz: number): AudioOutput {
    const { sampleRateHz } = this.details;
    const [clock, wire] = [this.#clock, this.#wire];
    const output = wire.queue
      ? this.#makePhoneOutput(wire.queue)
      : new FramedOutput({
          clock,
          continuous: true,
          send: (frame) => wire.sendAudio(this.#tones.mixInto(frame)),
        });
    return agentHz === sampleRateHz ? output : new RateAdaptedOutput(output, sampleRateHz, clock);
  }

  #makePhoneOutput(queue: PhoneQueue): PhoneOutput {
    const { sampleRateHz } = this.details;
    const output = new PhoneOutput({ clock: this.#clock, wire: this.#wire, queue, sampleRateHz });
    output.press(this.#early.splice(0));
    this.#phoneOutput = output;
    return output;
  }
}

/** An output that is made when it is known what is to be played. */
class LateOutput implements AudioOutput {
  readonly #make: (sampleRateHz: number) => AudioOutput;
  #inner: AudioOutput | undefined;

  constructor(make: (sampleRateHz: number) => AudioOutput) {
    this.#make = make;
  }

  get maxLeadMs(): number {
    return this.#inner?.maxLeadMs ?? 0;
  }

  async start(options: AudioOutputStart): Promise<void> {
    this.#inner = this.#make(options.format.sampleRateHz);
    await this.#inner.start(options);
  }

  write(samples: Int16Array): void {
    this.#inner?.write(samples);
  }

  flush(): void | Promise<number> {
    return this.#inner?.flush();
  }

  playedSamples(): number {
    return this.#inner?.playedSamples() ?? 0;
  }

  async stop(): Promise<void> {
    const inner = this.#inner;
    this.#inner = undefined;
    await inner?.stop();
  }
}
