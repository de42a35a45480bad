import type { AudioFormat } from '../audio/audio-format.ts';
import { checkLead, type AudioInput, type AudioOutput } from '../audio/audio-slots.ts';
import { NullOutput } from '../audio/null-output.ts';
import { asDuologueError, DuologueError } from '../errors.ts';
import { isPromiseLike } from '../promise-like.ts';
import { AgentVoice, type Cut } from './agent-voice.ts';
import type { DroppedAudio } from './facts.ts';
import { Microphone } from './microphone.ts';
import type { SessionParts } from './session-parts.ts';
import type { Transcript } from './transcript.ts';
import type { TurnMeter } from './turn-meter.ts';

/** What the service announced for one connection. */
export interface AnnouncedFormats {
  readonly agentFormat: AudioFormat;
  readonly userFormat: AudioFormat;
}

export interface AudioPathOptions {
  readonly parts: SessionParts;
  readonly meter: TurnMeter;
  readonly transcript: Transcript;
  /** A moment of the clock in milliseconds since `connected`. */
  readonly sinceConnected: (atMs: number) => number;
  /** A frame of the user goes out. */
  readonly heardUser: (samples: Int16Array, sampleRateHz: number) => void;
  /** Aborted when the conversation is over. */
  readonly signal: AbortSignal;
  /** False where there is no connection. */
  readonly sendAudio: (audioBase64: string) => boolean;
  readonly bufferedBytes: () => number;
}

/** How long an audio slot may take to close, in milliseconds. */
const closeMs = 5_000;

/** Both directions of audio of one conversation: the two slots, and what stands between them and the connection. */
export class AudioPath {
  /** While true, zeros go out: the service needs a stream without gaps. */
  muted = false;
  readonly #options: AudioPathOptions;
  #paused = false;
  #refusedFrame = false;
  #formats: AnnouncedFormats | undefined;
  /** The formats that the slots were opened for. */
  #openFor: AnnouncedFormats | undefined;
  /** Names one opening of the slots: what an earlier one still brings is not heard. */
  #opening: object | undefined;
  #voice: AgentVoice | undefined;
  #microphone: Microphone | undefined;
  #output: AudioOutput | undefined;
  #input: AudioInput | undefined;

  constructor(options: AudioPathOptions) {
    this.#options = options;
  }

  /** The agent's side; undefined before the agent has answered, and in a conversation without audio. */
  get voice(): AgentVoice | undefined {
    return this.#voice;
  }

  /** Takes what the agent says from now on; it waits in playout until the slots are open. */
  announce(formats: AnnouncedFormats): void {
    const { parts, meter, transcript, sinceConnected } = this.#options;
    const { turnstileClock, limits, hooks, report } = parts;
    const { gain = 1 } = this.#voice?.playout ?? {};
    this.#voice?.playout.close();
    this.#voice = new AgentVoice({
      clock: turnstileClock,
      format: formats.agentFormat,
      limitMs: limits.playoutMs,
      hooks,
      meter,
      transcript,
      sinceConnected,
      report,
    });
    this.#voice.playout.setGain(gain);
    if (this.#paused) this.#voice.playout.pause();
    this.#microphone = this.#createMicrophone(formats.userFormat);
    this.#formats = formats;
    if (this.#output && this.#isOpenFor(formats)) this.#voice.playout.attach(this.#output);
  }

  /**
   * Opens the slots; after a reconnection only where the service announced other formats than before.
   * @throws DuologueError AUDIO_OUTPUT_FAILED, AUDIO_INPUT_FAILED
   */
  async open(): Promise<void> {
    const formats = this.#formats;
    if (!formats || this.#isOpenFor(formats)) return;
    await this.close();
    if (this.#options.signal.aborted) return;
    const opening = (this.#opening = {});
    await this.#openOutput(formats, opening);
    await this.#openInput(formats, opening);
    if (this.#opening === opening) this.#openFor = formats;
  }

  /** The connection is lost: what the user says reaches nobody until the next agent has answered. */
  leave(): void {
    this.#microphone?.close();
    this.#microphone = undefined;
  }

  get paused(): boolean {
    return this.#paused;
  }

  /** Neither side is heard; what the agent says waits. */
  pause(): void {
    this.#paused = true;
    this.#voice?.playout.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#voice?.playout.resume();
  }

  /** Stops being heard, in this tick. Returns what was heard of a turn that had more to say. */
  silence(): Cut | undefined {
    return this.#voice?.close();
  }

  /** Closes the slots, each even if the other fails. */
  async close(): Promise<void> {
    const slots = [this.#input, this.#output];
    this.#opening = undefined;
    this.#openFor = undefined;
    this.#input = undefined;
    this.#output = undefined;
    for (const slot of slots) {
      try {
        await this.#withPatience(slot?.stop());
      } catch (error) {
        const code = slot === slots[0] ? 'AUDIO_INPUT_TROUBLE' : 'AUDIO_OUTPUT_TROUBLE';
        this.#options.parts.report(asDuologueError(error, code, 'An audio slot could not be closed'));
      }
    }
  }

  #isOpenFor({ agentFormat, userFormat }: AnnouncedFormats): boolean {
    const open = this.#openFor;
    return (
      open !== undefined &&
      sameFormat(open.agentFormat, agentFormat) &&
      sameFormat(open.userFormat, userFormat)
    );
  }

  #isFor(userFormat: AudioFormat): boolean {
    return this.#formats !== undefined && sameFormat(this.#formats.userFormat, userFormat);
  }

  async #openOutput({ agentFormat }: AnnouncedFormats, opening: object): Promise<void> {
    const { parts, signal } = this.#options;
    const output = parts.slots.output ?? new NullOutput(parts.clock);
    this.#output = output;
    try {
      await output.start({ format: agentFormat, signal });
      checkLead(output);
    } catch (error) {
      throw asDuologueError(error, 'AUDIO_OUTPUT_FAILED', 'The audio output could not be opened');
    }
    if (this.#opening === opening) parts.turnstile.pass(() => this.#voice?.playout.attach(output));
  }

  async #openInput({ userFormat }: AnnouncedFormats, opening: object): Promise<void> {
    const { parts, signal } = this.#options;
    const { input } = parts.slots;
    if (!input || this.#opening !== opening) return;
    this.#input = input;
    try {
      await input.start({ format: userFormat, frameMs: parts.frameMs, signal }, (samples) =>
        parts.turnstile.pass(() => {
          if (this.#opening === opening) this.#hear(samples, userFormat);
        }),
      );
    } catch (error) {
      throw asDuologueError(error, 'AUDIO_INPUT_FAILED', 'The audio input could not be opened');
    }
  }

  #hear(samples: Int16Array, userFormat: AudioFormat): void {
    const { sampleRateHz } = userFormat;
    const { parts, signal } = this.#options;
    if (signal.aborted) return;
    if (!(samples instanceof Int16Array)) return this.#refuseFrame(samples);
    if (samples.length === 0) return;
    const heard = this.muted || this.#paused ? new Int16Array(samples.length) : samples;
    const chunk = parts.hooks.userAudio.call({ samples: heard, sampleRateHz });
    if (chunk) {
      this.#options.heardUser(chunk.samples, sampleRateHz);
      // the slot may still record for a connection that is lost
      if (this.#microphone && this.#isFor(userFormat)) this.#microphone.take(chunk.samples);
      else this.#userAudioDropped(chunk.samples.length, sampleRateHz, 'disconnected');
    } else this.#userAudioDropped(samples.length, sampleRateHz, 'tap');
  }

  /** Told once a conversation: a wrong input sends fifty such frames a second. */
  #refuseFrame(frame: unknown): void {
    if (this.#refusedFrame) return;
    this.#refusedFrame = true;
    const what = Object.prototype.toString.call(frame).slice(8, -1);
    const text = `The audio input gave a frame of type ${what}; frames are an Int16Array of samples. It sends nothing until it does.`;
    this.#options.parts.report(new DuologueError('AUDIO_INPUT_TROUBLE', text));
  }

  #createMicrophone(format: AudioFormat): Microphone {
    const { parts, sendAudio, bufferedBytes } = this.#options;
    const { microphoneMs: limitMs } = parts.limits;
    let overflowing = false;
    return new Microphone({
      format,
      limitMs,
      bufferedBytes,
      send: (audioBase64) => {
        overflowing = false;
        return sendAudio(audioBase64);
      },
      dropped: (sampleCount, why) => {
        this.#userAudioDropped(sampleCount, format.sampleRateHz, why);
        if (why === 'disconnected') return;
        if (!overflowing) parts.report(slowConnection(limitMs));
        overflowing = true;
      },
    });
  }

  #userAudioDropped(sampleCount: number, sampleRateHz: number, why: DroppedAudio['why']): void {
    const durationMs = (sampleCount / sampleRateHz) * 1_000;
    this.#options.parts.hooks.audioDropped.call({ direction: 'user', sampleCount, durationMs, why });
  }

  async #withPatience(work: unknown): Promise<void> {
    if (!isPromiseLike(work)) return;
    const finished = new AbortController();
    const patience = this.#options.parts.clock.sleep(closeMs, finished.signal).catch(() => {});
    try {
      await Promise.race([work, patience]);
    } finally {
      finished.abort();
    }
  }
}

function sameFormat(one: AudioFormat, other: AudioFormat): boolean {
  return one.encoding === other.encoding && one.sampleRateHz === other.sampleRateHz;
}

function slowConnection(limitMs: number): DuologueError {
  const text = `The connection is too slow: more than ${limitMs} ms of the user's audio waited, and the oldest was dropped.`;
  return new DuologueError('OVERFLOW', text, { details: { limitMs } });
}
