/**
 * A client tool as the agent's configuration has it: what `POST /v1/convai/tools` takes as `tool_config`. Fields that
 * are not named here are kept as they are. Source: ClientToolConfig in the API reference of ElevenLabs.
 */
export interface ClientToolConfig {
  readonly type: 'client';
  /** Letters, digits, `_` and `-`, at most 64. */
  readonly name: string;
  readonly description: string;
  /** 1 to 120, or -1 to wait for ever. */
  readonly response_timeout_secs?: number;
  readonly expects_response?: boolean;
  readonly parameters?: ObjectProperty | null;
  readonly [other: string]: unknown;
}

/** The part of JSON Schema that the service knows. */
export type ConfigProperty = LiteralProperty | ObjectProperty | ArrayProperty;

/** Where the value of a property comes from, if not from the model: then the service fills it in. */
interface ValueSource {
  readonly description?: string;
  readonly dynamic_variable?: string;
  readonly constant_value?: unknown;
  readonly is_system_provided?: boolean;
  readonly is_omitted?: boolean;
}

export interface LiteralProperty extends ValueSource {
  readonly type: 'string' | 'number' | 'integer' | 'boolean';
  readonly enum?: readonly string[] | null;
}

export interface ObjectProperty extends ValueSource {
  readonly type: 'object';
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, ConfigProperty>>;
}

export interface ArrayProperty extends ValueSource {
  readonly type: 'array';
  readonly items?: ConfigProperty;
}
