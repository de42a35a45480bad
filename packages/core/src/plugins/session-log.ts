import { DuologueError } from '../errors.ts';
import type { Logger, Plugin, PluginHost } from '../session/plugin.ts';
import { withoutSecrets } from './without-secrets.ts';

export type LogLevel = keyof Logger;

export interface SessionLogOptions {
  /** Any logger with the methods of pino's; `console` will do. */
  readonly logger: Logger;
  /** Another level for a fact, or `off`. The defaults stand in {@link defaultLogLevels}. */
  readonly levels?: Partial<Readonly<Record<LoggedFact, LogLevel | 'off'>>>;
  /** Whether to log what was said, and what was heard of a turn that was cut; default false. */
  readonly transcripts?: boolean;
}

/** The facts that can be logged, by the name of their hook, and at which level they are. */
export const defaultLogLevels = {
  stateChanged: 'debug',
  connected: 'info',
  /** A failure is an `error`. */
  ended: 'info',
  problemOccurred: 'warn',
  turnCompleted: 'info',
  interrupted: 'info',
  interruptionSettled: 'debug',
  toolFinished: 'info',
  /** Only with `transcripts`, and only what is final. */
  transcriptChanged: 'info',
  audioDropped: 'debug',
  agentStartedSpeaking: 'debug',
  agentStoppedSpeaking: 'debug',
  /** The type alone. */
  messageReceived: 'off',
  /** The type alone. */
  messageSent: 'off',
} as const;

export type LoggedFact = keyof typeof defaultLogLevels;

/**
 * Writes the facts of a session to a logger, one structured record each, with the id of the conversation.
 * Audio, keys, and what tools were given and answered are never in it.
 *
 * @example
 * const session = new Session({ agentId: 'agent_123', plugins: [new SessionLog({ logger: pino() })] });
 */
export class SessionLog implements Plugin {
  readonly name = 'SessionLog';
  readonly #logger: Logger;
  readonly #levels: SessionLogOptions['levels'];
  readonly #transcripts: boolean;
  #conversationId: string | undefined;

  /** @throws DuologueError INVALID_OPTIONS */
  constructor({ logger, levels = {}, transcripts = false }: SessionLogOptions) {
    checkLogger(logger);
    checkLevels(levels);
    this.#logger = logger;
    this.#levels = levels;
    this.#transcripts = transcripts;
  }

  apply({ hooks }: PluginHost): void {
    const options = { name: this.name, stage: 'observe' } as const;
    hooks.stateChanged.tap(options, ({ error, ...change }) => {
      if (change.state === 'connecting') this.#conversationId = undefined;
      // of a lost connection that somebody brings back, and of a failed start, nothing else tells
      const level = error ? 'warn' : undefined;
      this.#write('stateChanged', { ...change, ...inWords(error) }, `session ${change.state}`, level);
    });
    hooks.connected.tap(options, ({ conversationId, ...connected }) => {
      this.#conversationId = conversationId;
      this.#write('connected', connected, connected.reconnected ? 'reconnected' : 'connected');
    });
    hooks.ended.tap(options, ({ error, ...end }) => {
      const level = end.reason === 'failure' ? 'error' : undefined;
      this.#write('ended', { ...end, ...inWords(error) }, `ended: ${end.reason}`, level);
    });
    hooks.problemOccurred.tap(options, ({ error, ...where }) => {
      this.#write('problemOccurred', { ...where, ...inWords(error) }, 'problem');
    });
    hooks.turnCompleted.tap(options, (metrics) =>
      this.#write('turnCompleted', { ...metrics }, 'turn completed'),
    );
    hooks.interrupted.tap(options, ({ heardText, ...cut }) => {
      this.#write('interrupted', { ...cut, ...this.#said({ heardText }) }, 'interrupted');
    });
    hooks.interruptionSettled.tap(options, ({ heardText, ...settled }) => {
      this.#write(
        'interruptionSettled',
        { ...settled, ...this.#said({ heardText }) },
        'interruption settled',
      );
    });
    hooks.toolFinished.tap(options, ({ call, outcome, isError, answered, durationMs }) => {
      const { toolName, toolCallId, eventId } = call;
      const details = { toolName, toolCallId, eventId, outcome, isError, answered, durationMs };
      this.#write('toolFinished', details, `tool ${toolName} ${outcome}`);
    });
    hooks.audioDropped.tap(options, (dropped) =>
      this.#write('audioDropped', { ...dropped }, 'audio dropped'),
    );
    hooks.agentStartedSpeaking.tap(options, (edge) =>
      this.#write('agentStartedSpeaking', { ...edge }, 'agent speaks'),
    );
    hooks.agentStoppedSpeaking.tap(options, (edge) =>
      this.#write('agentStoppedSpeaking', { ...edge }, 'agent is silent'),
    );
    if (this.#transcripts) {
      hooks.transcriptChanged.tap(
        options,
        ({ role, eventId, text, plannedText, final, interrupted, via }) => {
          const details = { role, eventId, text, plannedText, interrupted, via };
          if (final && role !== 'tool') this.#write('transcriptChanged', details, `${role} said`);
        },
      );
    }
    if (this.#levelOf('messageReceived') !== 'off') {
      hooks.messageReceived.tap(options, ({ type }) =>
        this.#write('messageReceived', { type }, `received ${type}`),
      );
    }
    if (this.#levelOf('messageSent') !== 'off') {
      hooks.messageSent.tap(options, ({ type }) => this.#write('messageSent', { type }, `sent ${type}`));
    }
  }

  #levelOf(fact: LoggedFact): LogLevel | 'off' {
    return this.#levels?.[fact] ?? defaultLogLevels[fact];
  }

  #said(said: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    return this.#transcripts ? said : {};
  }

  #write(
    fact: LoggedFact,
    details: Readonly<Record<string, unknown>>,
    message: string,
    level: LogLevel | 'off' = this.#levelOf(fact),
  ): void {
    const chosen = this.#levels?.[fact] ?? level;
    if (chosen === 'off') return;
    const id = this.#conversationId;
    const record = Object.entries(details)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, typeof value === 'string' ? withoutSecrets(value) : value]);
    this.#logger[chosen](
      { ...(id !== undefined && { conversationId: id }), ...Object.fromEntries(record) },
      message,
    );
  }
}

function inWords(error: DuologueError | undefined): Readonly<Record<string, unknown>> {
  return error ? { code: error.code, error: error.message } : {};
}

function checkLogger(logger: unknown): void {
  const methods = (logger ?? {}) as Readonly<Record<string, unknown>>;
  const missing = ['debug', 'info', 'warn', 'error'].filter((level) => typeof methods[level] !== 'function');
  if (missing.length === 0) return;
  const text = `The logger of SessionLog has no ${missing.join(', ')}. Give it a logger such as pino's, or console.`;
  throw new DuologueError('INVALID_OPTIONS', text, { details: { option: 'logger' } });
}

function checkLevels(levels: Readonly<Record<string, unknown>>): void {
  for (const [fact, level] of Object.entries(levels)) {
    if (!Object.hasOwn(defaultLogLevels, fact)) {
      const known = Object.keys(defaultLogLevels).join(', ');
      throw new DuologueError('INVALID_OPTIONS', `SessionLog does not log "${fact}". It logs ${known}.`);
    }
    if (!['debug', 'info', 'warn', 'error', 'off'].includes(level as string)) {
      const text = `The level of ${fact} in SessionLog must be debug, info, warn, error or off.`;
      throw new DuologueError('INVALID_OPTIONS', text, { details: { option: `levels.${fact}` } });
    }
  }
}
