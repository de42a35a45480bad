import type { UserStep } from '../../scenario/user-steps.ts';
import type { Effect, EngineEvent, Moment } from '../../engine/effects.ts';
import type { FailureFacts } from '../../engine/failure.ts';
import type { EngineOptions, EngineState, ScriptEngine } from '../../engine/script-engine.ts';
import { factsOf, StepFailure } from '../../engine/step-failure.ts';
import { clientTypeOf, contractProblem } from '../../messages/client-contract.ts';
import { describeMessage } from '../../messages/describe-message.ts';
import type { WireMessage } from '../../messages/wire-message.ts';
import type { CassetteFrame, FrameBarrier } from '../format/cassette-frame.ts';
import { CassetteReader } from '../format/read-cassette.ts';
import { Placeholders } from '../redaction/placeholders.ts';
import { atLine, ClientPart } from './client-part.ts';
import { MicrophonePart } from './microphone-part.ts';
import { PingBook } from './ping-book.ts';
import type { PreparedCassette } from './prepared-cassette.ts';
import { ReissuedIds } from './reissued-ids.ts';
import { ServicePart } from './service-part.ts';
import { UserPart, type UserMoment } from './user-part.ts';

/** How many frames are sent at one go: the rest waits its turn, so that no more of a long speech than this is in memory. */
const mostAtOnce = 64;

const nothing: readonly Effect[] = [];

/**
 * Plays the service's part of a cassette, a line at a time: frames of the service are sent once what they waited for in the recording
 * has come, and what the client sends has to be what it sent then.
 */
export class CassetteEngine implements ScriptEngine {
  readonly conversationId: string;
  readonly watchesPlayback = false;
  readonly #cassette: PreparedCassette;
  readonly #reader: CassetteReader;
  readonly #options: EngineOptions;
  readonly #client: ClientPart;
  readonly #user: UserPart;
  readonly #service: ServicePart;
  readonly #microphone: MicrophonePart;
  readonly #ids: ReissuedIds;
  readonly #placeholders = new Placeholders();
  readonly #pings = new PingBook();
  #state: EngineState = 'running';
  #due: CassetteFrame | undefined;
  /** More can be sent at once than was. */
  #goesOn = false;
  #effects: Effect[] = [];
  #nowMs = 0;
  /** When something was last done, from which patience counts. */
  #progressMs = 0;
  #controlTaken = 0;
  #closed: { readonly code: number; readonly reason: string } | undefined;

  constructor(cassette: PreparedCassette, options: EngineOptions) {
    const { file, plays, relaxed, ignore, freshEventIds } = cassette.settings;
    this.#cassette = cassette;
    this.#options = options;
    this.#reader = new CassetteReader(file, isNoMicrophone);
    this.#client = new ClientPart({ relaxed, ignore, placeholders: this.#placeholders });
    this.#user = new UserPart(file, plays, cassette.inputFormat.sampleRateHz);
    this.#ids = new ReissuedIds(options.seed, freshEventIds);
    this.conversationId = this.#ids.idFor(cassette.recordedId);
    this.#service = new ServicePart({
      reader: this.#reader,
      ids: this.#ids,
      placeholders: this.#placeholders,
      pings: this.#pings,
      outputFormat: cassette.outputFormat,
    });
    this.#microphone = new MicrophonePart(cassette.inputFormat.sampleRateHz, plays.has('speech'));
    this.#due = this.#reader.next();
  }

  get state(): EngineState {
    return this.#state;
  }

  get isDone(): boolean {
    return this.#due === undefined && this.#client.awaited.length === 0;
  }

  get sayingTurn(): number | undefined {
    return undefined;
  }

  get wakeAtMs(): number | undefined {
    if (this.#state === 'complete') return this.#hangUpAtMs < Infinity ? this.#hangUpAtMs : undefined;
    if (this.#state !== 'running') return undefined;
    if (this.#goesOn) return this.#nowMs;
    const { heardToMs } = this.#service;
    return this.#waitsForSilence && heardToMs > this.#nowMs ? heardToMs : this.#patientToMs;
  }

  unfinished(): FailureFacts {
    return this.#locate(this.#unconsumed('unconsumed_steps', 'The test is over').facts);
  }

  handle(event: EngineEvent, { nowMs }: Moment): readonly Effect[] {
    if (this.#state === 'failed' || this.#state === 'over') return nothing;
    this.#nowMs = nowMs;
    try {
      if (event.type === 'audio') {
        this.#microphone.hear(event.samples);
        if (!this.#waitsForVoice && !this.#goesOn) return nothing;
      } else this.#take(event);
      this.#goOn();
      if (event.type === 'closed') this.#end();
      else this.#checkPatience();
    } catch (error) {
      this.#fail(error);
    }
    if (this.#effects.length === 0) return nothing;
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }

  #take(event: Exclude<EngineEvent, { type: 'audio' }>): void {
    switch (event.type) {
      case 'message':
        return this.#takeMessage(event.message);
      case 'unreadable':
        return this.#refuse(event.problem);
      case 'closed':
        this.#closed = { code: event.code, reason: event.reason };
        return;
      case 'failed':
        throw new StepFailure({ code: 'harness_error', cause: event.cause });
      case 'opened':
        this.#progressMs = this.#nowMs;
        return;
      case 'tick':
    }
  }

  #takeMessage(message: WireMessage): void {
    const problem = contractProblem(message);
    if (problem !== undefined) this.#refuse(`The client sent ${describeMessage(message)}, but ${problem}.`);
    if (clientTypeOf(message) === 'pong') {
      const wrong = this.#pings.answer(message.event_id);
      if (wrong !== undefined)
        throw new StepFailure({ code: 'unexpected_message', cause: `The client sent a pong. ${wrong}` });
    } else if (this.#state !== 'closing') this.#client.add(message);
  }

  #refuse(problem: string): void {
    if (this.#options.strict) throw new StepFailure({ code: 'protocol_invalid', cause: problem });
    this.#effects.push({ do: 'note', text: problem });
  }

  /** Does everything whose moment has come. */
  #goOn(): void {
    if (this.#state === 'complete' && this.#client.waiting.length > 0) throw this.#extra();
    if (this.#state !== 'running') return;
    const sentBefore = this.#service.framesSent;
    for (;;) {
      this.#goesOn = this.#service.framesSent - sentBefore >= mostAtOnce;
      if (this.#goesOn) return;
      const matched = this.#client.match();
      this.#controlTaken += matched;
      if (!this.#advance() && matched === 0) break;
      this.#progressMs = this.#nowMs;
    }
    if (this.#due === undefined && this.#client.waiting.length > 0) throw this.#extra();
    if (this.#state === 'running' && this.isDone) {
      this.#state = 'complete';
      this.#effects.push({ do: 'complete' });
    }
  }

  /** Goes past one frame of the recording, where nothing holds it back. */
  #advance(): boolean {
    const frame = this.#due;
    if (!frame) return false;
    for (const action of this.#user.before(frame.seq, this.#moment)) {
      if (action.step.user === 'say') this.#microphone.expect(this.#cassette.voiceOf(action.step));
      this.#effects.push({ do: 'user', action });
    }
    if (frame.lane === 'end') return this.#passEnd(frame);
    if (frame.dir === 'up') this.#awaitClient(frame);
    else if (this.#mayBeSent(frame.after))
      this.#effects.push(this.#service.send(frame, this.#nowMs, this.#controlTaken));
    else return false;
    this.#due = this.#reader.next();
    return true;
  }

  #awaitClient(frame: CassetteFrame): void {
    if (frame.lane !== 'control' || !frame.data) return;
    const data = this.#ids.refer(frame.data) as WireMessage;
    const expected = this.#placeholders.expected(data) as WireMessage;
    this.#client.await({ frame, line: this.#reader.lineNumber, expected });
    const action = this.#user.for({ ...frame, data }, this.#moment);
    if (!action) return;
    // what the user says is made up only where nobody else says it
    const step = this.#placeholders.fill(action.step) as UserStep;
    this.#effects.push({ do: 'user', action: { ...action, step } });
  }

  /** The service closes when everything before has happened; a client that has to close is waited for. */
  #passEnd(frame: CassetteFrame): boolean {
    if (this.#client.awaited.length > 0) return false;
    const { code, reason } = endOf(frame);
    if (frame.dir === 'up') {
      const action = this.#user.hangUp(frame.seq, this.#moment);
      if (action) this.#effects.push({ do: 'user', action });
    } else {
      if (this.#waitsForSilence && this.#service.heardToMs > this.#nowMs) return false;
      this.#effects.push({ do: 'close', code: code === 1005 ? 1000 : code, reason });
      this.#state = 'closing';
    }
    this.#due = undefined;
    return true;
  }

  /** Whether the service closed only when everything it had said could have been heard. */
  get #waitsForSilence(): boolean {
    const due = this.#due;
    return due?.lane === 'end' && due.dir === 'down' && due.t >= this.#service.recorded.heardToT;
  }

  get #waitsForVoice(): boolean {
    return this.#due?.after?.voice_ms !== undefined;
  }

  #mayBeSent(after: FrameBarrier | undefined): boolean {
    if (!after) return true;
    if (after.up?.some((seq) => this.#client.isAwaited(seq))) return false;
    const { relaxed, listens } = this.#cassette.settings;
    if (!relaxed && after.seen?.some((seq) => this.#client.isAwaited(seq))) return false;
    if (after.voice_ms === undefined || !listens) return true;
    if (!this.#microphone.hasSent(after)) return false;
    this.#effects.push({ do: 'micBarrier' });
    return true;
  }

  get #moment(): UserMoment {
    const { framesSent, turnId, heardToMs, recorded } = this.#service;
    return { nowMs: this.#nowMs, framesSent, turnId, heardToMs, recorded };
  }

  get #patientToMs(): number {
    return this.#quietSinceMs + this.#options.patienceMs;
  }

  get #hangUpAtMs(): number {
    return this.#quietSinceMs + (this.#options.hangUpWithinMs ?? Infinity);
  }

  /** When everything was said that is to be said so far. */
  get #quietSinceMs(): number {
    return Math.max(this.#progressMs, this.#service.heardToMs, this.#user.busyToMs);
  }

  #checkPatience(): void {
    if (this.#state === 'complete' && this.#nowMs >= this.#hangUpAtMs) {
      throw new StepFailure({
        code: 'not_closed',
        cause: `In the recording the client ended the call here, and it has not for ${this.#options.hangUpWithinMs} ms.`,
      });
    }
    if (this.#state !== 'running' || this.#nowMs < this.#patientToMs) return;
    throw this.#unconsumed('barrier_starved', `Nothing came for ${this.#options.patienceMs} ms`);
  }

  /** The connection is gone: was everything said and answered, as it was recorded? */
  #end(): void {
    if (!this.isDone) {
      const { code, reason } = this.#closed ?? { code: 1006, reason: '' };
      throw this.#unconsumed('closed_early', `The connection was closed (${code} ${JSON.stringify(reason)})`);
    }
    const [missed] = this.#pings.missed;
    if (missed !== undefined) {
      throw new StepFailure({
        code: 'missing_message',
        cause: `The client never answered the ping ${JSON.stringify(missed)} of the recording.`,
      });
    }
    const lost = this.#microphone.problem();
    if (lost !== undefined) throw new StepFailure({ code: 'audio_mismatch', cause: lost });
    if (this.#state === 'closing') this.#effects.push({ do: 'complete' });
    this.#state = 'over';
    this.#close();
  }

  #extra(): StepFailure {
    const [message = {}] = this.#client.waiting;
    return new StepFailure({
      code: 'extra_message',
      cause: `The client sent ${describeMessage(message)}, which the recording does not have.`,
      unmatched: this.#client.waiting,
    });
  }

  #unconsumed(code: 'closed_early' | 'unconsumed_steps' | 'barrier_starved', what: string): StepFailure {
    const awaited = this.#client.awaited[0];
    const due = this.#due;
    const wants = awaited
      ? `the recording goes on with ${describeMessage(awaited.frame.data ?? {})} of the client`
      : due?.after?.voice_ms === undefined
        ? 'the recording is not over'
        : this.#microphone.wantedBy(due.after);
    return new StepFailure({ code, cause: `${what}, and ${wants}.`, unmatched: this.#client.waiting });
  }

  #fail(error: unknown): void {
    const facts = this.#locate(factsOf(error));
    this.#state = 'failed';
    this.#close();
    this.#effects.push({ do: 'fail', facts });
    if (!this.#closed)
      this.#effects.push({ do: 'close', code: 1011, reason: `replay failed: ${facts.code}` });
  }

  /** Adds where in the cassette it happened. */
  #locate(facts: StepFailure['facts']): FailureFacts {
    const awaited = this.#client.awaited[0];
    const due = this.#due && { frame: this.#due, line: this.#reader.lineNumber };
    const place = awaited ?? due;
    const at = place ? atLine(place) : { what: 'after its last frame', line: this.#reader.lineNumber };
    return { at, ...facts, notReached: [] };
  }

  #close(): void {
    this.#reader.close();
    this.#user.close();
  }
}

/** Microphone lines are read by whoever plays the user. */
function isNoMicrophone(line: string): boolean {
  return !microphoneLine.test(line);
}

const microphoneLine = /^- \{"seq":\d+,"lane":"mic"/;

function endOf({ data }: CassetteFrame): { code: number; reason: string } {
  const { code, reason } = data ?? {};
  return {
    code: typeof code === 'number' ? code : 1000,
    reason: typeof reason === 'string' ? reason : '',
  };
}
