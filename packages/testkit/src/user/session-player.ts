import type { Clock, Session } from '@duologue/core';
import type { Conversation } from '../conversation/conversation.ts';
import { firstUndone, type Player } from '../conversation/player.ts';
import type { ClientLink } from '../door/door.ts';
import type { UserAction } from '../engine/effects.ts';
import type { PreparedScenario } from '../scenario/prepare.ts';
import type { ScriptedMicrophone } from './scripted-microphone.ts';

export interface SessionPlayerOptions {
  readonly session: Session;
  readonly microphone: ScriptedMicrophone;
  readonly prepared: PreparedScenario;
  readonly clock: Clock;
}

/** Plays the user of a scenario through the public API of a session, and tells the script what the user has heard. */
export class SessionPlayer implements Player {
  readonly #options: SessionPlayerOptions;
  #conversation: Conversation | undefined;
  #link: ClientLink | undefined;
  /** Aborted when the call is over: the user waits for nothing any more. */
  #gone = new AbortController();
  #waiting: UserAction[] = [];
  #isBusy = false;
  /** Samples of each turn that were heard in this conversation, and their rate. */
  readonly #played = new Map<number, number>();
  #rateHz = 16_000;
  #allPlayedMs = 0;
  #connections = 0;

  constructor(options: SessionPlayerOptions) {
    this.#options = options;
    const { hooks } = options.session;
    const name = 'duologue testkit';
    hooks.agentAudioPlayed.tap({ name, stage: 'observe' }, ({ eventId, samples, sampleRateHz }) => {
      this.#rateHz = sampleRateHz;
      this.#allPlayedMs += (samples.length * 1_000) / sampleRateHz;
      if (eventId !== undefined) this.#played.set(eventId, (this.#played.get(eventId) ?? 0) + samples.length);
      this.#lookAgain();
    });
    hooks.agentStoppedSpeaking.tap({ name, stage: 'observe' }, () => this.#lookAgain());
    hooks.stateChanged.tap({ name, stage: 'observe' }, () => this.#lookAgain());
    hooks.interrupted.tap({ name, stage: 'observe' }, ({ heardText, playedMs, by }) => {
      this.#conversation?.trace.tell('session', 'interrupted', {
        by,
        playedMs,
        ...(heardText !== undefined && { heardText }),
      });
    });
    hooks.ended.tap({ name, stage: 'observe' }, ({ reason, closeCode }) => {
      this.#conversation?.trace.tell('session', 'ended', {
        reason,
        ...(closeCode !== undefined && { closeCode }),
      });
    });
  }

  /** How often the session has connected. */
  get connections(): number {
    return this.#connections;
  }

  /** How much of the agent was heard in all conversations, in milliseconds. */
  get allPlayedMs(): number {
    return this.#allPlayedMs;
  }

  /** Plays the user of this conversation from now on. */
  join(conversation: Conversation, link: ClientLink): void {
    this.#connections += 1;
    this.#conversation = conversation;
    this.#link = link;
    const gone = new AbortController();
    void conversation.closed.then(() => gone.abort());
    this.#gone = gone;
    this.#waiting = [];
    this.#isBusy = false;
    this.#played.clear();
    link.onDelivered(() => this.#lookAgain());
    conversation.playedBy(this);
  }

  act(action: UserAction): void {
    this.#waiting.push(action);
    this.#goOn();
  }

  get undone(): UserAction | undefined {
    return firstUndone(this.#waiting);
  }

  playedMs(eventId: number): number {
    return ((this.#played.get(eventId) ?? 0) * 1_000) / this.#rateHz;
  }

  #lookAgain(): void {
    this.#goOn();
    this.#conversation?.lookAgain();
  }

  #goOn(): void {
    const { signal } = this.#gone;
    for (
      let first = this.#waiting[0];
      first && !this.#isBusy && this.#isTime(first);
      first = this.#waiting[0]
    ) {
      this.#waiting.shift();
      this.#isBusy = true;
      this.#act(first, signal).then(
        () => this.#finish(signal),
        (error: unknown) => {
          if (signal.aborted) return;
          this.#conversation?.fail(`The user could not do step ${first.stepIndex + 1}: ${String(error)}`);
        },
      );
    }
  }

  #finish(signal: AbortSignal): void {
    if (signal !== this.#gone.signal) return; // of an earlier connection
    this.#isBusy = false;
    this.#goOn();
  }

  #isTime({ when, afterFrames }: UserAction): boolean {
    const { session } = this.#options;
    if (session.state !== 'connected' || (this.#link?.framesDelivered ?? 0) < afterFrames) return false;
    if (when === 'now') return true;
    if (when === 'silent') return session.playout.queuedMs === 0 && session.playout.position === undefined;
    return this.playedMs(when.eventId) >= when.playedMs;
  }

  async #act({ step, turnId }: UserAction, signal: AbortSignal): Promise<void> {
    const { session, microphone, prepared, clock } = this.#options;
    switch (step.user) {
      case 'say':
        return microphone.speak(prepared.voiceOf(step));
      case 'message':
        return session.sendUserMessage(step.text);
      case 'context':
        return session.sendContextualUpdate(
          step.text,
          step.contextId === undefined ? {} : { contextId: step.contextId },
        );
      case 'activity':
        return session.sendUserActivity();
      case 'feedback':
        return session.sendFeedback(step.score, turnId);
      case 'mute':
        session.muted = step.muted;
        return;
      case 'wait':
        return clock.sleep(step.ms ?? 0, signal);
      case 'hangUp':
        // not in the instant of the start, which would be given up
        await clock.sleep(0);
        await session.end();
    }
  }
}
