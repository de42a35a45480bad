import type { Clock } from '@duologue/core';
import type { Origin } from '../diagnostics/origin.ts';
import { ScenarioFailure } from '../diagnostics/scenario-failure.ts';
import type { Effect, EngineEvent } from '../engine/effects.ts';
import type { FailureFacts } from '../engine/failure.ts';
import { ScenarioEngine } from '../engine/scenario-engine.ts';
import type { EngineState, ScriptEngine } from '../engine/script-engine.ts';
import { factsOf, StepFailure } from '../engine/step-failure.ts';
import { rerunCommand } from '../diagnostics/rerun-command.ts';
import { clientTypeOf, frameProblem, readFrame } from '../messages/client-contract.ts';
import { readAudio } from '../messages/read-audio.ts';
import type { WireMessage } from '../messages/wire-message.ts';
import { closeProblem } from '../scenario/close-problem.ts';
import type { PreparedScenario } from '../scenario/prepare.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { canonicalHash, canonicalTrace, type CanonicalTrace } from '../trace/canonical-trace.ts';
import type { TraceEntry } from '../trace/trace-entry.ts';
import { TraceLog } from '../trace/trace-log.ts';
import type { Player } from './player.ts';
import { Recording } from './recording.ts';
import { UserSeat } from './user-seat.ts';
import { WakeUp } from './wake-up.ts';
import type { Wire } from './wire.ts';

export interface ConversationOptions {
  readonly prepared: PreparedScenario;
  readonly clock: Clock;
  readonly wire: Wire;
  readonly seed: number;
  readonly patienceMs: number;
  /** Whether what does not fit the contract fails the script; default true. */
  readonly strict: boolean;
  /** How long the call may go on once the script is over, in milliseconds; default without limit. */
  readonly hangUpWithinMs?: number | undefined;
  readonly origin?: Origin | undefined;
  /** Where the trace is written once it is over, for the message of a failure. */
  readonly tracePath?: string | undefined;
  /** Whether the audio of both sides is kept in memory; default false. */
  readonly keepAudio?: boolean;
}

/** One connection that plays a scenario: the engine, with a clock, a wire and a trace. */
export class Conversation {
  readonly trace: TraceLog;
  /** The audio of both sides, where it is kept. */
  readonly recording: Recording | undefined;
  /** When the connection was opened, in milliseconds since 1970. */
  readonly startedAtEpochMs: number;
  /** Resolves when every step is done, or the script has failed. Never rejects: see `failure`. */
  readonly completed: Promise<void>;
  /** Resolves when the connection is gone. */
  readonly closed: Promise<void>;
  readonly #options: ConversationOptions;
  readonly #engine: ScriptEngine;
  readonly #wakeUp: WakeUp;
  readonly #user = new UserSeat();
  #failure: ScenarioFailure | undefined;
  readonly #queue: EngineEvent[] = [];
  #busy = false;
  /** Something was thrown that no step has caught. */
  #isBroken = false;
  #isOpen = false;
  #closedBy: 'client' | 'server' = 'client';
  #complete!: () => void;
  #tellClosed!: () => void;

  constructor(options: ConversationOptions) {
    const { prepared, clock, seed, patienceMs, strict, hangUpWithinMs } = options;
    this.#options = options;
    const script = { seed, patienceMs, strict, hangUpWithinMs };
    this.#engine = prepared.createEngine?.(script) ?? new ScenarioEngine(prepared, script);
    this.trace = new TraceLog({ clock });
    this.startedAtEpochMs = clock.epochMs();
    this.#wakeUp = new WakeUp(clock, () => this.#feed({ type: 'tick' }));
    this.recording = options.keepAudio ? new Recording(clock, prepared) : undefined;
    this.trace.useFormats(prepared.outputFormat, prepared.inputFormat);
    this.completed = new Promise((resolve) => (this.#complete = resolve));
    this.closed = new Promise((resolve) => (this.#tellClosed = resolve));
  }

  get id(): string {
    return this.#engine.conversationId;
  }

  /** What is being played. */
  get scenario(): Scenario {
    return this.#options.prepared.scenario;
  }

  /** Seeds every random choice of this conversation. */
  get seed(): number {
    return this.#options.seed;
  }

  get state(): EngineState {
    return this.#engine.state;
  }

  get failure(): ScenarioFailure | undefined {
    return this.#failure;
  }

  get canonical(): CanonicalTrace {
    return canonicalTrace(this.trace.entries);
  }

  /** Equal for two conversations exactly where their canonical traces are. */
  get hash(): string {
    return canonicalHash(this.canonical);
  }

  /** Every step is done. */
  get isComplete(): boolean {
    return this.#engine.isDone;
  }

  /** The connection is there. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** What it means that the test is over now. */
  unfinished(): ScenarioFailure {
    return this.explain(this.#engine.unfinished());
  }

  /** A failure in the light of this conversation. */
  explain(facts: Omit<FailureFacts, 'notReached'> & Partial<FailureFacts>): ScenarioFailure {
    this.trace.flush();
    return this.#failureWith(this.trace.entries, facts);
  }

  /** Names who plays the user, for steps that wait and for those to come. */
  playedBy(player: Player): void {
    this.#user.take(player);
  }

  opened(): void {
    this.#isOpen = true;
    this.#feed({ type: 'opened' });
  }

  /** Takes a frame of the client. */
  received(frame: string | Uint8Array): void {
    if (this.#engine.state === 'closing') return; // was under way when the server closed
    this.guard(() => this.#take(frame));
  }

  /**
   * Does what an event of the connection brings. Whatever is thrown below it fails this conversation:
   * nothing that one client does may end the process that serves all of them.
   */
  guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#breakDown(error);
    }
  }

  /** The client's player has heard more, or the user has done something: conditions may have come true. */
  lookAgain(): void {
    if (this.#engine.watchesPlayback) this.#feed({ type: 'tick' });
  }

  /** The harness around the conversation has failed. */
  fail(cause: string): void {
    this.#feed({ type: 'failed', cause });
  }

  /** The connection is gone. */
  connectionClosed(code: number, reason: string): void {
    this.#isOpen = false;
    this.guard(() => this.trace.end({ code, by: this.#closedBy }));
    this.#feed({ type: 'closed', code, reason, undone: this.#user.undone });
    this.#wakeUp.cancel();
    this.#tellClosed();
  }

  #failureWith(
    entries: readonly TraceEntry[],
    facts: Omit<FailureFacts, 'notReached'> & Partial<FailureFacts>,
  ): ScenarioFailure {
    const { seed, origin, tracePath } = this.#options;
    const again = rerunCommand(this.scenario.place);
    const context = { scenario: this.scenario, seed, origin: { again, ...origin }, tracePath, entries };
    return new ScenarioFailure({ notReached: [], ...facts }, context);
  }

  #take(frame: string | Uint8Array): void {
    const message = typeof frame === 'string' ? readFrame(frame) : undefined;
    if (!message) {
      const what = typeof frame === 'string' ? frameProblem(frame) : 'a binary frame';
      return this.#feed({ type: 'unreadable', problem: `The client sent ${what} (${frame.length} long).` });
    }
    if (clientTypeOf(message) === 'user_audio_chunk' && message.type === undefined)
      return this.#hear(message);
    this.trace.up(message);
    this.#feed({ type: 'message', message });
  }

  #hear(message: WireMessage): void {
    const audio = readAudio(message.user_audio_chunk, this.#options.prepared.inputFormat);
    this.trace.up(message, audio);
    if (audio) this.recording?.addUser(audio.samples);
    if (audio) this.#feed({ type: 'audio', samples: audio.samples, isSilence: audio.isSilence });
    else
      this.#feed({
        type: 'unreadable',
        problem: 'The client sent audio that is not base64 or ends inside a sample.',
      });
  }

  /** Gives an event to the engine, and does what it wants. What happens meanwhile waits its turn. */
  #feed(event: EngineEvent): void {
    if (this.#busy) {
      this.#queue.push(event);
      return;
    }
    this.#busy = true;
    for (let next: EngineEvent | undefined = event; next; next = this.#queue.shift()) {
      const current = next;
      this.guard(() => this.#step(current));
    }
    this.#busy = false;
  }

  /** The harness could not go on: the script fails, where it still can, or the connection is cut. */
  #breakDown(error: unknown): void {
    const facts = factsOf(error);
    const isOver = this.#isBroken || this.#engine.state === 'failed' || this.#engine.state === 'over';
    this.#isBroken = true;
    if (!isOver) return this.#feed({ type: 'failed', cause: facts.cause });
    this.#failure ??= this.#failureWith([], facts); // what is in the trace may be what cannot be told
    this.#complete();
    if (this.#isOpen) this.#options.wire.cut();
  }

  #step(event: EngineEvent): void {
    const engine = this.#engine;
    const turn = event.type !== 'audio' || engine.watchesPlayback ? engine.sayingTurn : undefined;
    const playedMs = turn === undefined ? undefined : this.#user.playedMs(turn);
    const effects = engine.handle(event, { nowMs: this.#options.clock.now(), playedMs });
    const endBatch = effects.length > 1 ? this.#options.wire.batch?.() : undefined;
    try {
      for (const effect of effects) this.#apply(effect);
    } finally {
      endBatch?.();
    }
    this.#wakeUp.setTo(engine.wakeAtMs);
  }

  #apply(effect: Effect): void {
    const { wire } = this.#options;
    switch (effect.do) {
      case 'send': {
        const text = effect.text ?? JSON.stringify(effect.message); // first: what cannot be written was never sent
        this.trace.down(effect.message, effect.after, effect.audio);
        this.recording?.noteSent(effect.message);
        return wire.send(text);
      }
      case 'sendText':
        this.trace.tell('note', 'raw frame', effect.text);
        return wire.send(effect.text);
      case 'close':
        return this.#close(effect);
      case 'user':
        return this.#user.act(effect.action);
      case 'micBarrier':
        return this.trace.markMicrophone();
      case 'note':
        return this.trace.tell('note', 'remark', effect.text);
      case 'complete':
        return this.#complete();
      case 'fail':
        return this.#fail(effect.facts);
    }
  }

  /** What a reaction makes of a message is known only now. @throws StepFailure for a close that no wire can carry */
  #close({ code, reason }: Extract<Effect, { do: 'close' }>): void {
    const problem = closeProblem({ code, reason });
    if (problem !== undefined)
      throw new StepFailure({
        code: 'harness_error',
        cause: `The script cannot close like this: ${problem}.`,
      });
    this.#closedBy = 'server';
    const { wire } = this.#options;
    if (code === 1006) wire.cut();
    else wire.close(code, reason);
  }

  #fail(facts: FailureFacts): void {
    this.#failure = this.explain(facts);
    this.#complete();
  }
}
