import { clientTypeOf, contractProblem } from '../messages/client-contract.ts';
import { describeMessage } from '../messages/describe-message.ts';
import type { WireMessage } from '../messages/wire-message.ts';
import type { PreparedScenario } from '../scenario/prepare.ts';
import { describeStep } from '../scenario/scenario.ts';
import type { Effect, EngineEvent, Moment, UserAction } from './effects.ts';
import type { FailureFacts } from './failure.ts';
import { Inbox } from './inbox.ts';
import type { EngineOptions, EngineState, ScriptEngine } from './script-engine.ts';
import { Stage } from './stage.ts';
import { factsOf, StepFailure } from './step-failure.ts';
import { StepRunner } from './step-runner.ts';

const nothing: readonly Effect[] = [];

/**
 * Plays the server's part of a scenario. It reads no clock, draws no dice and does no input or output:
 * what it wants to happen follows from the scenario, the seed and the events alone.
 */
export class ScenarioEngine implements ScriptEngine {
  readonly #stage: Stage;
  readonly #inbox: Inbox;
  readonly #runner: StepRunner;
  readonly #strict: boolean;
  readonly #hangUpWithinMs: number;
  /** When the script was over. */
  #completeAtMs = 0;
  #state: EngineState = 'running';

  constructor(
    prepared: PreparedScenario,
    { seed, patienceMs, strict, hangUpWithinMs = Infinity }: EngineOptions,
  ) {
    this.#stage = new Stage(prepared, seed);
    this.#inbox = new Inbox(this.#stage);
    this.#runner = new StepRunner(this.#stage, this.#inbox, patienceMs);
    this.#strict = strict;
    this.#hangUpWithinMs = hangUpWithinMs;
  }

  get state(): EngineState {
    return this.#state;
  }

  get conversationId(): string {
    return this.#stage.conversationId;
  }

  /** Every step is done and everything is sent. */
  get isDone(): boolean {
    return this.#runner.isDone;
  }

  /** What it means that the test is over now. */
  unfinished(): FailureFacts {
    return this.#locate(this.#runner.unfinished().facts);
  }

  /** The turn that was said last; undefined before the first. */
  get sayingTurn(): number | undefined {
    return this.#stage.say?.eventId;
  }

  /** Whether how much the client has played decides what happens next. */
  get watchesPlayback(): boolean {
    return this.#state === 'running' && this.#runner.watchesPlayback;
  }

  /** When the engine wants a `tick`, if nothing else happens before. */
  get wakeAtMs(): number | undefined {
    const { wakeAtMs } = this.#runner;
    if (this.#state === 'running') return wakeAtMs;
    if (this.#state !== 'complete') return undefined;
    const atMs = Math.min(wakeAtMs ?? Infinity, this.#hangUpAtMs);
    return atMs < Infinity ? atMs : undefined;
  }

  /** Takes an event; the result is what has to happen, in order. */
  handle(event: EngineEvent, { nowMs, playedMs }: Moment): readonly Effect[] {
    if (this.#state === 'failed' || this.#state === 'over') return nothing;
    const stage = this.#stage;
    if (event.type === 'audio') {
      stage.ear.hear(event.samples, event.isSilence);
      if (!this.#runner.listens) return nothing;
    }
    stage.nowMs = nowMs;
    stage.playedMs = playedMs;
    try {
      this.#take(event);
      this.#goOn();
      if (event.type === 'closed') this.#end(event.undone);
      else if (this.#state === 'complete') this.#wantHangUp();
    } catch (error) {
      this.#fail(error);
    }
    return stage.takeEffects();
  }

  #take(event: EngineEvent): void {
    const stage = this.#stage;
    switch (event.type) {
      case 'message':
        return this.#takeMessage(event.message);
      case 'unreadable':
        return this.#refuse(event.problem);
      case 'closed':
        stage.closed = { code: event.code, reason: event.reason };
        return;
      case 'failed':
        throw new StepFailure({ code: 'harness_error', cause: event.cause });
      case 'audio':
      case 'opened':
      case 'tick':
    }
  }

  #takeMessage(message: WireMessage): void {
    const problem = contractProblem(message);
    if (problem !== undefined) this.#refuse(`The client sent ${describeMessage(message)}, but ${problem}.`);
    const type = clientTypeOf(message);
    if (type === 'pong') {
      const wrong = this.#stage.pings.answer(message.event_id);
      if (wrong !== undefined)
        throw new StepFailure({ code: 'unexpected_message', cause: `The client sent a pong. ${wrong}` });
    } else if (type === 'enclave_setup_config') {
      this.#stage.controlTaken += 1; // comes before everything else, where it comes at all
    } else if (this.#state !== 'closing') {
      this.#inbox.add(message);
    }
  }

  #refuse(problem: string): void {
    if (this.#strict) throw new StepFailure({ code: 'protocol_invalid', cause: problem });
    this.#stage.effects.push({ do: 'note', text: problem });
  }

  #goOn(): void {
    this.#runner.run();
    if (this.#runner.hasClosed) this.#state = 'closing';
    else if (this.#state === 'running' && this.#runner.isDone) {
      this.#state = 'complete';
      this.#completeAtMs = this.#stage.nowMs;
      this.#stage.effects.push({ do: 'complete' });
    }
  }

  /** The connection is gone: was everything said and answered? */
  #end(undone: UserAction | undefined): void {
    if (!this.#runner.isDone) throw this.#runner.closedEarly();
    if (undone) throw this.#leftUndone(undone);
    const [missed] = this.#stage.pings.missed;
    if (missed !== undefined) {
      throw new StepFailure({
        code: 'missing_message',
        cause: `The client never answered the ping ${missed}.`,
      });
    }
    if (this.#state === 'closing') this.#stage.effects.push({ do: 'complete' });
    this.#state = 'over';
  }

  #leftUndone({ step, stepIndex }: UserAction): StepFailure {
    const { code, reason } = this.#stage.closed ?? {};
    return new StepFailure({
      code: this.#state === 'closing' ? 'unconsumed_steps' : 'closed_early',
      cause: `The connection was closed (${code} ${JSON.stringify(reason)}) before the user had begun with step ${stepIndex + 1} (${describeStep(step)}).`,
      stepIndex,
      hints: [
        'Let the script wait for what the user does before it ends: with an `expect` of the message or of the audio (`client.userMessage()`, `client.audio({ voiceMs })`).',
      ],
    });
  }

  /** When somebody has to have ended the call. */
  get #hangUpAtMs(): number {
    const { heardToMs, userToMs } = this.#stage;
    return Math.max(this.#completeAtMs, heardToMs, userToMs) + this.#hangUpWithinMs;
  }

  #wantHangUp(): void {
    if (this.#stage.nowMs < this.#hangUpAtMs) return;
    throw new StepFailure({
      code: 'not_closed',
      cause: `The script is over, and nobody has ended the call for ${this.#hangUpWithinMs} ms.`,
      hints: [
        'Let the agent end it with a last step `server: close` (in TypeScript `server.close()`), or the user with `user: hang_up` (`user.hangUp()`).',
        'Where the app under test has to end it, let the script wait for that: `expect: closed` (`client.closed()`).',
      ],
    });
  }

  #fail(error: unknown): void {
    const facts = this.#locate(factsOf(error));
    this.#state = 'failed';
    this.#stage.effects.push({ do: 'fail', facts });
    if (!this.#stage.closed)
      this.#stage.effects.push({ do: 'close', code: 1011, reason: `scenario failed: ${facts.code}` });
  }

  /** Adds where in the script it happened. */
  #locate(facts: StepFailure['facts']): FailureFacts {
    const { cursor, prepared } = this.#stage;
    const { steps } = prepared.scenario;
    return {
      ...(cursor < steps.length && { stepIndex: cursor }),
      ...facts,
      notReached: steps.map((_step, index) => index).slice(cursor + 1),
    };
  }
}
