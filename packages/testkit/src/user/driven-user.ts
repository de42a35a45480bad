import type { Clock } from '@duologue/core';
import type { Conversation } from '../conversation/conversation.ts';
import { firstUndone, type Player } from '../conversation/player.ts';
import type { ClientLink } from '../door/door.ts';
import type { UserAction } from '../engine/effects.ts';
import type { PreparedScenario } from '../scenario/prepare.ts';

/**
 * What can be done with a client that is not a session of ours, one function for each step of the user.
 * A promise holds back the next step. A scenario that asks for what a driver leaves out fails.
 */
export interface UserDriver {
  /** Speaks into the microphone: 16-bit mono, at the rate that the agent wants to hear. */
  say?(samples: Int16Array, sampleRateHz: number): void | Promise<void>;
  message?(text: string): void | Promise<void>;
  context?(text: string, contextId: string | undefined): void | Promise<void>;
  activity?(): void | Promise<void>;
  /** About the agent's turn `eventId`. */
  feedback?(score: 'like' | 'dislike' | null, eventId: number): void | Promise<void>;
  mute?(muted: boolean): void | Promise<void>;
  hangUp?(): void | Promise<void>;
}

export interface DrivenUserOptions {
  readonly driver: UserDriver;
  readonly prepared: PreparedScenario;
  /** The clock of the server. */
  readonly clock: Clock;
}

/**
 * Plays the user of a scenario with any client, through a driver for it. How much of a turn such a client has played is a guess:
 * that it plays at once and without a break.
 */
export class DrivenUser implements Player {
  readonly #options: DrivenUserOptions;
  readonly #gone = new AbortController();
  #conversation: Conversation | undefined;
  #link: ClientLink | undefined;
  #lookAgain: () => void = () => {};
  /** What was asked for and has not begun. */
  readonly #waiting: UserAction[] = [];
  /** Everything that is to be done so far. */
  #done: Promise<void> = Promise.resolve();

  constructor(options: DrivenUserOptions) {
    this.#options = options;
  }

  /** Plays the user of this conversation, the only one, from now on. */
  join(conversation: Conversation, link: ClientLink): void {
    this.#conversation = conversation;
    this.#link = link;
    link.onDelivered(() => this.#lookAgain());
    void conversation.closed.then(() => {
      this.#gone.abort();
      this.#lookAgain();
    });
    conversation.playedBy(this);
  }

  get undone(): UserAction | undefined {
    return firstUndone(this.#waiting);
  }

  act(action: UserAction): void {
    this.#waiting.push(action);
    this.#done = this.#done.then(async () => {
      try {
        await this.#moment(action);
        if (this.#gone.signal.aborted) return;
        this.#waiting.shift();
        await this.#do(action);
      } catch (error) {
        if (this.#gone.signal.aborted) return;
        this.#conversation?.fail(`The user could not do step ${action.stepIndex + 1}: ${String(error)}`);
      }
    });
  }

  /** Resolves when the client has everything that came before, and has played as much as the step waits for. */
  async #moment({ afterFrames, estimateMs, when, stepIndex }: UserAction): Promise<void> {
    const { clock } = this.#options;
    const { signal } = this.#gone;
    while (!signal.aborted && (this.#link?.framesDelivered ?? 0) < afterFrames) {
      await new Promise<void>((resolve) => (this.#lookAgain = resolve));
    }
    if (when === 'now') return;
    const waitMs = estimateMs - clock.now();
    if (waitMs > 0) await clock.sleep(waitMs, signal);
    this.#conversation?.trace.tell('note', 'estimated', { step: stepIndex + 1, when });
  }

  async #do({ step, turnId }: UserAction): Promise<void> {
    const { driver, prepared, clock } = this.#options;
    switch (step.user) {
      case 'say':
        return able(driver, 'say').say(prepared.voiceOf(step), prepared.inputFormat.sampleRateHz);
      case 'message':
        return able(driver, 'message').message(step.text);
      case 'context':
        return able(driver, 'context').context(step.text, step.contextId);
      case 'activity':
        return able(driver, 'activity').activity();
      case 'feedback':
        return able(driver, 'feedback').feedback(step.score, turnId);
      case 'mute':
        return able(driver, 'mute').mute(step.muted);
      case 'wait':
        return clock.sleep(step.ms ?? 0, this.#gone.signal);
      case 'hangUp':
        return able(driver, 'hangUp').hangUp();
    }
  }
}

/** The driver, if it can do what the step asks for. */
function able<Name extends keyof UserDriver>(
  driver: UserDriver,
  name: Name,
): Required<Pick<UserDriver, Name>> {
  if (driver[name] !== undefined) return driver as Required<Pick<UserDriver, Name>>;
  throw new Error(`the driver of this client has no function "${name}"`);
}
