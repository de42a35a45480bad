import { describeStep, type Step } from '../scenario/scenario.ts';
import type { ServerStep } from '../scenario/server-steps.ts';
import { mayPass, meet, type Progress } from './expectations.ts';
import type { Inbox } from './inbox.ts';
import { cut, interrupt } from './interruption.ts';
import { act } from './server-acts.ts';
import { acceptanceHints, starvedHints } from './starved-hints.ts';
import type { Stage } from './stage.ts';
import { StepFailure } from './step-failure.ts';
import { UserQueue } from './user-queue.ts';

/** Goes through the steps of a script, each when its moment has come. */
export class StepRunner {
  readonly #stage: Stage;
  readonly #inbox: Inbox;
  readonly #patienceMs: number;
  readonly #users: UserQueue;
  readonly #steps: readonly Step[];
  /** Of the step at the cursor; undefined before it is due. */
  #progress: Progress | undefined;
  /** When the step at the cursor wants to be looked at again. */
  #lookAgainMs: number | undefined;
  #hasClosed = false;

  constructor(stage: Stage, inbox: Inbox, patienceMs: number) {
    this.#stage = stage;
    this.#inbox = inbox;
    this.#patienceMs = patienceMs;
    this.#users = new UserQueue(stage);
    this.#steps = stage.prepared.scenario.steps;
  }

  /** Every step is done and everything is sent. */
  get isDone(): boolean {
    const { cursor, reactions } = this.#stage;
    return cursor >= this.#steps.length && reactions.length === 0 && this.#sayIsSent && this.#users.isEmpty;
  }

  /** The script has closed the connection. */
  get hasClosed(): boolean {
    return this.#hasClosed;
  }

  /** The step that is due waits for how much was played. */
  get watchesPlayback(): boolean {
    const step = this.#steps[this.#stage.cursor];
    return step !== undefined && 'server' in step && step.server === 'interrupt';
  }

  /** The step that is due waits for the microphone. */
  get listens(): boolean {
    const step = this.#steps[this.#stage.cursor];
    if (step === undefined) return false;
    return 'expect' in step ? step.expect === 'audio' : 'server' in step && step.server === 'interrupt';
  }

  get wakeAtMs(): number | undefined {
    const times = [this.#stage.say?.nextDueMs, this.#lookAgainMs].filter((time) => time !== undefined);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** Does every step whose moment has come. @throws StepFailure */
  run(): void {
    for (;;) {
      this.#sendWhatIsDue();
      this.#users.flush();
      if (!this.#react()) return;
      const step = this.#steps[this.#stage.cursor];
      this.#lookAgainMs = undefined;
      if (!step || !this.#perform(step)) return;
      for (const [inner, message] of this.#progress?.anyOrder?.pairs ?? []) this.#inbox.name(inner, message);
      this.#stage.cursor += 1;
      this.#progress = undefined;
    }
  }

  /** What it means that the client has closed now. */
  closedEarly(): StepFailure {
    const { closed } = this.#stage;
    return new StepFailure({
      code: 'closed_early',
      cause: `The connection was closed (${closed?.code} ${JSON.stringify(closed?.reason)}) while ${this.#due('was')}.`,
      hints: acceptanceHints(this.#stage),
      unmatched: this.#inbox.waiting,
    });
  }

  /** What it means that nobody goes on with the conversation now. */
  unfinished(): StepFailure {
    return new StepFailure({
      code: 'unconsumed_steps',
      cause: `The test is over, and ${this.#due('is')}.`,
      hints: acceptanceHints(this.#stage),
      unmatched: this.#inbox.waiting,
    });
  }

  #due(verb: string): string {
    const { cursor } = this.#stage;
    const step = this.#steps[cursor];
    return step ? `step ${cursor + 1} (${describeStep(step)}) ${verb} due` : `not everything ${verb} sent`;
  }

  get #sayIsSent(): boolean {
    return this.#stage.say?.sent ?? true;
  }

  #sendWhatIsDue(): void {
    const { say, nowMs } = this.#stage;
    for (const outgoing of say?.take(nowMs) ?? []) this.#stage.sendOutgoing(outgoing, say?.after);
  }

  /** Does what messages out of turn have asked for. Returns false while that has to wait for the turn that is being said. */
  #react(): boolean {
    const { reactions } = this.#stage;
    for (let step = reactions[0]; step; step = reactions[0]) {
      if (step.server === 'interrupt') cut(this.#stage, step);
      else if (this.#sayIsSent) act(this.#stage, step, undefined);
      else return false;
      if (step.server === 'close') this.#hasClosed = true;
      reactions.shift();
      this.#sendWhatIsDue();
    }
    return true;
  }

  #perform(step: Step): boolean {
    if ('user' in step) {
      this.#users.add(step, this.#stage.cursor);
      return true;
    }
    if ('server' in step) return this.#performServer(step);
    const progress = this.#begin();
    if (meet(this.#stage, this.#inbox, step, progress)) return true;
    const lookAgainMs =
      step.expect === 'nothing'
        ? progress.sinceMs + step.forMs
        : progress.anyOrder?.nextEndMs(this.#stage.nowMs);
    return this.#waitOn(step, progress, step.withinMs, lookAgainMs);
  }

  #performServer(step: ServerStep): boolean {
    const stage = this.#stage;
    if (step.server === 'interrupt') {
      const isNew = !this.#progress;
      const progress = this.#begin();
      const result = interrupt(stage, step, isNew);
      return result === 'done' || this.#waitOn(step, progress, undefined, result.atMs);
    }
    if (!this.#sayIsSent) return false; // one thing after the other; only an interruption cuts in
    const progress = this.#begin();
    if (step.server === 'pause') {
      this.#lookAgainMs = progress.sinceMs + step.ms;
      return stage.nowMs >= this.#lookAgainMs;
    }
    if (step.server === 'metadata' && !stage.initTaken) {
      const init = this.#inbox.take({ expect: 'init' });
      if (init instanceof StepFailure) throw init;
      if (init === 'none') return this.#waitOn(step, progress, undefined, undefined);
    }
    act(stage, step, this.#nextServerStep());
    if (step.server === 'close') this.#hasClosed = true;
    return true;
  }

  #nextServerStep(): ServerStep | undefined {
    for (let index = this.#stage.cursor + 1; index < this.#steps.length; index += 1) {
      const step = this.#steps[index];
      if (step && 'server' in step) return step;
    }
    return undefined;
  }

  #begin(): Progress {
    return (this.#progress ??= { sinceMs: this.#stage.nowMs, taken: 0, anyOrder: undefined });
  }

  /** Goes on waiting. Returns true where the step has waited long enough and is content; @throws StepFailure where it is not. */
  #waitOn(
    step: Step,
    progress: Progress,
    withinMs: number | undefined,
    lookAgainMs: number | undefined,
  ): boolean {
    const { nowMs, heardToMs, userToMs } = this.#stage;
    const deadlineMs =
      withinMs === undefined
        ? Math.max(progress.sinceMs, heardToMs, userToMs, lookAgainMs ?? 0) + this.#patienceMs
        : progress.sinceMs + withinMs;
    if (nowMs < deadlineMs) {
      this.#lookAgainMs = Math.min(deadlineMs, lookAgainMs ?? Infinity);
      return false;
    }
    if (mayPass(step, progress)) return true;
    const waited = Math.round(nowMs - progress.sinceMs);
    throw new StepFailure({
      code: withinMs === undefined ? 'barrier_starved' : 'late',
      cause: `${describeStep(step)} waited for ${waited} ms, and what it waits for did not come.`,
      hints: starvedHints(this.#stage, step),
      unmatched: this.#inbox.waiting,
    });
  }
}
