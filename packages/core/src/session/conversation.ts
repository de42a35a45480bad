import { defaultAudioFormat, parseAudioFormat, type AudioFormat } from '../audio/audio-format.ts';
import { asDuologueError, DuologueError } from '../errors.ts';
import type { ClientMessage } from '../protocol/client-messages.ts';
import type { ServerEvent, ServerEvents } from '../protocol/server-events.ts';
import type { ConnectionRequest } from '../transport/transport.ts';
import { AudioPath } from './audio-path.ts';
import { defaultTimeoutMs, Dialer, type StartOptions } from './dialer.ts';
import { dispatch, type Handlers } from './dispatch.ts';
import type { SessionEnd } from './facts.ts';
import { hearOut } from './farewell.ts';
import { Interruptions } from './interruptions.ts';
import { Liveness } from './liveness.ts';
import { messageHandlers } from './message-handlers.ts';
import { Outbox } from './outbox.ts';
import type { SessionParts } from './session-parts.ts';
import { ToolDesk } from './tool-desk.ts';
import { Transcript } from './transcript.ts';
import { TurnMeter } from './turn-meter.ts';

export interface EndOptions {
  /** Lets what the agent has said so far be heard before the end; default false. */
  readonly drain?: boolean;
}

/** How long a `beforeEnd` tap may hold up the end, in milliseconds. */
const beforeEndMs = 5_000;

/** How long a `recoverConnection` tap may take for one try, in milliseconds: time to wait and to fetch a signed URL. */
const recoverMs = 300_000;

/** After the agent has said that it hangs up: silence after which this side does, in milliseconds. */
const hangUpQuietMs = 2_000;

/** One conversation of a session, from the start to the end: nothing of it is left for the next. */
export class Conversation {
  readonly transcript: Transcript;
  readonly audio: AudioPath;
  /** Never rejects. */
  readonly ended: Promise<SessionEnd>;
  readonly #parts: SessionParts;
  readonly #startOptions: StartOptions;
  readonly #dialer: Dialer;
  readonly #meter: TurnMeter;
  readonly #interruptions: Interruptions;
  readonly #liveness: Liveness;
  readonly #outbox: Outbox;
  readonly #handlers: Handlers;
  /** Aborted when the conversation is over: everything that waits gives up. */
  readonly #over = new AbortController();
  #resolveEnded: (end: SessionEnd) => void = () => {};
  #desk: ToolDesk;
  /** The service has no place for the conversation yet. */
  #isWaiting = false;
  #conversationId: string | undefined;
  #connectedAtMs: number | undefined;
  /** The start has succeeded. */
  #isOpen = false;
  #ending = false;
  /** Aborted when the goodbye need not be heard any more. */
  readonly #goodbye = new AbortController();
  /** Aborted when no more of the goodbye can come. */
  readonly #gone = new AbortController();
  /** Silence after which the goodbye counts as heard, in milliseconds. */
  #quietMs = 0;

  constructor(parts: SessionParts, startOptions: StartOptions) {
    const { hooks, clock, limits, report } = parts;
    this.#parts = parts;
    this.#startOptions = startOptions;
    this.ended = new Promise((resolve) => (this.#resolveEnded = resolve));
    this.transcript = new Transcript({
      limit: limits.transcriptEntries,
      now: () => (this.#connectedAtMs === undefined ? 0 : Math.round(clock.now() - this.#connectedAtMs)),
      changed: (entry) => hooks.transcriptChanged.call(entry),
    });
    this.#meter = new TurnMeter({
      now: () => clock.now(),
      completed: (metrics) => hooks.turnCompleted.call(metrics),
    });
    this.#dialer = new Dialer({
      parts,
      startOptions,
      received: (event) => this.#received(event),
      unreadable: (error) => this.#skipped(error),
      closed: (error) => this.#lost(error),
    });
    this.#interruptions = new Interruptions({ hooks, transcript: this.transcript });
    this.#desk = this.#openDesk();
    this.audio = new AudioPath({
      parts,
      meter: this.#meter,
      signal: this.#over.signal,
      sendAudio: (audioBase64) => this.#dialer.send({ type: 'user_audio_chunk', audioBase64 }),
      bufferedBytes: () => this.#dialer.bufferedBytes,
    });
    this.#liveness = new Liveness({
      clock: parts.turnstileClock,
      ...parts.liveness,
      suspect: (ms) => report(stalled(ms, 'The connection may be lost')),
      lost: (ms) => this.#lost(stalled(ms, 'The connection counts as lost')),
    });
    this.#outbox = new Outbox({
      hooks,
      limit: limits.pendingMessages,
      send: (message) => this.#dialer.send(message),
      report,
      userWrote: (text) => {
        this.#userStopped();
        this.transcript.userWrote(text);
      },
    });
    this.#handlers = messageHandlers({
      audio: this.audio,
      interruptions: this.#interruptions,
      meter: this.#meter,
      transcript: this.transcript,
      desk: () => this.#desk,
      agentAnswered: (event) => this.#agentAnswered(event),
      agentHangsUp: () => void this.#sayGoodbye('agent', hangUpQuietMs),
      placeChanged: (status) => this.#placeChanged(status),
      serviceFailed: (event) => this.#serviceFailed(event),
      userStopped: () => this.#userStopped(),
    });
  }

  get conversationId(): string | undefined {
    return this.#conversationId;
  }

  /** Connects; resolves when the agent has answered and the audio slots are open, or has hung up before. @throws DuologueError */
  async open(): Promise<void> {
    try {
      await this.#dialer.connect(
        (signal) => this.#prepare(signal),
        () => this.audio.open(),
        this.#startOptions.signal,
      );
      this.#isOpen = true;
    } catch (thrown) {
      const error = asDuologueError(thrown, 'CONNECT_FAILED', 'The session could not be started');
      await this.#finish('failure', error);
      // an agent that was quicker than the sound devices has held a whole conversation
      if ((await this.ended).reason !== 'agent') throw error;
    }
  }

  /** @throws DuologueError INVALID_MESSAGE, OVERFLOW */
  send(message: ClientMessage): void {
    this.#outbox.check(message);
    this.#parts.turnstile.pass(() => this.#outbox.take(message));
  }

  interrupt(): void {
    this.#parts.turnstile.pass(() => {
      if (this.#over.signal.aborted) return;
      this.#interruptions.cut(this.audio.voice, this.#desk, undefined, 'user');
    });
  }

  /** Ends the conversation from this side, or gives up its start. Every call gets the one end. */
  end({ drain = false }: EndOptions): Promise<SessionEnd> {
    this.#parts.turnstile.pass(() => {
      if (this.#connectedAtMs === undefined) this.#dialer.giveUp(aborted());
      else {
        if (drain) this.audio.resume();
        else this.#goodbye.abort();
        void this.#sayGoodbye('user', 0);
      }
    });
    return this.ended;
  }

  /** The request as the options and the `beforeConnect` taps want it. @throws DuologueError */
  async #prepare(signal: AbortSignal): Promise<ConnectionRequest> {
    const { hooks, prepare } = this.#parts;
    const { timeoutMs = defaultTimeoutMs } = this.#startOptions;
    const request = await prepare(signal);
    await hooks.beforeConnect.call(request, { timeoutMs, signal });
    return request;
  }

  async #renew(): Promise<ConnectionRequest> {
    const { timeoutMs = defaultTimeoutMs } = this.#startOptions;
    return this.#prepare(AbortSignal.any([this.#over.signal, this.#parts.clock.timeoutSignal(timeoutMs)]));
  }

  #received(event: ServerEvent): void {
    const { signal } = this.#over;
    if (signal.aborted) return;
    this.#liveness.heard(event.type === 'ping');
    this.#parts.hooks.messageReceived.call(event);
    if (!signal.aborted) dispatch(event, this.#handlers);
  }

  /** A frame that cannot be read is passed over; a tool call is answered all the same, as the agent waits for it. */
  #skipped(error: DuologueError): void {
    this.#parts.report(error);
    const { toolCallId } = error.details;
    if (typeof toolCallId === 'string') {
      this.#desk.refuse(toolCallId, `The call could not be read: ${error.message}`);
    }
  }

  #agentAnswered(event: ServerEvents['conversation_initiation_metadata']): void {
    // the service says this once; a repetition changes nothing
    if (!this.#dialer.isDialing || this.#ending) return;
    const { hooks, clock, textOnly, setState } = this.#parts;
    const formats = this.#readFormats(event);
    if (!formats) return;
    const reconnected = this.#connectedAtMs !== undefined;
    this.#connectedAtMs ??= clock.now();
    this.#conversationId = event.conversationId;
    if (!textOnly) this.audio.announce(formats);
    setState('connected');
    // what plugins tell the agent about the conversation comes before what the app wrote while nobody was there
    const passed = this.#outbox.letPass();
    hooks.connected.call({ conversationId: event.conversationId, ...formats, reconnected });
    this.#parts.turnstile.pass(() => {
      passed();
      if (!this.#isWaiting) this.#outbox.open();
    });
    this.#dialer.answered();
  }

  #readFormats({
    agentOutputAudioFormat,
    userInputAudioFormat,
  }: ServerEvents['conversation_initiation_metadata']) {
    // what is never heard may be in any format
    if (this.#parts.textOnly) return { agentFormat: defaultAudioFormat, userFormat: defaultAudioFormat };
    try {
      return { agentFormat: formatOf(agentOutputAudioFormat), userFormat: formatOf(userInputAudioFormat) };
    } catch (error) {
      this.#dialer.giveUp(error as DuologueError);
      return undefined;
    }
  }

  /** The service has a place for the conversation, or not yet: while it waits, it discards what the user writes. */
  #placeChanged(status: string): void {
    if (status === 'waiting') {
      this.#isWaiting = true;
      this.#dialer.wait();
      this.#outbox.hold();
    } else if (status === 'admitted') {
      this.#isWaiting = false;
      this.#dialer.resume();
      if (!this.#dialer.isDialing) this.#outbox.open();
    }
  }

  #serviceFailed({ errorType, message: said }: ServerEvents['error']): void {
    const message = said === undefined ? undefined : this.#dialer.withoutSecrets(said);
    this.#dialer.noteServiceError({
      ...(errorType !== undefined && { errorType }),
      ...(message !== undefined && { message }),
    });
    const text = `The service reported ${errorType ?? 'an error'}${message === undefined ? '.' : `: ${message}`}`;
    this.#parts.report(new DuologueError('SERVICE_ERROR_EVENT', text, { details: { errorType } }));
  }

  #userStopped(): void {
    this.#interruptions.settle();
    this.audio.voice?.playout.settle();
    this.#meter.userStopped();
    this.audio.voice?.beginTurn();
  }

  #openDesk(): ToolDesk {
    const { hooks } = this.#parts;
    return new ToolDesk({
      parts: this.#parts,
      send: (message) => this.#dialer.send(message),
      tell: (message) => this.send(message),
      began: ({ toolName, toolCallId, parameters, eventId }) =>
        this.transcript.toolCalled({ toolName, toolCallId, parameters }, eventId),
      finished: (finish) => {
        const { call, result, outcome, durationMs } = finish;
        this.transcript.toolFinished(call.toolCallId, result, outcome, durationMs);
        this.#meter.toolFinished(durationMs);
        hooks.toolFinished.call(finish);
      },
    });
  }

  /** The connection is gone, without an error where that was a goodbye: somebody brings it back, or the conversation ends. */
  #lost(error: DuologueError | undefined): void {
    if (this.#ending) {
      // no more of the goodbye will come; what is here is heard to its end
      this.#quietMs = 0;
      this.#gone.abort();
    } else if (!error) void this.#sayGoodbye('agent', 0);
    else if (!this.#isOpen) this.#dialer.giveUp(error);
    else if (this.#parts.hooks.recoverConnection.isUsed) this.#recover(error).catch(this.#giveUp);
    else void this.#finish('failure', error);
  }

  async #recover(lost: DuologueError): Promise<void> {
    const { hooks, setState, report } = this.#parts;
    const { signal } = this.#over;
    this.#isOpen = false;
    setState('reconnecting', lost);
    this.#leaveConnection();
    let error = lost;
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      const question = {
        error,
        attempt,
        request: structuredClone(this.#dialer.request!),
        transcript: this.transcript.entries,
        renew: () => this.#renew(),
        signal,
      };
      const request = await hooks.recoverConnection.call(question, { timeoutMs: recoverMs, signal });
      if (!request || signal.aborted) break;
      report(error);
      try {
        await this.#dialer.connect(
          async () => request,
          () => this.audio.open(),
          signal,
        );
        this.#isOpen = true;
        return;
      } catch (thrown) {
        error = asDuologueError(thrown, 'CONNECT_FAILED', 'The connection could not be brought back');
        if (signal.aborted) break;
        setState('reconnecting', error);
        this.#leaveConnection();
      }
    }
    await this.#finish('failure', error);
  }

  /** A recovery that fails in a way that nobody thought of is one that failed. */
  readonly #giveUp = (thrown: unknown): void =>
    void this.#finish('failure', asDuologueError(thrown, 'CONNECT_FAILED', 'The recovery failed'));

  /** Nothing of the lost connection goes on: its tools, its audio and its ids. */
  #leaveConnection(): void {
    this.#dialer.leave();
    this.#liveness.stop();
    this.#isWaiting = false;
    this.#outbox.hold();
    this.#desk.close();
    this.#desk = this.#openDesk();
    this.#silence();
    this.#interruptions.settle();
    this.#meter.end();
    this.transcript.forgetIds();
  }

  #silence(): void {
    const cut = this.audio.silence();
    if (cut) this.transcript.agentCut(cut.eventId, cut.heardText);
  }

  /** Ends in good order. A second call only shortens the silence that is waited for: the connection is closed already. */
  async #sayGoodbye(by: 'user' | 'agent', quietMs: number): Promise<void> {
    this.#quietMs = quietMs;
    if (this.#ending) return;
    this.#ending = true;
    const { hooks, setState, turnstileClock } = this.#parts;
    setState('ending');
    if (hooks.beforeEnd.isUsed) {
      await hooks.beforeEnd.call({ by }, { timeoutMs: beforeEndMs, signal: this.#gone.signal });
    }
    const playout = this.audio.voice?.playout;
    // of a conversation that is held nobody hears the end
    if (playout && !this.audio.paused)
      await hearOut(playout, turnstileClock, () => this.#quietMs, this.#goodbye.signal);
    await this.#takeDown(by, undefined);
  }

  async #finish(reason: SessionEnd['reason'], error: DuologueError): Promise<void> {
    if (this.#ending) return void (await this.ended);
    this.#ending = true;
    if (this.#connectedAtMs !== undefined) this.#parts.setState('ending');
    await this.#takeDown(reason, error);
  }

  /** Tools, audio, timers, socket, in this order and each even if another fails; then the end is told, once. */
  async #takeDown(reason: SessionEnd['reason'], error: DuologueError | undefined): Promise<void> {
    const { hooks, clock, turnstile, setState } = this.#parts;
    const connectedAtMs = this.#connectedAtMs;
    const durationMs = connectedAtMs === undefined ? 0 : clock.now() - connectedAtMs;
    const verdict = error ?? aborted();
    await turnstile.passEach([
      () => this.#desk.close(),
      () => this.#silence(),
      () => this.#over.abort(verdict),
      () => this.#dialer.giveUp(verdict),
      () => this.#interruptions.settle(),
      () => this.#meter.end(),
      () => this.#liveness.stop(),
      () => this.#outbox.close(),
    ]);
    await this.audio.close();
    await this.#dialer.hangUp();
    turnstile.pass(() => {
      const { close } = this.#dialer;
      const end: SessionEnd = {
        reason,
        ...(error && { error }),
        ...(close && { closeCode: close.code, closeReason: close.reason }),
        ...(this.#conversationId !== undefined && { conversationId: this.#conversationId }),
        durationMs,
      };
      if (connectedAtMs === undefined) setState('idle', error);
      else {
        setState('ended');
        hooks.ended.call(end);
      }
      this.#resolveEnded(end);
    });
  }
}

function formatOf(name: string | undefined): AudioFormat {
  return name === undefined ? defaultAudioFormat : parseAudioFormat(name);
}

function aborted(): DuologueError {
  return new DuologueError('ABORTED', 'The start was given up, because the session was ended.');
}

function stalled(silentMs: number, verdict: string): DuologueError {
  const text = `${verdict}: nothing has arrived for ${Math.round(silentMs)} ms.`;
  return new DuologueError('CONNECTION_STALLED', text, { details: { silentMs } });
}
