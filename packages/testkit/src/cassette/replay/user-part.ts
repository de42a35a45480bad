import type { UserAction } from '../../engine/effects.ts';
import { clientTypeOf } from '../../messages/client-contract.ts';
import type { UserStep, UserWhen } from '../../scenario/user-steps.ts';
import type { CassetteFrame } from '../format/cassette-frame.ts';
import { SpeechReader, type RecordedSpeech } from './speech-reader.ts';

/** What the replay does in the place of the user. */
export type UserPlay = 'speech' | 'messages' | 'context' | 'activity' | 'feedback' | 'hang_up';

/** Where the replay stands. */
export interface UserMoment {
  readonly nowMs: number;
  readonly framesSent: number;
  readonly turnId: number;
  /** When the client has played everything, on the clock of the replay. */
  readonly heardToMs: number;
  /** Of the recording: the turn that is being said, when it began to be heard, and when it is heard to its end. */
  readonly recorded: { readonly heardFromT: number; readonly heardToT: number };
}

/** The longest pause of the user that is repeated, in milliseconds. */
const longestPauseMs = 2_000;

/** Pauses are repeated in steps, so that what a player adds to them does not add up from one recording of a replay to the next. */
const pauseStepMs = 100;

function wholeSteps(ms: number): number {
  return Math.max(0, Math.floor(ms / pauseStepMs) * pauseStepMs);
}

/** Does in a replay what the user did in the recording. */
export class UserPart {
  readonly #plays: ReadonlySet<UserPlay>;
  readonly #sampleRateHz: number;
  readonly #speech: SpeechReader | undefined;
  #next: RecordedSpeech | undefined;
  /** When the user has said everything that was asked of them. */
  #busyToMs = 0;
  /** When the user had last spoken, on the clock of the recording. */
  #spokenToT = -Infinity;

  constructor(file: string, plays: ReadonlySet<UserPlay>, sampleRateHz: number) {
    this.#plays = plays;
    this.#sampleRateHz = sampleRateHz;
    this.#speech = plays.has('speech') ? new SpeechReader(file) : undefined;
    this.#next = this.#speech?.next();
  }

  get busyToMs(): number {
    return this.#busyToMs;
  }

  /** What the user says before the frame `seq`, as steps. */
  before(seq: number, moment: UserMoment): UserAction[] {
    const actions: UserAction[] = [];
    for (let speech = this.#next; speech && speech.seq < seq; speech = this.#next) {
      actions.push(...this.#say(speech, moment));
      this.#next = this.#speech?.next();
    }
    return actions;
  }

  /** What the user does for a message of the client to come, where it is the user's doing. */
  for({ data = {}, seq }: CassetteFrame, moment: UserMoment): UserAction | undefined {
    const step = this.#stepFor(data);
    // what the user rated then is rated again, also where it was written and never heard
    const turnId = typeof data.event_id === 'number' ? data.event_id : moment.turnId;
    return step && action(step, seq, 'now', { ...moment, turnId });
  }

  hangUp(seq: number, moment: UserMoment): UserAction | undefined {
    return this.#plays.has('hang_up') ? action({ user: 'hangUp' }, seq, 'silent', moment) : undefined;
  }

  close(): void {
    this.#speech?.close();
  }

  /** Speaks as soon as the agent is silent, or where it was cut off; a pause between two utterances is repeated. */
  #say({ seq, startT, samples }: RecordedSpeech, moment: UserMoment): UserAction[] {
    const { heardFromT, heardToT } = moment.recorded;
    const sampleRateHz = this.#sampleRateHz;
    const ms = (samples.length * 1_000) / sampleRateHz;
    const say: UserStep = { user: 'say', audio: { samples, sampleRateHz } };
    const silentT = startT - this.#spokenToT;
    const pauseMs = heardToT > this.#spokenToT ? 0 : Math.min(longestPauseMs, wholeSteps(silentT));
    this.#spokenToT = startT + ms;
    this.#busyToMs = Math.max(this.#busyToMs, moment.heardToMs, moment.nowMs) + pauseMs + ms;
    if (startT < heardToT) {
      const playedMs = Math.max(0, startT - heardFromT);
      return [action(say, seq, { eventId: moment.turnId, playedMs }, moment)];
    }
    const wait = action({ user: 'wait', ms: pauseMs }, seq, 'silent', moment);
    return [...(pauseMs > 0 ? [wait] : []), action(say, seq, pauseMs > 0 ? 'now' : 'silent', moment)];
  }

  #stepFor(data: Readonly<Record<string, unknown>>): UserStep | undefined {
    const { text, score, context_id: contextId } = data;
    switch (clientTypeOf(data)) {
      case 'user_message':
        return this.#plays.has('messages') && typeof text === 'string'
          ? { user: 'message', text }
          : undefined;
      case 'contextual_update':
        return this.#plays.has('context') && typeof text === 'string'
          ? { user: 'context', text, ...(typeof contextId === 'string' && { contextId }) }
          : undefined;
      case 'user_activity':
        return this.#plays.has('activity') ? { user: 'activity' } : undefined;
      case 'feedback':
        return this.#plays.has('feedback') && (score === 'like' || score === 'dislike' || score === null)
          ? { user: 'feedback', score }
          : undefined;
      default:
        return undefined;
    }
  }
}

function action(
  step: UserStep,
  seq: number,
  when: UserAction['when'] & UserWhen,
  { nowMs, framesSent, turnId, heardToMs }: UserMoment,
): UserAction {
  return {
    step,
    stepIndex: seq,
    afterFrames: framesSent,
    turnId,
    when,
    estimateMs: when === 'now' ? nowMs : heardToMs,
  };
}
