import { defaultAudioFormat, parseAudioFormat, type AudioFormat } from '../audio/audio-format.ts';
import { NullOutput } from '../audio/null-output.ts';
import type { Clock } from '../clock.ts';
import { closeCause, type LastServiceError } from '../connect/close-cause.ts';
import { DuologueError, type ErrorCode } from '../errors.ts';
import type { ClientMessage } from '../protocol/client-messages.ts';
import type { ServerEvent } from '../protocol/server-events.ts';
import { McpApprovals } from '../tools/mcp-approvals.ts';
import { ToolRunner } from '../tools/tool-runner.ts';
import type { ConnectionClose, ConnectionRequest } from '../transport/transport.ts';
import { AgentVoice } from './agent-voice.ts';
import { dispatch, type Handlers } from './dispatch.ts';
import type { SessionEnd } from './facts.ts';
import { hearOut } from './farewell.ts';
import { Interruptions } from './interruptions.ts';
import { Line } from './line.ts';
import { Liveness } from './liveness.ts';
import { Microphone } from './microphone.ts';
import { Outbox } from './outbox.ts';
import type { SessionParts } from './session-parts.ts';
import { StartDeadline } from './start-deadline.ts';
import { Transcript } from './transcript.ts';
import { TurnMeter } from './turn-meter.ts';

export interface StartOptions {
  /** Gives the start up; `start` then rejects with ABORTED. */
  readonly signal?: AbortSignal;
  /** Time until the agent has answered, in milliseconds, without time spent in the queue of the service; default 10,000. */
  readonly timeoutMs?: number;
  /** Time in the queue of the service, in milliseconds; default 60,000. */
  readonly queueTimeoutMs?: number;
}

export interface EndOptions {
  /** Lets what the agent has said so far be heard before the end; default false. */
  readonly drain?: boolean;
}

/** How long a tap, or an audio slot, may hold up the end, in milliseconds. */
const patienceMs = 5_000;

/** After the agent has said that it hangs up: silence after which this side does, in milliseconds. */
const hangUpQuietMs = 2_000;

/** One conversation of a session, from the start to the end: nothing of it is left for the next. */
export class Conversation {
  readonly transcript: Transcript;
  readonly ended: Promise<SessionEnd>;
  readonly #parts: SessionParts;
  readonly #clock: Clock;
  readonly #meter: TurnMeter;
  readonly #tools: ToolRunner;
  readonly #approvals: McpApprovals;
  readonly #interruptions: Interruptions;
  readonly #liveness: Liveness;
  readonly #outbox: Outbox;
  /** Aborted when the conversation is over: everything that waits gives up. */
  readonly #over = new AbortController();
  #line: Line | undefined;
  #deadline: StartDeadline | undefined;
  #voice: AgentVoice | undefined;
  #microphone: Microphone | undefined;
  #openSlots: (() => Promise<void> | void)[] = [];
  #lastServiceError: LastServiceError | undefined;
  #close: ConnectionClose | undefined;
  #conversationId: string | undefined;
  #connectedAtMs: number | undefined;
  #agentIsThere: (() => void) | undefined;
  #ending = false;
  #resolveEnded: ((end: SessionEnd) => void) | undefined;
  muted = false;

  constructor(parts: SessionParts) {
    const { hooks, clock, limits, registry, report } = parts;
    this.#parts = parts;
    // every timer of a conversation passes the turnstile, as frames do
    this.#clock = parts.turnstileClock;
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
    this.#tools = new ToolRunner({
      clock,
      registry,
      limit: limits.pendingTools,
      approve: async (request) => {
        if (!hooks.approveToolCall.isUsed) return undefined;
        return hooks.approveToolCall.call(request, {
          timeoutMs: parts.approvalTimeoutMs,
          signal: request.signal,
        });
      },
      answer: async (call, signal) => {
        if (!hooks.answerToolCall.isUsed) return undefined;
        const timeoutMs = registry.get(call.toolName)?.timeoutMs ?? 20_000;
        return hooks.answerToolCall.call(call, { timeoutMs, signal });
      },
      sendResult: (toolCallId, result, isError) =>
        this.#line?.send({ type: 'client_tool_result', toolCallId, result, isError }) ?? false,
      finished: (finish) =>
        parts.turnstile.pass(() => {
          this.transcript.toolFinished(
            finish.call.toolCallId,
            finish.result,
            finish.outcome,
            finish.durationMs,
          );
          this.#meter.toolFinished(finish.durationMs);
          hooks.toolFinished.call(finish);
        }),
      report: (error) => report(error),
    });
    this.#approvals = new McpApprovals({
      ask: async (request, timeoutMs) => {
        if (!hooks.approveToolCall.isUsed) return undefined;
        return hooks.approveToolCall.call(request, { timeoutMs, signal: request.signal });
      },
      send: (toolCallId, isApproved) =>
        this.#line?.send({ type: 'mcp_tool_approval_result', toolCallId, isApproved }),
    });
    this.#interruptions = new Interruptions({
      hooks,
      transcript: this.transcript,
      tools: this.#tools,
    });
    this.#liveness = new Liveness({
      clock: this.#clock,
      ...parts.liveness,
      suspect: (ms) => report(stalled(ms, 'The connection may be lost')),
      lost: (ms) => this.#fail(stalled(ms, 'The connection counts as lost')),
    });
    this.#outbox = new Outbox({
      hooks,
      limit: limits.pendingMessages,
      send: (message) => this.#line?.send(message) ?? false,
      report: (error) => report(error),
      userWrote: (text) => {
        this.#userStopped();
        this.transcript.userWrote(text);
      },
    });
  }

  get conversationId(): string | undefined {
    return this.#conversationId;
  }

  get voice(): AgentVoice | undefined {
    return this.#voice;
  }

  /** Connects; resolves when the agent has answered and the audio slots are open. */
  async open({ signal, timeoutMs = 10_000, queueTimeoutMs = 60_000 }: StartOptions): Promise<void> {
    const deadline = new StartDeadline({ clock: this.#parts.clock, timeoutMs, queueTimeoutMs, signal });
    this.#deadline = deadline;
    try {
      const request = await deadline.bound(this.#parts.prepare(deadline.signal));
      await deadline.bound(
        this.#parts.hooks.beforeConnect.call(request, { timeoutMs, signal: deadline.signal }),
      );
      await deadline.bound(this.#dial(request));
      await deadline.bound(this.#openAudio());
    } catch (thrown) {
      const error = toDuologueError(thrown, 'CONNECT_FAILED', 'The session could not be started.');
      // a conversation that has begun is over like any other; one that has not leaves nothing behind
      if (!this.#ending) await this.#finish('failure', error);
      throw error;
    } finally {
      deadline.clear();
      this.#deadline = undefined;
    }
  }

  /** @throws DuologueError INVALID_MESSAGE, OVERFLOW */
  send(message: ClientMessage): void {
    this.#outbox.check(message);
    this.#parts.turnstile.pass(() => this.#outbox.take(message));
  }

  interrupt(): void {
    this.#parts.turnstile.pass(() => this.#interruptions.cut(this.#voice, undefined, 'user'));
  }

  /** Ends the conversation from this side. Every call gets the one end. */
  end({ drain = false }: EndOptions): Promise<SessionEnd> {
    this.#parts.turnstile.pass(() => {
      if (this.#connectedAtMs === undefined) {
        this.#deadline?.giveUp(
          new DuologueError('ABORTED', 'The start was given up, because the session was ended.'),
        );
      } else void this.#sayGoodbye('user', drain ? 0 : undefined);
    });
    return this.ended;
  }

  #dial(request: ConnectionRequest): Promise<void> {
    const { transport, turnstile, hooks, report } = this.#parts;
    return new Promise((resolve, reject) => {
      this.#agentIsThere = resolve;
      this.#line = new Line({
        transport,
        request,
        clock: this.#parts.clock,
        received: (event) => turnstile.pass(() => this.#received(event)),
        sent: (message) => hooks.messageSent.call(message),
        badFrame: (error) => turnstile.pass(() => report(error)),
        closed: (close) =>
          turnstile.pass(() => {
            this.#close = close;
            const error = closeCause(close, this.#lastServiceError, this.#connectedAtMs !== undefined);
            if (this.#connectedAtMs === undefined) reject(error ?? gone(close));
            else if (error) this.#fail(error);
            else void this.#sayGoodbye('agent', 0);
          }),
      });
    });
  }

  #received(event: ServerEvent): void {
    this.#liveness.heard(event.type === 'ping');
    this.#parts.hooks.messageReceived.call(event);
    if (!this.#over.signal.aborted) dispatch(event, this.#handlers);
  }

  /** What each message does; all of it in the tick in which the message arrives. */
  readonly #handlers: Handlers = {
    conversation_initiation_metadata: (event) => this.#connected(event),
    queue_status: ({ status }) => {
      if (status === 'waiting') {
        this.#deadline?.wait();
        this.#outbox.hold();
      } else if (status === 'admitted') {
        this.#deadline?.resume();
        if (this.#connectedAtMs !== undefined) this.#outbox.open();
      }
    },
    error: ({ errorType, message }) => {
      this.#lastServiceError = {
        ...(errorType !== undefined && { errorType }),
        ...(message !== undefined && { message }),
      };
      const text = `The service reported ${errorType ?? 'an error'}${message === undefined ? '' : `: ${message}`}`;
      this.#parts.report(new DuologueError('SERVICE_ERROR_EVENT', text, { details: { errorType } }));
    },
    ping: ({ pingMs }) => this.#meter.pinged(pingMs),
    audio: (event) => {
      if (!this.#voice?.receive(event)) return;
      this.#interruptions.settle();
      const { playout } = this.#voice;
      this.transcript.agentBegan(event.eventId, playout.ledger.alignedText(event.eventId));
    },
    agent_chat_response_part: ({ part, text, eventId }) => {
      if (part === 'start') this.#agentTurnBegan(eventId);
      if (text !== '') this.#meter.textArrived(eventId, false, this.#voice !== undefined);
      this.transcript.agentStreamed(text, eventId);
    },
    agent_response: ({ text, eventId }) => {
      this.#agentTurnBegan(eventId);
      this.#meter.textArrived(eventId, true, this.#voice !== undefined);
      this.transcript.agentSaid(text, eventId);
    },
    agent_response_correction: ({ originalText, correctedText, eventId }) =>
      this.#interruptions.correct(originalText, correctedText, eventId),
    tentative_user_transcript: ({ text, eventId }) => this.transcript.userSpoke(text, eventId, false),
    user_transcript: ({ text, eventId }) => {
      this.#userStopped();
      this.transcript.userSpoke(text, eventId, true);
    },
    interruption: ({ eventId }) => this.#interruptions.cut(this.#voice, eventId, 'service'),
    client_tool_call: ({ toolName, toolCallId, parameters, eventId, expectsResponse = true }) => {
      this.transcript.toolCalled({ toolName, toolCallId, parameters }, eventId);
      this.#tools.take({
        toolName,
        toolCallId,
        parameters,
        ...(eventId !== undefined && { eventId }),
        expectsResponse,
      });
    },
    mcp_tool_call: (event) => this.#approvals.take(event),
    agent_tool_response: ({ toolName, isError }) => {
      if (toolName === 'end_call' && isError !== true) void this.#sayGoodbye('agent', hangUpQuietMs);
    },
  };

  #connected({ conversationId, agentOutputAudioFormat, userInputAudioFormat }: MetadataEvent): void {
    // the service says this once; a repetition changes nothing
    if (this.#connectedAtMs !== undefined || this.#ending) return;
    const { hooks, clock, limits, report, textOnly } = this.#parts;
    let agentFormat: AudioFormat;
    let userFormat: AudioFormat;
    try {
      agentFormat = formatOf(agentOutputAudioFormat);
      userFormat = formatOf(userInputAudioFormat);
    } catch (error) {
      this.#deadline?.giveUp(error as DuologueError);
      return;
    }
    this.#conversationId = conversationId;
    this.#connectedAtMs = clock.now();
    if (!textOnly) {
      this.#voice = new AgentVoice({
        clock: this.#clock,
        format: agentFormat,
        limitMs: limits.playoutMs,
        hooks,
        meter: this.#meter,
        report: (error) => report(error),
      });
      this.#microphone = this.#createMicrophone(userFormat);
    }
    this.#parts.setState('connected');
    hooks.connected.call({ conversationId, agentFormat, userFormat, reconnected: false });
    this.#outbox.open();
    this.#formats = { agentFormat, userFormat };
    this.#agentIsThere?.();
  }

  #formats: { readonly agentFormat: AudioFormat; readonly userFormat: AudioFormat } | undefined;

  #createMicrophone(format: AudioFormat): Microphone {
    const { limits, hooks, report } = this.#parts;
    let overflowing = false;
    return new Microphone({
      format,
      limitMs: limits.microphoneMs,
      bufferedBytes: () => this.#line?.bufferedBytes ?? 0,
      send: (audioBase64) => {
        overflowing = false;
        this.#line?.send({ type: 'user_audio_chunk', audioBase64 });
      },
      dropped: (sampleCount) => {
        const durationMs = (sampleCount / format.sampleRateHz) * 1_000;
        hooks.audioDropped.call({ direction: 'user', sampleCount, durationMs, why: 'overflow' });
        if (!overflowing) {
          const text = `The connection is too slow: more than ${limits.microphoneMs} ms of the user's audio waited, and the oldest was dropped.`;
          report(new DuologueError('OVERFLOW', text, { details: { limitMs: limits.microphoneMs } }));
        }
        overflowing = true;
      },
    });
  }

  async #openAudio(): Promise<void> {
    const formats = this.#formats;
    const voice = this.#voice;
    if (!formats || !voice) return;
    const { slots, clock, frameMs } = this.#parts;
    const { signal } = this.#over;
    const output = slots.output ?? new NullOutput(clock);
    this.#openSlots.push(() => output.stop());
    try {
      await output.start({ format: formats.agentFormat, signal });
    } catch (cause) {
      throw toDuologueError(cause, 'AUDIO_OUTPUT_FAILED', 'The audio output could not be opened');
    }
    if (signal.aborted) return;
    this.#parts.turnstile.pass(() => voice.playout.attach(output));

    const { input } = slots;
    if (!input) return;
    this.#openSlots.unshift(() => input.stop());
    try {
      await input.start({ format: formats.userFormat, frameMs, signal }, (samples) =>
        this.#parts.turnstile.pass(() => this.#heardUser(samples, formats.userFormat)),
      );
    } catch (cause) {
      throw toDuologueError(cause, 'AUDIO_INPUT_FAILED', 'The audio input could not be opened');
    }
  }

  #heardUser(samples: Int16Array, { sampleRateHz }: AudioFormat): void {
    if (this.#ending) return;
    const { hooks } = this.#parts;
    const chunk = hooks.userAudio.call({
      samples: this.muted ? new Int16Array(samples.length) : samples,
      sampleRateHz,
    });
    if (chunk) this.#microphone?.take(chunk.samples);
    else {
      const durationMs = (samples.length / sampleRateHz) * 1_000;
      hooks.audioDropped.call({ direction: 'user', sampleCount: samples.length, durationMs, why: 'tap' });
    }
  }

  #userStopped(): void {
    this.#interruptions.settle();
    this.#meter.userStopped();
    this.#voice?.beginTurn();
  }

  #agentTurnBegan(eventId: number | undefined): void {
    if (eventId !== undefined && this.#voice?.gate.isCurrent(eventId)) this.#voice.beginTurn();
  }

  /** `quietMs` is the silence to wait for; undefined ends without hearing the agent out. */
  async #sayGoodbye(by: 'user' | 'agent', quietMs: number | undefined): Promise<void> {
    if (this.#ending) return;
    this.#ending = true;
    this.#parts.setState('ending');
    await this.#parts.hooks.beforeEnd.call({ by }, { timeoutMs: patienceMs, signal: this.#over.signal });
    if (quietMs !== undefined && this.#voice)
      await hearOut(this.#voice.playout, this.#clock, quietMs, this.#over.signal);
    await this.#finish(by, undefined);
  }

  #fail(error: DuologueError): void {
    if (this.#ending) {
      // whoever waits for the goodbye need not wait any longer
      this.#over.abort(error);
      return;
    }
    this.#ending = true;
    this.#parts.setState('ending');
    void this.#finish('failure', error);
  }

  /** Takes everything down, each step even if another fails, and tells the end once. */
  async #finish(reason: SessionEnd['reason'], error: DuologueError | undefined): Promise<void> {
    this.#ending = true;
    const { hooks, report, clock, turnstile, setState } = this.#parts;
    const connected = this.#connectedAtMs !== undefined;
    const durationMs = connected ? clock.now() - (this.#connectedAtMs ?? 0) : 0;
    this.#over.abort(error ?? new DuologueError('ABORTED', 'The conversation is over.'));
    turnstile.pass(() => {
      this.#tools.close();
      this.#approvals.close();
      this.#voice?.playout.close();
      this.#interruptions.settle();
      this.#meter.close();
      this.#liveness.stop();
    });
    for (const stop of this.#openSlots) {
      try {
        await this.#withPatience(stop());
      } catch (cause) {
        report(new DuologueError('AUDIO_OUTPUT_TROUBLE', 'An audio slot could not be closed.', { cause }));
      }
    }
    if (this.#line && !(await this.#line.hangUp())) {
      report(
        new DuologueError(
          'CLOSE_TIMEOUT',
          'The service did not answer the close within 2,000 ms; the connection was cut.',
        ),
      );
    }
    const close = this.#close;
    const end: SessionEnd = {
      reason,
      ...(error && { error }),
      ...(close && { closeCode: close.code, closeReason: close.reason }),
      ...(this.#conversationId !== undefined && { conversationId: this.#conversationId }),
      durationMs,
    };
    turnstile.pass(() => {
      setState(connected ? 'ended' : 'idle');
      if (connected) hooks.ended.call(end);
      this.#resolveEnded?.(end);
    });
  }

  async #withPatience(work: Promise<void> | void): Promise<void> {
    if (!(work instanceof Promise)) return;
    const giveUp = new AbortController();
    await Promise.race([work, this.#parts.clock.sleep(patienceMs, giveUp.signal).catch(() => {})]);
    giveUp.abort();
  }
}

interface MetadataEvent {
  readonly conversationId: string;
  readonly agentOutputAudioFormat?: string;
  readonly userInputAudioFormat?: string;
}

function formatOf(name: string | undefined): AudioFormat {
  return name === undefined ? defaultAudioFormat : parseAudioFormat(name);
}

function gone({ code, reason }: ConnectionClose): DuologueError {
  const text = `The service closed the connection before the agent answered (close code ${code}${reason && `: ${reason}`}).`;
  return new DuologueError('CONNECT_FAILED', text, { details: { closeCode: code, closeReason: reason } });
}

function stalled(silentMs: number, verdict: string): DuologueError {
  const text = `${verdict}: nothing has arrived for ${Math.round(silentMs)} ms.`;
  return new DuologueError('CONNECTION_STALLED', text, { details: { silentMs } });
}

function toDuologueError(thrown: unknown, code: ErrorCode, message: string): DuologueError {
  if (thrown instanceof DuologueError) return thrown;
  const inner = thrown instanceof Error ? thrown.message : String(thrown);
  return new DuologueError(code, `${message}: ${inner}`, { cause: thrown });
}
