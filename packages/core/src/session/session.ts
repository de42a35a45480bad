import { freshSeed, systemClock, type Clock } from '../clock.ts';
import { DuologueError } from '../errors.ts';
import type { ClientMessage } from '../protocol/client-messages.ts';
import { ToolRegistry } from '../tools/tool-registry.ts';
import { checkEndOptions, checkOptions, checkStartOptions } from './check-options.ts';
import { Conversation } from './conversation.ts';
import { createHooks, type HookTable } from './create-hooks.ts';
import type { StartOptions } from './dialer.ts';
import { Disposal } from './disposal.ts';
import type { EndOptions } from './ending.ts';
import type { EventStream } from './event-stream.ts';
import { EventStreams } from './event-streams.ts';
import type { SessionEnd, SessionState, TranscriptEntry } from './facts.ts';
import type { TapTiming } from './hook-kinds/tap-timings.ts';
import { checkFirstWords } from './first-request.ts';
import type { Hooks } from './hooks.ts';
import { silentLogger } from './logger.ts';
import type { Plugin } from './plugin.ts';
import { pluginHost } from './plugin-host.ts';
import { PluginSet } from './plugin-set.ts';
import type { SessionOptions } from './session-options.ts';
import { sessionParts, type SessionParts } from './session-parts.ts';
import { SessionPlayout } from './session-playout.ts';
import { AudioSlots } from './slots.ts';

/**
 * A voice conversation with an agent, and everything that plugins add to it.
 *
 * @example
 * const session = new Session({ agentId: 'agent_123', plugins: [new WavMicrophone('question.wav')] });
 * session.hooks.messageReceived.for('agent_response').tap('Print', ({ text }) => console.log(text));
 * const { reason } = await session.run();
 */
export class Session {
  readonly clock: Clock;
  /** Every random choice of the session comes from it. */
  readonly seed: number;
  readonly playout: SessionPlayout;
  readonly #options: SessionOptions;
  readonly #table: HookTable;
  readonly #plugins: PluginSet;
  readonly #registry = new ToolRegistry();
  readonly #slots: AudioSlots;
  readonly #parts: SessionParts;
  readonly #disposal: Disposal;
  #events: EventStreams | undefined;
  #state: SessionState = 'idle';
  #conversation: Conversation | undefined;
  #muted = false;

  /** @throws DuologueError INVALID_OPTIONS, PLUGIN_IN_USE, DUPLICATE_PLUGIN, DUPLICATE_TOOL, DUPLICATE_AUDIO_SLOT, PLUGIN_FAILED */
  constructor(options: SessionOptions) {
    checkOptions(options);
    this.#options = options;
    this.clock = options.clock ?? systemClock;
    this.seed = options.seed ?? freshSeed();
    this.#table = createHooks({ clock: this.clock });
    this.#slots = new AudioSlots(options.audioInput, options.audioOutput);
    this.#disposal = new Disposal((error) => this.#table.report({ error }));
    this.#plugins = new PluginSet([this.#table, this.#registry, this.#slots, this.#disposal]);
    this.#parts = sessionParts(options, {
      clock: this.clock,
      table: this.#table,
      registry: this.#registry,
      slots: this.#slots,
      setState: (state, error) => this.#setState(state, error),
    });
    this.playout = new SessionPlayout(() => this.#conversation, this.#parts.turnstile);
    // before any plugin is taken: a mistake in what to say first is told here, not after dialing
    checkFirstWords(options);
    for (const tool of options.tools ?? []) this.#registry.add(tool);
    try {
      for (const plugin of options.plugins ?? []) this.#apply(plugin);
    } catch (error) {
      this.#plugins.release();
      throw error;
    }
  }

  get hooks(): Hooks {
    return this.#table.hooks;
  }

  get state(): SessionState {
    return this.#state;
  }

  /** The id of the running conversation, or of the last one. */
  get conversationId(): string | undefined {
    return this.#conversation?.conversationId;
  }

  /** The conversation so far, or the last one: a snapshot. */
  get transcript(): readonly TranscriptEntry[] {
    return this.#conversation?.transcript.entries ?? [];
  }

  /**
   * The end of the running conversation, or of the last one. It never rejects.
   * @throws DuologueError INVALID_STATE before the first start
   */
  get ended(): Promise<SessionEnd> {
    if (!this.#conversation) throw this.#refusal('ended', 'start()');
    return this.#conversation.ended;
  }

  /** The synchronous time that each plugin took in each hook so far. */
  get tapTimings(): readonly TapTiming[] {
    return this.#table.timings();
  }

  /** While true, the agent hears silence in the place of the audio input; audio that `send()` sends goes out. It can be set at any time, and stays for the next conversation. */
  get muted(): boolean {
    return this.#muted;
  }

  set muted(muted: boolean) {
    this.#muted = muted;
    if (this.#conversation) this.#conversation.audio.muted = muted;
  }

  /** Adds a plugin. @throws DuologueError INVALID_STATE while a conversation runs, and as the constructor */
  use(plugin: Plugin): this {
    if (this.#state !== 'idle' && this.#state !== 'ended') throw this.#refusal('use()', 'end()');
    this.#disposal.signal.throwIfAborted();
    this.#apply(plugin);
    return this;
  }

  /**
   * Begins a conversation; resolves when the agent has answered and the audio slots are open. Where the connection is
   * lost between the two it resolves as well: the session was connected, and `ended` tells how that went on.
   * @throws DuologueError INVALID_STATE, INVALID_OPTIONS, ABORTED, CONNECT_TIMEOUT, QUEUE_TIMEOUT, CONNECT_FAILED, AUTH_FAILED, AGENT_NOT_FOUND,
   * MISSING_DYNAMIC_VARIABLES, OVERRIDE_REFUSED, BEFORE_CONNECT_FAILED, AUDIO_INPUT_FAILED, AUDIO_OUTPUT_FAILED, UNSUPPORTED_AUDIO_FORMAT
   */
  async start(options: StartOptions = {}): Promise<void> {
    if (this.#state !== 'idle' && this.#state !== 'ended') throw this.#refusal('start()', 'end()');
    this.#disposal.signal.throwIfAborted();
    checkStartOptions(options);
    const conversation = new Conversation(this.#parts, options);
    conversation.audio.muted = this.#muted;
    this.#conversation = conversation;
    this.#setState('connecting');
    await conversation.open();
  }

  /** Begins a conversation and waits for its end. @throws DuologueError as `start` */
  async run(options: StartOptions = {}): Promise<SessionEnd> {
    await this.start(options);
    return this.ended;
  }

  /**
   * Ends the conversation, or gives up its start. Calling it again changes nothing. Rejects with INVALID_STATE before the
   * first start, and with INVALID_OPTIONS.
   */
  async end(options: EndOptions = {}): Promise<SessionEnd> {
    if (!this.#conversation) throw this.#refusal('end()', 'start()');
    checkEndOptions(options);
    return this.#conversation.end(options);
  }

  /** Sends a message. Before the agent has answered it waits. @throws DuologueError INVALID_STATE, INVALID_MESSAGE, OVERFLOW */
  send(message: ClientMessage): void {
    if (!this.#conversation || !['connecting', 'connected', 'reconnecting'].includes(this.#state)) {
      throw this.#refusal('send()', 'start()');
    }
    this.#conversation.send(message);
  }

  /** Says something in writing: the agent answers as if it had been spoken. */
  sendUserMessage(text: string): void {
    this.send({ type: 'user_message', text });
  }

  /** Tells the agent something without interrupting it. Of updates with one `contextId` only the newest counts. */
  sendContextualUpdate(text: string, { contextId }: { readonly contextId?: string } = {}): void {
    this.send({ type: 'contextual_update', text, ...(contextId !== undefined && { contextId }) });
  }

  /** Tells the agent that the user is busy, typing for example, so that it does not speak up. */
  sendUserActivity(): void {
    this.send({ type: 'user_activity' });
  }

  /** Rates a turn of the agent; `null` takes a rating back. */
  sendFeedback(score: 'like' | 'dislike' | null, eventId: number): void {
    this.send({ type: 'feedback', score, eventId });
  }

  /**
   * What happens from now to the end of the conversation, one after the other: a second way to follow a session.
   * A reader who is slower than the conversation loses the oldest of 1,000 events (`limits.events`).
   *
   * @example
   * for await (const event of session.events()) if (event.type === 'transcript') console.log(event.entry.text);
   */
  events(): EventStream {
    this.#events ??= new EventStreams(this.#table, this.#parts.limits.events);
    const stream = this.#events.open();
    // nothing happens any more that it could tell
    if (this.#disposal.signal.aborted) stream.close();
    return stream;
  }

  /** Silences the agent until its next turn. The protocol has no message for it, so the service does not learn of it. */
  interrupt(): void {
    if (this.#state !== 'connected') throw this.#refusal('interrupt()', 'start()');
    this.#conversation?.interrupt();
  }

  /** Holds the conversation: the agent is not heard and hears silence. What it says meanwhile waits, as far as playout has room. */
  pause(): void {
    if (this.#state !== 'connected') throw this.#refusal('pause()', 'start()');
    this.#parts.turnstile.pass(() => this.#conversation?.audio.pause());
  }

  /** Goes on after `pause()`; does nothing where nothing is held. So does `end({ drain: true })`, to let the rest be heard. */
  resume(): void {
    this.#parts.turnstile.pass(() => this.#conversation?.audio.resume());
  }

  /** Ends what runs and lets plugins clean up. The session cannot be started again. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#conversation) await this.end();
    this.#events?.close();
    this.#disposal.dispose();
  }

  #apply(plugin: Plugin): void {
    this.#plugins.add(plugin, (name) =>
      pluginHost(name, {
        session: this,
        registry: this.#registry,
        slots: this.#slots,
        signal: this.#disposal.signal,
        log: this.#options.logger ?? silentLogger,
        report: (problem) => this.#table.report(problem),
        onDispose: (clean) => this.#disposal.add(clean),
      }),
    );
  }

  #setState(state: SessionState, error?: DuologueError): void {
    const previous = this.#state;
    if (state === previous) return;
    this.#state = state;
    this.#table.hooks.stateChanged.call({ state, previous, ...(error && { error }) });
  }

  #refusal(call: string, first: string): DuologueError {
    const message = `${call} is not possible while the session is ${this.#state}. Call ${first} first.`;
    return new DuologueError('INVALID_STATE', message, { details: { state: this.#state } });
  }
}
