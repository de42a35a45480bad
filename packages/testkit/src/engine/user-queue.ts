import type { UserStep, UserWhen } from '../scenario/user-steps.ts';
import type { UserAction } from './effects.ts';
import type { Stage } from './stage.ts';
import { StepFailure } from './step-failure.ts';

/** Steps of the user on their way to whoever plays the user: in order, and none before the server has sent what it waits for. */
export class UserQueue {
  readonly #stage: Stage;
  #waiting: { readonly step: UserStep; readonly stepIndex: number }[] = [];

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  add(step: UserStep, stepIndex: number): void {
    this.#waiting.push({ step, stepIndex });
    this.#bookTime(step);
    this.flush();
  }

  /** Hands over every step that need not wait for more of the server. */
  flush(): void {
    const stage = this.#stage;
    for (let first = this.#waiting[0]; first; first = this.#waiting[0]) {
      const when = this.#resolve(first.step);
      if (when === 'silent' && stage.say && !stage.say.sent) return;
      this.#waiting.shift();
      stage.effects.push({
        do: 'user',
        action: {
          ...first,
          when,
          afterFrames: stage.framesSent,
          turnId: stage.turns.last,
          estimateMs: this.#estimateMs(when),
        },
      });
    }
  }

  #resolve(step: UserStep): UserAction['when'] {
    const when: UserWhen = step.when ?? (step.user === 'say' || step.user === 'hangUp' ? 'silent' : 'now');
    if (typeof when === 'string') return when;
    const { say } = this.#stage;
    if (!say)
      throw new StepFailure({
        code: 'harness_error',
        cause: 'Nothing was said that the user could have heard.',
      });
    if ('playedMs' in when) return { eventId: say.eventId, playedMs: when.playedMs };
    return { eventId: say.eventId, playedMs: say.endOfWordMs(when.word) };
  }

  #estimateMs(when: UserAction['when']): number {
    const { nowMs, heardToMs, say } = this.#stage;
    if (when === 'now') return nowMs;
    if (when === 'silent' || !say) return heardToMs;
    return say.heardToMs - say.durationMs + when.playedMs;
  }

  /** How long the user will be busy with the step, so that nobody calls them late meanwhile. */
  #bookTime(step: UserStep): void {
    const { prepared } = this.#stage;
    const ms =
      step.user === 'say'
        ? (prepared.voiceOf(step).length * 1_000) / prepared.inputFormat.sampleRateHz
        : step.user === 'wait'
          ? (step.ms ?? 0)
          : 0;
    this.#stage.userToMs = Math.max(this.#stage.userToMs, this.#stage.heardToMs, this.#stage.nowMs) + ms;
  }
}
