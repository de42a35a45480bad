import type { Clock } from '../../clock.ts';
import type { DuologueError } from '../../errors.ts';
import type { SessionEnd, TurnMetrics } from '../../session/facts.ts';
import type { ToolFinish } from '../../tools/tool.ts';
import { withoutSecrets } from '../without-secrets.ts';
import { attribute, operation, spanKind, statusError } from './conventions.ts';
import type {
  OpenTelemetryApi,
  TelemetryAttributes,
  TelemetrySpan,
  TelemetryTracer,
} from './open-telemetry-api.ts';

export interface SessionTraceOptions {
  readonly api: OpenTelemetryApi;
  readonly tracer: TelemetryTracer;
  readonly clock: Clock;
  readonly attributes: TelemetryAttributes;
}

/** Calls that finished in a turn which is not over yet. One turn has far fewer; what is beyond stands under the session. */
const waitingTools = 100;

/**
 * The spans of one conversation: the session, in it the turns, and in them the tools. A turn is told when it is
 * complete, so its span and those of its tools are made then, with the times at which they were.
 */
export class SessionTrace {
  readonly #options: SessionTraceOptions;
  readonly #context: unknown;
  readonly #session: TelemetrySpan;
  #tools: { readonly finish: ToolFinish; readonly endEpochMs: number }[] = [];

  constructor(options: SessionTraceOptions) {
    const { api, tracer, clock, attributes } = options;
    this.#options = options;
    const outer = api.context.active();
    this.#session = tracer.startSpan(
      operation.session,
      { kind: spanKind.client, startTime: clock.epochMs(), attributes },
      outer as never,
    );
    this.#context = this.#within(outer, this.#session);
  }

  describe(attributes: TelemetryAttributes): void {
    this.#session.setAttributes(attributes);
  }

  event(name: string, attributes: TelemetryAttributes): void {
    this.#session.addEvent(name, attributes, this.#options.clock.epochMs());
  }

  toolFinished(finish: ToolFinish): void {
    const tool = { finish, endEpochMs: this.#options.clock.epochMs() };
    if (this.#tools.length < waitingTools) this.#tools.push(tool);
    else this.#writeTool(tool, this.#context);
  }

  turnCompleted({ atMs, eventId, interrupted, ...metrics }: TurnMetrics): void {
    const { tracer, clock } = this.#options;
    const endEpochMs = clock.epochMs();
    const measured = Object.entries(metrics).map(([name, value]) => [
      `duologue.turn.${snakeCase(name)}`,
      value,
    ]);
    const turn = tracer.startSpan(
      'duologue.turn',
      {
        kind: spanKind.internal,
        startTime: endEpochMs - (clock.now() - atMs),
        attributes: {
          ...(eventId !== undefined && { 'duologue.event_id': eventId }),
          'duologue.turn.interrupted': interrupted,
          ...(Object.fromEntries(measured) as TelemetryAttributes),
        },
      },
      this.#context as never,
    );
    this.#writeTools(this.#within(this.#context, turn));
    turn.end(endEpochMs);
  }

  /** `end` is undefined where the conversation never began. */
  end(end: SessionEnd | undefined, error: DuologueError | undefined): void {
    this.#writeTools(this.#context);
    if (end) {
      this.describe({
        'duologue.end.reason': end.reason,
        ...(end.closeCode !== undefined && { 'duologue.close_code': end.closeCode }),
      });
    }
    if (error) fail(this.#session, error.code, error.message);
    this.#session.end(this.#options.clock.epochMs());
  }

  #writeTools(parent: unknown): void {
    for (const tool of this.#tools.splice(0)) this.#writeTool(tool, parent);
  }

  #writeTool({ finish, endEpochMs }: { finish: ToolFinish; endEpochMs: number }, parent: unknown): void {
    const { call, outcome, isError, durationMs } = finish;
    const span = this.#options.tracer.startSpan(
      `${operation.tool} ${call.toolName}`,
      {
        kind: spanKind.internal,
        startTime: endEpochMs - durationMs,
        attributes: {
          [attribute.operationName]: operation.tool,
          [attribute.toolName]: call.toolName,
          [attribute.toolCallId]: call.toolCallId,
          [attribute.toolType]: 'function',
          'duologue.tool.outcome': outcome,
        },
      },
      parent as never,
    );
    if (isError) fail(span, outcome);
    span.end(endEpochMs);
  }

  #within(context: unknown, span: TelemetrySpan): unknown {
    return this.#options.api.trace.setSpan(context as never, span as never);
  }
}

function fail(span: TelemetrySpan, errorType: string, message?: string): void {
  span.setAttributes({ [attribute.errorType]: errorType });
  span.setStatus({ code: statusError, ...(message !== undefined && { message: withoutSecrets(message) }) });
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
