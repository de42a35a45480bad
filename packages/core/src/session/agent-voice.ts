import type { AudioChunk } from '../audio/audio-chunk.ts';
import type { AudioFormat } from '../audio/audio-format.ts';
import type { AudioOutput } from '../audio/audio-slots.ts';
import { NullOutput } from '../audio/null-output.ts';
import { Playout } from '../audio/playout.ts';
import { decodeAudio } from '../audio/wire-codec.ts';
import type { Clock } from '../clock.ts';
import { DuologueError } from '../errors.ts';
import type { AudioEvent } from '../protocol/turn-events.ts';
import type { SessionHooks } from './create-hooks.ts';
import type { DroppedAudio } from './facts.ts';
import { InterruptionGate } from './interruption-gate.ts';
import type { Transcript } from './transcript.ts';
import type { TurnMeter } from './turn-meter.ts';

export interface AgentVoiceOptions {
  readonly clock: Clock;
  readonly format: AudioFormat;
  readonly limitMs: number;
  readonly hooks: SessionHooks;
  readonly meter: TurnMeter;
  readonly transcript: Transcript;
  /** A moment of the clock in milliseconds since `connected`. */
  readonly sinceConnected: (atMs: number) => number;
  readonly report: (error: DuologueError) => void;
}

/** What was heard of a turn at the moment it was cut. */
export interface Cut {
  readonly eventId?: number;
  readonly playedMs: number;
  readonly heardText?: string;
  /** False for a turn that waited behind the one that was heard. */
  readonly speaking: boolean;
}

/** The agent's audio on its way: from the wire through the gate and the taps into playout, and to the ear. */
export class AgentVoice {
  readonly gate: InterruptionGate = new InterruptionGate();
  readonly playout: Playout;
  readonly #options: AgentVoiceOptions;
  readonly #samplesPerMs: number;
  #overflowing = false;
  /** The turn that spoke last. */
  #newest: number | undefined;

  constructor(options: AgentVoiceOptions) {
    const { clock, format, limitMs, hooks, meter, transcript, sinceConnected, report } = options;
    this.#options = options;
    this.#samplesPerMs = format.sampleRateHz / 1_000;
    const tag = (eventId: number | undefined) => (eventId === undefined ? {} : { eventId });
    this.playout = new Playout({
      clock,
      sampleRateHz: format.sampleRateHz,
      limitMs,
      listener: {
        played: (samples, eventId, positionSamples, atMs) => {
          meter.audioPlayed(samples.length / this.#samplesPerMs, eventId, atMs);
          if (!hooks.agentAudioPlayed.isUsed) return;
          const { sampleRateHz } = format;
          hooks.agentAudioPlayed.call({ samples, sampleRateHz, ...tag(eventId), positionSamples, atMs });
        },
        dropped: (sampleCount, eventId, why) => this.#dropped(sampleCount, eventId, why),
        startedSpeaking: (eventId, atMs) => {
          const isFirst = this.playout.playedMs(eventId) === 0;
          if (isFirst) transcript.agentHeard(eventId, sinceConnected(atMs));
          hooks.agentStartedSpeaking.call({ ...tag(eventId), atMs });
        },
        stoppedSpeaking: (eventId, atMs) => {
          meter.agentStopped(eventId);
          hooks.agentStoppedSpeaking.call({ ...tag(eventId), atMs });
        },
        ranDry: (eventId) => meter.ranDry(eventId),
        outputFailed: (error) => this.#replaceOutput(error),
        outputUnsure: (error) => report(unsure(error)),
      },
    });
  }

  /** Takes a message from the wire. Returns false where the audio is not to be heard. */
  receive({ audioBase64, eventId, alignment, isFinal }: AudioEvent): boolean {
    const { format, hooks, meter, report } = this.#options;
    if (!this.gate.admit(eventId)) {
      const sampleCount = countSamples(audioBase64, format);
      this.playout.bookStale(sampleCount, eventId);
      this.#dropped(sampleCount, eventId, 'stale');
      return false;
    }
    let samples: Int16Array;
    try {
      samples = decodeAudio(audioBase64, format);
    } catch (error) {
      report(error as DuologueError);
      this.#dropped(countSamples(audioBase64, format), eventId, 'undecodable');
      return false;
    }
    meter.audioArrived(eventId);
    // built without spreading: this runs for every piece of audio
    const arrived: { -readonly [K in keyof AudioChunk]: AudioChunk[K] } = {
      samples,
      sampleRateHz: format.sampleRateHz,
    };
    if (eventId !== undefined) arrived.eventId = eventId;
    if (alignment) arrived.alignment = alignment;
    const chunk: AudioChunk | null = hooks.agentAudio.call(arrived);
    if (chunk === null) {
      this.playout.bookStale(samples.length, eventId);
      this.#dropped(samples.length, eventId, 'tap');
      return false;
    }
    // which turn it belongs to is not for taps to change
    const queued = this.playout.push(chunk, eventId);
    const { ledger } = this.playout;
    if (isFinal) ledger.closeText(eventId);
    // audio without an id belongs to the turn that speaks
    if (eventId !== undefined && eventId !== this.#newest) {
      if (this.#newest !== undefined) ledger.closeText(this.#newest);
      this.#newest = eventId;
    }
    if (!queued && !this.#overflowing) report(overflow(this.#options.limitMs));
    this.#overflowing = !queued;
    return queued;
  }

  /**
   * Stops the turns that may not be heard any more, in this tick, and keeps the rest of them out; first the one that was heard.
   * The service says which; the user means all that the agent has begun, also where only its text is here.
   * `heardAfterAll` gets it again where the output learns later how far it came.
   */
  interrupt(eventId: number | undefined, by: 'service' | 'user', heardAfterAll: (cut: Cut) => void): Cut[] {
    const { playout, gate } = this;
    playout.settle();
    let silent: number | undefined;
    if (by === 'user') silent = gate.interruptAll();
    else gate.interrupt(eventId);
    const { speaking } = playout;
    const cut = speaking !== undefined && !gate.isCurrent(speaking.eventId);
    if (cut) this.#options.meter.cut(speaking.eventId);
    const told = cut ? () => heardAfterAll(this.#cutOf(speaking.eventId)) : undefined;
    const flushed = playout.flush((id) => gate.isCurrent(id), 'interrupted', told);
    const unheard = flushed.filter((id) => !cut || id !== speaking.eventId);
    if (silent !== undefined) unheard.push(silent);
    for (const id of unheard) this.#options.meter.cut(id);
    return [
      ...(cut ? [this.#cutOf(speaking.eventId)] : []),
      ...unheard.map((id) => ({ ...this.#cutOf(id), speaking: false })),
    ];
  }

  /** The end: nothing more is heard. Returns what was heard of a turn that had more to say. */
  close(): Cut | undefined {
    const { playout } = this;
    playout.settle();
    const { speaking, queuedMs } = playout;
    playout.close();
    return speaking && queuedMs > 0 ? this.#cutOf(speaking.eventId) : undefined;
  }

  /** The next turn has begun: audio without an id belongs to it. */
  beginTurn(): void {
    this.gate.beginTurn();
    if (!this.playout.busy) this.playout.ledger.closeUntagged();
  }

  #cutOf(eventId: number | undefined): Cut {
    const playedMs = this.playout.playedMs(eventId);
    const planned = this.#options.transcript.plannedText(eventId);
    const heardText = this.playout.ledger.heardText(eventId, playedMs, planned);
    const tag = eventId === undefined ? {} : { eventId };
    return { ...tag, playedMs, ...(heardText !== undefined && { heardText }), speaking: true };
  }

  #dropped(sampleCount: number, eventId: number | undefined, why: DroppedAudio['why']): void {
    const durationMs = sampleCount / this.#samplesPerMs;
    this.#options.meter.audioDropped(durationMs, eventId);
    const tag = eventId === undefined ? {} : { eventId };
    this.#options.hooks.audioDropped.call({ direction: 'agent', ...tag, sampleCount, durationMs, why });
  }

  /** An output that fails is replaced by one that nobody hears, so that the conversation goes on. */
  #replaceOutput(error: unknown): void {
    const { clock, format, report } = this.#options;
    const message = 'The audio output failed while playing. The conversation goes on unheard.';
    report(new DuologueError('AUDIO_OUTPUT_TROUBLE', message, { cause: error }));
    const substitute: AudioOutput = new NullOutput(clock);
    void substitute.start({ format, signal: new AbortController().signal });
    this.playout.attach(substitute);
  }
}

function countSamples(base64: string, { encoding }: AudioFormat): number {
  const bytes = Math.floor((base64.replace(/=+$/, '').length * 3) / 4);
  return encoding === 'ulaw' ? bytes : Math.floor(bytes / 2);
}

function unsure(cause: unknown): DuologueError {
  const text = 'The audio output could not tell what was heard of the audio that it dropped. It plays on.';
  return new DuologueError('AUDIO_OUTPUT_TROUBLE', text, { cause });
}

function overflow(limitMs: number): DuologueError {
  return new DuologueError(
    'OVERFLOW',
    `More than ${limitMs} ms of the agent's audio wait to be heard; the newest is dropped. Raise limits.playoutMs, or end the turn.`,
    { details: { limitMs } },
  );
}
