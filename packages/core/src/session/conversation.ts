import { asDuologueError, type DuologueError } from '../errors.ts';
import { guardSignal } from '../guarded-signal.ts';
import type { ClientMessage } from '../protocol/client-messages.ts';
import type { ServerEvent, ServerEvents } from '../protocol/server-events.ts';
import { Admission } from './admission.ts';
import { AudioPath } from './audio-path.ts';
import { Dialer, type StartOptions } from './dialer.ts';
import { Dispatch } from './dispatch.ts';
import { Ending, type EndOptions } from './ending.ts';
import type { SessionEnd } from './facts.ts';
import { Interruptions } from './interruptions.ts';
import { Lifeline } from './lifeline.ts';
import { Liveness } from './liveness.ts';
import { messageHandlers } from './message-handlers.ts';
import { Outbox } from './outbox.ts';
import type { SessionParts } from './session-parts.ts';
import { ToolDesk } from './tool-desk.ts';
import { Transcript } from './transcript.ts';
import { TurnMeter } from './turn-meter.ts';
import { UserSpeech } from './user-speech.ts';

/** One conversation of a session, from the start to the end: nothing of it is left for the next. */
export class Conversation {
  readonly transcript: Transcript;
  readonly audio: AudioPath;
  readonly #parts: SessionParts;
  readonly #dialer: Dialer;
  readonly #meter: TurnMeter;
  readonly #interruptions: Interruptions;
  readonly #liveness: Liveness;
  readonly #outbox: Outbox;
  readonly #admission: Admission;
  readonly #ending: Ending;
  readonly #lifeline: Lifeline;
  readonly #speech: UserSpeech;
  readonly #dispatch: Dispatch;
  /** Aborted when the conversation is over: everything that waits gives up. */
  readonly #over = new AbortController();
  #desk: ToolDesk;

  constructor(parts: SessionParts, startOptions: StartOptions) {
    const { hooks, clock, limits, report } = parts;
    this.#parts = parts;
    const listenerFailed = (thrown: unknown) =>
      report(asDuologueError(thrown, 'PLUGIN_FAILED', 'A listener of the signal of a conversation failed'));
    guardSignal(this.#over.signal, listenerFailed);
    this.#speech = new UserSpeech(() => clock.now());
    this.transcript = new Transcript({
      limit: limits.transcriptEntries,
      now: () => this.#admission.sinceConnected(clock.now()),
      changed: (entry) => hooks.transcriptChanged.call(entry),
    });
    this.#meter = new TurnMeter({
      now: () => clock.now(),
      awaitsAudio: (eventId, text) => this.audio.voice?.playout.ledger.awaits(eventId, text) ?? false,
      completed: (metrics) => hooks.turnCompleted.call(metrics),
    });
    this.#dialer = new Dialer({
      parts,
      startOptions,
      received: (event) => this.#received(event),
      unreadable: (error) => this.#skipped(error),
      closed: (error) => this.#lifeline.lost(error),
    });
    this.#interruptions = new Interruptions({ hooks, transcript: this.transcript });
    this.#desk = this.#openDesk();
    this.audio = new AudioPath({
      parts,
      meter: this.#meter,
      transcript: this.transcript,
      sinceConnected: (atMs) => this.#admission.sinceConnected(atMs),
      heardUser: (samples, sampleRateHz) => this.#speech.heard(samples, sampleRateHz),
      signal: this.#over.signal,
      sendAudio: (audioBase64) => this.#dialer.send({ type: 'user_audio_chunk', audioBase64 }),
      bufferedBytes: () => this.#dialer.bufferedBytes,
    });
    this.#liveness = new Liveness({
      clock: parts.turnstileClock,
      ...parts.liveness,
      canProbe: () => this.#dialer.canProbe,
      probe: (alive) => this.#dialer.probe(alive),
      suspect: report,
      lost: (error) => this.#lifeline.lost(error),
    });
    this.#outbox = new Outbox({
      hooks,
      limit: limits.pendingMessages,
      send: (message) => this.#dialer.send(message),
      approvals: () => this.#desk.approvals,
      report,
      userWrote: (text) => {
        this.#userStopped();
        this.transcript.userWrote(text);
      },
    });
    this.#admission = new Admission({
      parts,
      dialer: this.#dialer,
      audio: this.audio,
      outbox: this.#outbox,
      isEnding: () => this.#ending.hasBegun,
    });
    this.#ending = new Ending({
      parts,
      admission: this.#admission,
      dialer: this.#dialer,
      audio: this.audio,
      stops: (verdict) => this.#stops(verdict),
    });
    guardSignal(this.#ending.signal, listenerFailed);
    this.#lifeline = new Lifeline({
      parts,
      startOptions,
      dialer: this.#dialer,
      audio: this.audio,
      ending: this.#ending,
      transcript: this.transcript,
      leave: () => this.#leaveConnection(),
    });
    const handlers = messageHandlers({
      audio: this.audio,
      interruptions: this.#interruptions,
      meter: this.#meter,
      transcript: this.transcript,
      desk: () => this.#desk,
      agentAnswered: (event) => this.#admission.answered(event),
      agentHangsUp: () => this.#ending.agentHangsUp(),
      placeChanged: (status) => this.#admission.placeChanged(status),
      serviceFailed: (event) => this.#dialer.serviceFailed(event),
      userStopped: (transcriptMs) => this.#userStopped(transcriptMs),
      speech: this.#speech,
      sinceConnected: (atMs) => this.#admission.sinceConnected(atMs),
    });
    this.#dispatch = new Dispatch(handlers);
  }

  get conversationId(): string | undefined {
    return this.#admission.conversationId;
  }

  /** Never rejects. */
  get ended(): Promise<SessionEnd> {
    return this.#ending.ended;
  }

  /** Connects; resolves when the agent has answered and the audio slots are open, or the agent is gone again. @throws DuologueError */
  open(): Promise<void> {
    return this.#lifeline.open();
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
  end(options: EndOptions): Promise<SessionEnd> {
    this.#parts.turnstile.pass(() => this.#ending.byUser(options));
    return this.ended;
  }

  #received(event: ServerEvent): void {
    const { signal } = this.#over;
    if (signal.aborted) return;
    const nowMs = this.#parts.clock.now();
    this.#liveness.heard(event.type === 'ping', nowMs);
    if (event.type === 'mcp_tool_call') this.#desk.approvals.announce(event as ServerEvents['mcp_tool_call']);
    this.#parts.hooks.messageReceived.call(event, nowMs);
    if (!signal.aborted) this.#dispatch.handle(event);
  }

  /** A frame that cannot be read is passed over; a tool call is answered all the same, as the agent waits for it. */
  #skipped(error: DuologueError): void {
    this.#parts.report(error);
    const { toolCallId } = error.details;
    if (typeof toolCallId === 'string') {
      this.#desk.refuse(toolCallId, `The call could not be read: ${error.message}`);
    }
  }

  #userStopped(transcriptMs?: number): void {
    this.#interruptions.settle();
    this.audio.voice?.playout.settle();
    this.#meter.userStopped(transcriptMs);
    this.audio.voice?.beginTurn();
  }

  #openDesk(): ToolDesk {
    return new ToolDesk({
      parts: this.#parts,
      transcript: this.transcript,
      meter: this.#meter,
      send: (message) => this.#dialer.send(message),
      tell: (message) => this.send(message),
    });
  }

  /** Nothing of the lost connection goes on: its tools, its audio and, once those have been told, its ids. */
  #leaveConnection(): void {
    this.#dialer.leave();
    this.#liveness.stop();
    this.#admission.leave();
    this.#desk.close();
    this.#desk = this.#openDesk();
    this.audio.leave();
    this.#silence();
    this.#parts.turnstile.pass(() => {
      this.#interruptions.forget();
      this.#meter.end();
      this.transcript.forgetIds();
    });
  }

  #silence(): void {
    const cut = this.audio.silence();
    if (cut) this.transcript.agentCut(cut.eventId, cut.heardText);
  }

  /** Tools, audio, timers, and what waits to be sent. */
  #stops(verdict: DuologueError): readonly (() => void)[] {
    return [
      () => this.#desk.close(),
      () => this.#silence(),
      () => this.#over.abort(verdict),
      () => this.#dialer.giveUp(verdict),
      () => this.#interruptions.settle(),
      () => this.#meter.end(),
      () => this.#liveness.stop(),
      () => this.#outbox.close(),
    ];
  }
}
