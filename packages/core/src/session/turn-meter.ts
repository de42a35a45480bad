import type { TurnMetrics } from './facts.ts';

export interface TurnMeterOptions {
  readonly now: () => number;
  readonly completed: (metrics: TurnMetrics) => void;
}

interface Turn {
  readonly userStoppedAtMs: number | undefined;
  readonly transcriptMs: number | undefined;
  beganAtMs: number | undefined;
  eventId?: number;
  firstTextAtMs?: number;
  firstAudioAtMs?: number;
  firstPlayedAtMs?: number;
  toolMs: number;
  playedMs: number;
  droppedMs: number;
  underruns: number;
  interrupted: boolean;
  hasWholeText: boolean;
  heardToItsEnd: boolean;
}

/**
 * Measures the delays of each turn of the agent. A turn is complete when its whole text has come and its audio was heard
 * or cut, and at the latest when the user has spoken again or the conversation ends.
 */
export class TurnMeter {
  readonly #options: TurnMeterOptions;
  #turn: Turn = newTurn(undefined);
  #pingMs: number | undefined;
  /** Of the newest turn that is complete: what still comes of it is counted nowhere. */
  #completedId = Number.NEGATIVE_INFINITY;

  constructor(options: TurnMeterOptions) {
    this.#options = options;
  }

  /**
   * The user has finished speaking or has written something: the agent's next words answer it.
   * `transcriptMs` is how long the voice was over by then, where one was heard.
   */
  userStopped(transcriptMs?: number): void {
    this.close();
    this.#turn = newTurn(this.#options.now(), transcriptMs);
  }

  textArrived(eventId: number | undefined, whole: boolean, expectsAudio: boolean): void {
    const turn = this.#turnOf(eventId);
    if (!turn) return;
    turn.firstTextAtMs ??= this.#options.now();
    if (!whole) return;
    turn.hasWholeText = true;
    if (turn.heardToItsEnd || !expectsAudio) this.close();
  }

  audioArrived(eventId: number | undefined): void {
    const turn = this.#turnOf(eventId);
    if (turn) turn.firstAudioAtMs ??= this.#options.now();
  }

  audioPlayed(ms: number, eventId: number | undefined, atMs: number): void {
    if (!this.#isOpen(eventId)) return;
    this.#turn.firstPlayedAtMs ??= atMs;
    this.#turn.playedMs += ms;
    this.#turn.heardToItsEnd = false;
  }

  audioDropped(ms: number, eventId: number | undefined): void {
    if (this.#isOpen(eventId)) this.#turn.droppedMs += ms;
  }

  ranDry(eventId: number | undefined): void {
    if (this.#isOpen(eventId)) this.#turn.underruns += 1;
  }

  toolFinished(ms: number): void {
    this.#turn.toolMs += ms;
  }

  pinged(ms: number | undefined): void {
    this.#pingMs = ms ?? this.#pingMs;
  }

  agentStopped(eventId: number | undefined): void {
    if (!this.#isOpen(eventId)) return;
    this.#turn.heardToItsEnd = true;
    if (this.#turn.hasWholeText || this.#turn.interrupted) this.close();
  }

  /** The turn that is heard is being cut. */
  cut(eventId: number | undefined): void {
    if (this.#isOpen(eventId)) this.#turn.interrupted = true;
  }

  /** The connection is over: the next one counts its turns anew. */
  end(): void {
    this.close();
    this.#completedId = Number.NEGATIVE_INFINITY;
  }

  /** Completes the turn that is open, where anything came of it. */
  close(): void {
    const turn = this.#turn;
    this.#turn = newTurn(undefined);
    const { beganAtMs: atMs } = turn;
    if (atMs === undefined || (turn.firstTextAtMs ?? turn.firstAudioAtMs) === undefined) return;
    this.#completedId = Math.max(this.#completedId, turn.eventId ?? this.#completedId);
    const since = (atMs: number | undefined) =>
      atMs === undefined || turn.userStoppedAtMs === undefined ? undefined : atMs - turn.userStoppedAtMs;
    this.#options.completed(
      withoutUndefined({
        eventId: turn.eventId,
        atMs,
        transcriptMs: turn.transcriptMs,
        firstTextMs: since(turn.firstTextAtMs),
        firstAudioMs: since(turn.firstAudioAtMs),
        firstPlayedMs: since(turn.firstPlayedAtMs),
        toolMs: turn.toolMs,
        playedMs: turn.playedMs,
        droppedMs: turn.droppedMs,
        underruns: turn.underruns,
        pingMs: this.#pingMs,
        interrupted: turn.interrupted,
      }),
    );
  }

  /** The open turn, which begins with this at the latest; a new id closes the turn before it. Undefined where the turn is over. */
  #turnOf(eventId: number | undefined): Turn | undefined {
    if (eventId !== undefined) {
      if (eventId <= this.#completedId) return undefined;
      if (this.#turn.eventId !== undefined && this.#turn.eventId !== eventId) this.close();
      this.#turn.eventId = eventId;
    }
    this.#turn.beganAtMs ??= this.#options.now();
    return this.#turn;
  }

  /** Whether what is heard belongs to the open turn: the turn before may be heard still. */
  #isOpen(eventId: number | undefined): boolean {
    return eventId === undefined || eventId === this.#turn.eventId;
  }
}

function newTurn(userStoppedAtMs: number | undefined, transcriptMs?: number): Turn {
  return {
    userStoppedAtMs,
    transcriptMs,
    beganAtMs: userStoppedAtMs,
    toolMs: 0,
    playedMs: 0,
    droppedMs: 0,
    underruns: 0,
    interrupted: false,
    hasWholeText: false,
    heardToItsEnd: false,
  };
}

function withoutUndefined(metrics: { [K in keyof TurnMetrics]: TurnMetrics[K] | undefined }): TurnMetrics {
  return Object.fromEntries(
    Object.entries(metrics).filter(([, value]) => value !== undefined),
  ) as unknown as TurnMetrics;
}
