import type { TurnMetrics } from './facts.ts';

export interface TurnMeterOptions {
  readonly now: () => number;
  /** Whether more of a turn is to be heard than was heard by now; `text` is all that the agent means to say in it. */
  readonly awaitsAudio: (eventId: number | undefined, text: string) => boolean;
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
  wholeText?: string;
  /** Nothing was heard for a while; where that was no end, it was a stall. */
  isSilent: boolean;
}

/**
 * Measures the delays of each turn of the agent. A turn is complete when its whole text has come and its audio was heard
 * or cut, and at the latest when the user has spoken again or the conversation ends. Where audio is late, its alignment
 * tells that words are missing; without alignment, a silence after the whole text is the end.
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

  textArrived(eventId: number | undefined): void {
    const turn = this.#turnOf(eventId);
    if (turn) turn.firstTextAtMs ??= this.#options.now();
  }

  /** The whole text is here. */
  textCompleted(text: string, eventId: number | undefined, expectsAudio: boolean): void {
    this.textArrived(eventId);
    const turn = this.#turnOf(eventId);
    if (!turn) return;
    turn.wholeText = text;
    if (!expectsAudio || this.#isHeard(turn)) this.close();
  }

  audioArrived(eventId: number | undefined): void {
    const turn = this.#turnOf(eventId);
    if (turn) turn.firstAudioAtMs ??= this.#options.now();
  }

  audioPlayed(ms: number, eventId: number | undefined, atMs: number): void {
    if (!this.#isOpen(eventId)) return;
    this.#turn.firstPlayedAtMs ??= atMs;
    this.#turn.playedMs += ms;
    if (this.#turn.isSilent) this.#turn.underruns += 1;
    this.#turn.isSilent = false;
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
    this.#turn.isSilent = true;
    if (this.#turn.interrupted || this.#isHeard(this.#turn)) this.close();
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

  /** Whether all of the turn was heard. */
  #isHeard({ eventId, wholeText, isSilent }: Turn): boolean {
    return isSilent && wholeText !== undefined && !this.#options.awaitsAudio(eventId, wholeText);
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
    isSilent: false,
  };
}

function withoutUndefined(metrics: { [K in keyof TurnMetrics]: TurnMetrics[K] | undefined }): TurnMetrics {
  return Object.fromEntries(
    Object.entries(metrics).filter(([, value]) => value !== undefined),
  ) as unknown as TurnMetrics;
}
