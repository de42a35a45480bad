import type { UserStep } from '../../scenario/user-steps.ts';
import type { Effect, EngineEvent, Moment } from '../../engine/effects.ts';
import type { FailureFacts } from '../../engine/failure.ts';
import type { EngineOptions, EngineState, ScriptEngine } from '../../engine/script-engine.ts';
import { factsOf, StepFailure } from '../../engine/step-failure.ts';
import { isPlainObject } from '../../match/show.ts';
import { clientTypeOf, contractProblem } from '../../messages/client-contract.ts';
import { describeMessage } from '../../messages/describe-message.ts';
import type { WireMessage } from '../../messages/wire-message.ts';
import { isAudioReference, withAudio } from '../format/audio-place.ts';
import type { CassetteFrame, FrameBarrier } from '../format/cassette-frame.ts';
import { CassetteReader, storedAudioOf } from '../format/read-cassette.ts';
import { VoiceMeter } from '../format/voice-meter.ts';
import { msOf } from '../format/wire-formats.ts';
import { Placeholders } from '../redaction/placeholders.ts';
import { atLine, ClientPart } from './client-part.ts';
import { HeardSpeech } from './heard-speech.ts';
import { PingBook } from './ping-book.ts';
import type { PreparedCassette } from './prepared-cassette.ts';
import { ReissuedIds } from './reissued-ids.ts';
import { UserPart, type UserMoment } from './user-part.ts';

/** How much speech may be missing where the user has stopped speaking, in milliseconds and as a share. */
const missingVoice = { ms: 20, share: 0.02 };

/** Silence of this length ends what the user says, in milliseconds. */
const silenceMs = 500;

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
  readonly #ids: ReissuedIds;
  readonly #placeholders = new Placeholders();
  readonly #pings = new PingBook();
  readonly #voice: VoiceMeter;
  readonly #speech: HeardSpeech | undefined;
  #state: EngineState = 'running';
  #due: CassetteFrame | undefined;
  /** More can be sent at once than was. */
  #goesOn = false;
  #effects: Effect[] = [];
  #nowMs = 0;
  /** When something was last done, from which patience counts. */
  #progressMs = 0;
  #heardToMs = 0;
  #controlTaken = 0;
  #framesSent = 0;
  #turnId = 0;
  #recorded = { heardFromT: 0, heardToT: 0 };
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
    this.#voice = new VoiceMeter(cassette.inputFormat.sampleRateHz);
    this.#speech = plays.has('speech') ? new HeardSpeech(cassette.inputFormat.sampleRateHz) : undefined;
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
    if (this.#state !== 'running') return undefined;
    if (this.#goesOn) return this.#nowMs;
    if (this.#waitsForSilence && this.#heardToMs > this.#nowMs) return this.#heardToMs;
    return this.#patientToMs;
  }

  unfinished(): FailureFacts {
    return this.#locate(this.#unconsumed('unconsumed_steps', 'The test is over').facts);
  }

  handle(event: EngineEvent, { nowMs }: Moment): readonly Effect[] {
    if (this.#state === 'failed' || this.#state === 'over') return nothing;
    this.#nowMs = nowMs;
    try {
      if (event.type === 'audio') {
        this.#voice.hear(event.samples);
        this.#speech?.hear(event.samples);
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
    } else if (this.#state === 'running') this.#client.add(message);
  }

  #refuse(problem: string): void {
    if (this.#options.strict) throw new StepFailure({ code: 'protocol_invalid', cause: problem });
    this.#effects.push({ do: 'note', text: problem });
  }

  /** Does everything whose moment has come. */
  #goOn(): void {
    if (this.#state !== 'running') return;
    const sentBefore = this.#framesSent;
    for (;;) {
      this.#goesOn = this.#framesSent - sentBefore >= mostAtOnce;
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
      if (action.step.user === 'say') this.#speech?.expect(this.#cassette.voiceOf(action.step));
      this.#effects.push({ do: 'user', action });
    }
    if (frame.lane === 'end') return this.#passEnd(frame);
    if (frame.dir === 'up') this.#awaitClient(frame);
    else if (this.#mayBeSent(frame.after)) this.#send(frame);
    else return false;
    this.#due = this.#reader.next();
    return true;
  }

  #awaitClient(frame: CassetteFrame): void {
    if (frame.lane !== 'control' || !frame.data) return;
    const expected = this.#placeholders.expected(this.#ids.refer(frame.data)) as WireMessage;
    this.#client.await({ frame, line: this.#reader.lineNumber, expected });
    const action = this.#user.for(frame, this.#moment);
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
      if (this.#waitsForSilence && this.#heardToMs > this.#nowMs) return false;
      this.#effects.push({ do: 'close', code: code === 1005 ? 1000 : code, reason });
      this.#state = 'closing';
    }
    this.#due = undefined;
    return true;
  }

  /** Whether the service closed only when everything it had said could have been heard. */
  get #waitsForSilence(): boolean {
    const due = this.#due;
    return due?.lane === 'end' && due.dir === 'down' && due.t >= this.#recorded.heardToT;
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
    if (!this.#hasHeard(after.voice_ms, after.silence_ms ?? 0)) return false;
    this.#effects.push({ do: 'micBarrier' });
    return true;
  }

  #hasHeard(voiceMs: number, quietMs: number): boolean {
    const heard = this.#voice;
    const isEnough = heard.voiceMs >= voiceMs;
    const isNearly = heard.voiceMs >= voiceMs * (1 - missingVoice.share) - missingVoice.ms;
    if (isEnough) return heard.voiceMs > voiceMs || heard.silenceMs >= Math.min(quietMs, silenceMs);
    return isNearly && heard.silenceMs >= silenceMs;
  }

  #send(frame: CassetteFrame): void {
    const after = { control: this.#controlTaken };
    this.#framesSent += 1;
    if (frame.lane !== 'keepalive' && frame.lane !== 'agent-audio') this.#pings.noteControl();
    if (frame.raw) {
      const text = 'text' in frame.raw ? frame.raw.text : frame.raw.base64;
      this.#effects.push({ do: 'sendText', text, after });
      return;
    }
    if (frame.lane === 'agent-audio') return this.#sendAudio(frame);
    const message = this.#placeholders.fill(this.#ids.issue(frame.data)) as WireMessage;
    if (frame.lane === 'keepalive') this.#pings.open(idOf(message));
    if (message.type === 'interruption') {
      this.#heardToMs = this.#nowMs;
      this.#recorded = { heardFromT: frame.t, heardToT: frame.t };
    }
    this.#effects.push({ do: 'send', message, after });
  }

  #sendAudio(frame: CassetteFrame): void {
    const stored = storedAudioOf(frame);
    const bytes = this.#reader.audioOf(frame, true);
    const data = this.#ids.issueEvents(frame.data ?? {});
    const base64 = bytes?.toString('base64') ?? '';
    const message = bytes && stored ? withAudio('agent-audio', data, base64) : data;
    const id = idOf(message);
    const eventId = Number(id ?? this.#turnId);
    this.#noteAudio(frame.t, eventId, stored?.ms ?? msOf(bytes?.length ?? 0, this.#cassette.outputFormat));
    const after = { control: this.#controlTaken };
    if (!bytes || !isAudioReference(stored) || typeof id !== 'number') {
      this.#effects.push({ do: 'send', message, after });
      return;
    }
    const { sha256, rms_dbfs: dbfs } = stored;
    const facts = { bytes: bytes.length, sha256, dbfs };
    const source = () => this.#reader.audioOf(frame) ?? bytes;
    const audio = { bytes, eventId, facts, text: alignedText(message), source };
    // base64 needs no escaping, and to look for what does would take longer than all the rest
    const [before = '', behind = ''] = JSON.stringify(withAudio('agent-audio', data, sha256)).split(sha256);
    this.#effects.push({ do: 'send', message, text: `${before}${base64}${behind}`, after, audio });
  }

  /** Keeps in mind what is being said, and until when: in the recording and now. */
  #noteAudio(t: number, eventId: number, ms: number): void {
    const isNew = eventId !== this.#turnId || t > this.#recorded.heardToT;
    const fromT = Math.max(t, this.#recorded.heardToT);
    this.#recorded = { heardFromT: isNew ? fromT : this.#recorded.heardFromT, heardToT: fromT + ms };
    this.#turnId = eventId;
    this.#heardToMs = Math.max(this.#nowMs, this.#heardToMs) + ms;
  }

  get #moment(): UserMoment {
    return {
      nowMs: this.#nowMs,
      framesSent: this.#framesSent,
      turnId: this.#turnId,
      heardToMs: this.#heardToMs,
      recorded: this.#recorded,
    };
  }

  get #patientToMs(): number {
    return Math.max(this.#progressMs, this.#heardToMs, this.#user.busyToMs) + this.#options.patienceMs;
  }

  #checkPatience(): void {
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
        cause: `The client never answered the ping ${JSON.stringify(missed)}.`,
      });
    }
    const lost = this.#speech?.problem();
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
        : `the recording goes on after ${due.after.voice_ms} ms of speech and ${due.after.silence_ms ?? 0} ms of silence, and the microphone was heard for ${this.#voice.voiceMs} ms of speech and ${this.#voice.silenceMs} ms of silence`;
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

function idOf(message: WireMessage): unknown {
  for (const value of Object.values(message)) if (isPlainObject(value)) return value.event_id;
  return undefined;
}

function endOf({ data }: CassetteFrame): { code: number; reason: string } {
  const { code, reason } = data ?? {};
  return {
    code: typeof code === 'number' ? code : 1000,
    reason: typeof reason === 'string' ? reason : '',
  };
}

function alignedText(message: WireMessage): string {
  const event = message.audio_event;
  const alignment = isPlainObject(event) ? event.alignment : undefined;
  const chars = isPlainObject(alignment) ? alignment.chars : undefined;
  return Array.isArray(chars) ? chars.join('') : '';
}
