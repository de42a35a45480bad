import type { Clock } from '../clock.ts';
import { asDuologueError, DuologueError, type ErrorCode } from '../errors.ts';
import { withEnvironment } from '../connect/signed-url.ts';
import { checkNames } from '../known-names.ts';
import type { LostConnection } from '../session/hooks.ts';
import type { Plugin, PluginHost } from '../session/plugin.ts';
import type { ConnectionRequest } from '../transport/transport.ts';
import { handoverText } from './handover-text.ts';

export interface ReconnectOptions {
  /** Tries for one loss: 1 or more, default 5. */
  readonly attempts?: number;
  /** How long after the loss a try may still begin, in milliseconds: up to 300,000, default 60,000. */
  readonly withinMs?: number;
  /** The longest wait before the first try, in milliseconds; default 500. It doubles with each try, and of each wait a random half is left out. */
  readonly firstDelayMs?: number;
  /** The longest wait before any try, in milliseconds; default 10,000. */
  readonly maxDelayMs?: number;
  /**
   * How the agent learns what was said before: as a contextual update (default), as a dynamic variable of its prompt
   * or first message (empty in the first conversation), or not at all.
   */
  readonly handover?: 'contextual-update' | 'none' | { readonly dynamicVariable: string };
  /** The longest handover, in characters: 200 or more, default 2,000. The oldest lines are left out. */
  readonly handoverCharacters?: number;
  /** Fetches a new signed URL for each try. A session that was given a `signedUrl` needs it: the old one is used up. */
  readonly signedUrl?: (signal: AbortSignal) => Promise<string>;
}

/** A connection that held this long was good: the tries for the next loss are counted anew. */
const steadyMs = 10_000;

/** What passes by itself: trouble of the network and of the service. Everything else would fail again. */
const passingCodes: ReadonlySet<ErrorCode> = new Set([
  'CONNECTION_LOST',
  'CONNECTION_STALLED',
  'SERVER_ERROR',
  'PIPELINE_FAILED',
  'CONNECT_FAILED',
  'CONNECT_TIMEOUT',
  'REST_FAILED',
]);

/**
 * Brings a lost connection back. The service cannot go on with a conversation: a new one begins, with a new id,
 * and the agent is told what was said before.
 *
 * @example
 * const session = new Session({ agentId: 'agent_123', apiKey, plugins: [new Reconnect({ attempts: 3 })] });
 */
export class Reconnect implements Plugin {
  readonly name = 'Reconnect';
  readonly #options: Required<Omit<ReconnectOptions, 'signedUrl'>> & Pick<ReconnectOptions, 'signedUrl'>;
  #tries = 0;
  #lostAtMs = 0;
  #connectedAtMs = 0;
  #handover = '';

  /** @throws DuologueError INVALID_OPTIONS */
  constructor(options: ReconnectOptions = {}) {
    this.#options = {
      attempts: 5,
      withinMs: 60_000,
      firstDelayMs: 500,
      maxDelayMs: 10_000,
      handover: 'contextual-update',
      handoverCharacters: 2_000,
      ...options,
    };
    checkOptions(this.#options);
  }

  apply(host: PluginHost): void {
    const { hooks, clock } = host;
    const dice = host.random('backoff');
    hooks.stateChanged.tap(this.name, ({ state }) => {
      if (state === 'connecting') this.#handover = '';
    });
    hooks.beforeConnect.tap(this.name, (request) => this.#fillVariable(request));
    hooks.connected.tap(this.name, ({ reconnected }) => {
      this.#connectedAtMs = clock.now();
      if (!reconnected) this.#tries = 0;
      else if (this.#options.handover === 'contextual-update' && this.#handover !== '') {
        host.send({ type: 'contextual_update', text: this.#handover });
      }
    });
    hooks.recoverConnection.tap(this.name, (lost) => this.#recover(lost, dice, host));
  }

  async #recover(
    lost: LostConnection,
    dice: () => number,
    host: PluginHost,
  ): Promise<ConnectionRequest | undefined> {
    const { clock } = host;
    const { attempts, withinMs, handoverCharacters } = this.#options;
    if (lost.attempt === 1) {
      const wasSteady = clock.now() - this.#connectedAtMs >= steadyMs;
      if (wasSteady || this.#tries === 0) {
        this.#tries = 0;
        this.#lostAtMs = clock.now();
      }
    }
    this.#handover = handoverText(lost.transcript, handoverCharacters);
    let { error } = lost;
    while (isPassing(error) && this.#tries < attempts) {
      const delayMs = this.#delayMs(dice);
      if (clock.now() + delayMs - this.#lostAtMs > withinMs) break;
      this.#tries += 1;
      await clock.sleep(delayMs, lost.signal);
      try {
        return await this.#freshRequest(lost, clock);
      } catch (thrown) {
        if (lost.signal.aborted) return undefined;
        error = asDuologueError(thrown, 'CONNECT_FAILED', 'The connection could not be brought back');
        host.reportProblem(error);
      }
    }
    return undefined;
  }

  #delayMs(dice: () => number): number {
    const { firstDelayMs, maxDelayMs } = this.#options;
    const longestMs = Math.min(maxDelayMs, firstDelayMs * 2 ** this.#tries);
    return longestMs * (0.5 + dice() / 2);
  }

  async #freshRequest(lost: LostConnection, clock: Clock): Promise<ConnectionRequest> {
    const request = await lost.renew();
    const { signedUrl } = this.#options;
    if (!signedUrl) return request;
    const release = clock.hold();
    try {
      const { searchParams } = new URL(request.url);
      request.url = withEnvironment(await signedUrl(lost.signal), searchParams.get('environment'));
    } finally {
      release();
    }
    return request;
  }

  #fillVariable({ initiation }: ConnectionRequest): void {
    const { handover } = this.#options;
    if (typeof handover === 'string') return;
    const data = initiation.find(({ type }) => type === 'conversation_initiation_client_data');
    if (!data) return;
    const given = data['dynamic_variables'] as Readonly<Record<string, unknown>> | undefined;
    const told = { [handover.dynamicVariable]: this.#handover };
    // what the app gave serves the first conversation
    data['dynamic_variables'] = this.#handover === '' ? { ...told, ...given } : { ...given, ...told };
  }
}

function isPassing({ code, details }: DuologueError): boolean {
  const { httpStatus, status = httpStatus } = details;
  // a request that was refused as such is refused again
  return passingCodes.has(code) && !(typeof status === 'number' && status >= 400 && status < 500);
}

const names = [
  'attempts',
  'withinMs',
  'firstDelayMs',
  'maxDelayMs',
  'handover',
  'handoverCharacters',
  'signedUrl',
] satisfies (keyof ReconnectOptions)[];

function checkOptions(
  options: Required<Omit<ReconnectOptions, 'signedUrl'>> & { readonly signedUrl?: unknown },
): void {
  checkNames(options, names, 'Reconnect');
  const { signedUrl } = options;
  if (signedUrl !== undefined && typeof signedUrl !== 'function') {
    throw invalid('signedUrl', 'a function that fetches a signed URL');
  }
  const { attempts, withinMs, firstDelayMs, maxDelayMs, handover, handoverCharacters } = options;
  if (!(Number.isInteger(attempts) && attempts >= 1))
    throw invalid('attempts', 'a whole number of at least 1');
  if (!(withinMs > 0 && withinMs <= 300_000)) throw invalid('withinMs', 'above 0 and at most 300,000');
  if (!(firstDelayMs > 0)) throw invalid('firstDelayMs', 'above 0 milliseconds');
  if (!(maxDelayMs > 0)) throw invalid('maxDelayMs', 'above 0 milliseconds');
  if (!(handoverCharacters >= 200)) throw invalid('handoverCharacters', 'at least 200');
  if (handover === 'contextual-update' || handover === 'none') return;
  if (typeof handover !== 'object' || !handover?.dynamicVariable) {
    throw invalid('handover', "'contextual-update', 'none' or { dynamicVariable: 'name' }");
  }
}

function invalid(option: string, wanted: string): DuologueError {
  return new DuologueError('INVALID_OPTIONS', `The option ${option} of Reconnect must be ${wanted}.`, {
    details: { option },
  });
}
