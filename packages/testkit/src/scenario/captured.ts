/**
 * What the steps before brought, by the name that each was given with `as`; a tool call also goes by the name of its tool.
 */
export type Captured = Readonly<Record<string, CapturedValue>>;

export interface CapturedValue {
  /** The message as on the wire: of a tool call, the call. */
  readonly message: Readonly<Record<string, unknown>>;
  /** Of a tool call, once it was answered: the result, read as JSON where it is JSON. */
  readonly result?: unknown;
  readonly isError?: boolean;
}
