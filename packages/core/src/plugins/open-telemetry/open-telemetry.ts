import { ownSource } from '../../connect/initiation-source.ts';
import { DuologueError } from '../../errors.ts';
import type { Plugin, PluginHost } from '../../session/plugin.ts';
import { attribute, operation, schemaUrl } from './conventions.ts';
import { Instruments } from './instruments.ts';
import type {
  OpenTelemetryApi,
  TelemetryAttributes,
  TelemetryMeterProvider,
  TelemetryTracerProvider,
} from './open-telemetry-api.ts';
import { SessionTrace } from './session-trace.ts';

export interface OpenTelemetryOptions {
  /** The module `@opentelemetry/api`. */
  readonly api: OpenTelemetryApi;
  /** Default the one that is registered with the API. */
  readonly tracerProvider?: TelemetryTracerProvider;
  /** Default the one that is registered with the API. */
  readonly meterProvider?: TelemetryMeterProvider;
  /** Put on every session span and every measurement, such as the name of the shop. */
  readonly attributes?: TelemetryAttributes;
}

const scope = '@duologue/core';

/**
 * Tells OpenTelemetry of a session: a span for it, for each turn and for each tool call, and measurements of delays,
 * tools and lost audio. Text, audio, parameters and results are never in them.
 *
 * @example
 * import * as api from '@opentelemetry/api';
 * const session = new Session({ agentId: 'agent_123', plugins: [new OpenTelemetry({ api })] });
 */
export class OpenTelemetry implements Plugin {
  readonly name = 'OpenTelemetry';
  readonly #options: OpenTelemetryOptions;
  #trace: SessionTrace | undefined;

  /** @throws DuologueError INVALID_OPTIONS */
  constructor(options: OpenTelemetryOptions) {
    if (typeof options?.api?.trace?.getTracerProvider !== 'function') {
      const text = 'OpenTelemetry needs the module @opentelemetry/api: new OpenTelemetry({ api }).';
      throw new DuologueError('INVALID_OPTIONS', text, { details: { option: 'api' } });
    }
    this.#options = options;
  }

  apply({ hooks, clock }: PluginHost): void {
    const { api, attributes: given = {} } = this.#options;
    const { tracerProvider = api.trace.getTracerProvider(), meterProvider = api.metrics.getMeterProvider() } =
      this.#options;
    const tracer = tracerProvider.getTracer(scope, ownSource.version, { schemaUrl });
    const meter = meterProvider.getMeter(scope, ownSource.version, { schemaUrl });
    const instruments = new Instruments(meter);
    const common: TelemetryAttributes = { [attribute.providerName]: 'elevenlabs', ...given };
    const watch = { name: this.name, stage: 'observe' } as const;

    hooks.stateChanged.tap(watch, ({ state, error }) => {
      if (state === 'connecting') {
        const attributes = { [attribute.operationName]: operation.session, ...common };
        this.#trace = new SessionTrace({ api, tracer, clock, attributes });
      } else if (state === 'reconnecting') {
        this.#trace?.event('duologue.connection_lost', error ? { [attribute.errorType]: error.code } : {});
      }
      // a failed start tells no end
      else if (state === 'idle') this.#trace?.end(undefined, error);
    });
    hooks.beforeConnect.tap(watch, ({ url }) => this.#trace?.describe(describeServer(url)));
    hooks.connected.tap(watch, ({ conversationId, reconnected }) => {
      const conversation = { [attribute.conversationId]: conversationId };
      this.#trace?.describe(conversation);
      if (reconnected) this.#trace?.event('duologue.reconnected', conversation);
    });
    hooks.turnCompleted.tap(watch, (metrics) => {
      this.#trace?.turnCompleted(metrics);
      instruments.turn(metrics, common);
    });
    hooks.toolFinished.tap(watch, (finish) => {
      this.#trace?.toolFinished(finish);
      instruments.tool(finish, common);
    });
    hooks.interrupted.tap(watch, ({ by, playedMs }) => {
      this.#trace?.event('duologue.interrupted', { 'duologue.played_ms': playedMs });
      instruments.interrupted(by, common);
    });
    hooks.audioDropped.tap(watch, (dropped) => instruments.dropped(dropped, common));
    hooks.problemOccurred.tap(watch, ({ error, plugin }) => {
      this.#trace?.event('duologue.problem', {
        [attribute.errorType]: error.code,
        ...(plugin !== undefined && { 'duologue.plugin': plugin }),
      });
      instruments.problem(error.code, common);
    });
    hooks.ended.tap(watch, (end) => {
      this.#trace?.end(end, end.error);
      instruments.session(end, common);
    });
  }
}

/** Where the session connects to, without what is secret in the address. */
function describeServer(url: string): TelemetryAttributes {
  const { hostname, port, searchParams } = new URL(url);
  const agentId = searchParams.get('agent_id');
  return {
    [attribute.serverAddress]: hostname,
    ...(port !== '' && { [attribute.serverPort]: Number(port) }),
    ...(agentId !== null && { [attribute.agentId]: agentId }),
  };
}
