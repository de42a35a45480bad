import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { Clock } from '../clock.ts';

/** What a tool gets beside its parameters. */
export interface ToolContext {
  /** Aborted on timeout, at the end of the session and, where the tool asks for it, on interruption. */
  readonly signal: AbortSignal;
  readonly toolCallId: string;
  /** The turn in which the agent called, where the service named one. */
  readonly eventId?: number;
  readonly clock: Clock;
  /** Wraps work that waits for the outside world, so that virtual time stands still meanwhile. */
  readonly io: <T>(work: Promise<T>) => Promise<T>;
  /**
   * Tells the agent how far the work is ("still looking…"), as a contextual update that takes the place of the one before.
   * Does nothing once the call is over.
   */
  readonly progress: (text: string) => void;
}

/** A JSON Schema as plain data, draft-07 unless its `$schema` names 2020-12. TypeBox makes such data. */
export type JsonSchema = object;

/**
 * What a tool says of its parameters: a JSON Schema, or a schema of any library that speaks
 * Standard Schema (https://standardschema.dev), such as zod or valibot.
 */
export type ParameterSchema = JsonSchema | StandardSchemaV1;

/**
 * A client tool. `P` is what `parameters` describes; calls whose parameters do not fit never reach `run`.
 * `run` returns a string, or any value that JSON can hold; what it throws becomes an error result.
 */
export interface Tool<P = Readonly<Record<string, unknown>>> {
  /** As the agent's configuration spells it. */
  readonly name: string;
  readonly description: string;
  /** What the parameters must be; anything is accepted where it is absent. A Standard Schema may also transform them. */
  readonly parameters?: ParameterSchema;
  /** How long the call may take, in milliseconds: 1 to 600,000, default 20,000 (the service's own default). */
  readonly timeoutMs?: number;
  /** What becomes of a running call when the user interrupts: default `keep`. */
  readonly onInterruption?: 'keep' | 'abort';
  /** How many calls of this tool may run at once; default no limit of its own. Later calls wait their turn. */
  readonly concurrency?: number;
  /**
   * Parameters whose values stay out of the transcript, of `toolFinished`, of problems and of whatever is written from them, also
   * where a result repeats them: paths such as `card.number`, with `*` for every item or entry. Taps that approve or answer a
   * call, and those of messages, see all of it.
   */
  readonly sensitiveParameters?: readonly string[];
  run(parameters: P, context: ToolContext): unknown;
}

/** A call as the agent made it. */
export interface ToolCall {
  readonly toolName: string;
  readonly toolCallId: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly eventId?: number;
  /** False where the agent waits for no result: then none is sent. */
  readonly expectsResponse: boolean;
}

/** An answer that a plugin gives in the place of the tool. */
export interface ToolAnswer {
  /** A string, or any value that JSON can hold. */
  readonly result: unknown;
  readonly isError?: boolean;
}

export interface ToolApprovalRequest extends ToolCall {
  /** Who would run it: this process, or an MCP server on the side of the service. */
  readonly kind: 'client' | 'mcp';
  readonly description?: string;
  /** Aborted when the answer is no longer wanted. */
  readonly signal: AbortSignal;
}

export type ToolOutcome =
  | 'succeeded'
  | 'failed'
  | 'timed_out'
  | 'aborted'
  | 'denied'
  | 'unknown_tool'
  | 'invalid_parameters'
  | 'refused';

/** How a call went. */
export interface ToolFinish {
  readonly call: ToolCall;
  readonly outcome: ToolOutcome;
  /** The string that was, or would have been, sent to the agent; without the values of `sensitiveParameters`. */
  readonly result: string;
  readonly isError: boolean;
  /** False where no result was sent: none was expected, or the connection was gone. */
  readonly answered: boolean;
  /** From the arrival of the call to its outcome. */
  readonly durationMs: number;
}
