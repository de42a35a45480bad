import { DuologueError } from '../errors.ts';

/** A JSON object of the wire, exactly as it was parsed. */
export type WireObject = Readonly<Record<string, unknown>>;

/**
 * Reads the payload of a message: strict about what a session cannot do without,
 * and forgiving about the rest, which reads as `undefined` where it is missing, null or of another type.
 */
export class Payload {
  readonly #type: string;
  readonly #path: string;
  readonly #fields: WireObject;

  constructor(type: string, path: string, fields: WireObject) {
    this.#type = type;
    this.#path = path;
    this.#fields = fields;
  }

  /**
   * The object under `key` of a message.
   * @throws DuologueError BAD_FRAME where there is none
   */
  static of(raw: WireObject, key: string): Payload {
    const type = raw.type as string;
    const fields = raw[key];
    if (!isWireObject(fields)) throw badField(type, key, 'an object', fields);
    return new Payload(type, key, fields);
  }

  /** The object under `key` of a message, or an empty one where there is none. */
  static maybe(raw: WireObject, key: string): Payload {
    const fields = raw[key];
    return new Payload(raw.type as string, key, isWireObject(fields) ? fields : {});
  }

  /** @throws DuologueError BAD_FRAME */
  string(key: string): string {
    const value = this.#fields[key];
    if (typeof value !== 'string') throw this.#bad(key, 'a string');
    return value;
  }

  /** @throws DuologueError BAD_FRAME */
  number(key: string): number {
    const value = this.#fields[key];
    if (typeof value !== 'number') throw this.#bad(key, 'a number');
    return value;
  }

  /** @throws DuologueError BAD_FRAME */
  boolean(key: string): boolean {
    const value = this.#fields[key];
    if (typeof value !== 'boolean') throw this.#bad(key, 'a boolean');
    return value;
  }

  /** An object; where it is missing or null, an empty one. @throws DuologueError BAD_FRAME for anything else */
  object(key: string): WireObject {
    const value = this.#fields[key] ?? {};
    if (!isWireObject(value)) throw this.#bad(key, 'an object');
    return value;
  }

  /** The objects of a list; where it is missing or null, none. @throws DuologueError BAD_FRAME for anything else */
  list(key: string): Payload[] {
    const value = this.#fields[key] ?? [];
    if (!Array.isArray(value)) throw this.#bad(key, 'a list');
    return value.map((item: unknown, index) => {
      const path = `${this.#path}.${key}[${index}]`;
      if (!isWireObject(item)) throw badField(this.#type, path, 'an object', item);
      return new Payload(this.#type, path, item);
    });
  }

  maybeString(key: string): string | undefined {
    const value = this.#fields[key];
    return typeof value === 'string' ? value : undefined;
  }

  maybeNumber(key: string): number | undefined {
    const value = this.#fields[key];
    return typeof value === 'number' ? value : undefined;
  }

  maybeBoolean(key: string): boolean | undefined {
    const value = this.#fields[key];
    return typeof value === 'boolean' ? value : undefined;
  }

  maybeObject(key: string): WireObject | undefined {
    const value = this.#fields[key];
    return isWireObject(value) ? value : undefined;
  }

  maybeList(key: string): readonly unknown[] | undefined {
    const value = this.#fields[key];
    return Array.isArray(value) ? (value as readonly unknown[]) : undefined;
  }

  get eventId(): number | undefined {
    return eventIdIn(this.#fields);
  }

  #bad(key: string, wanted: string): DuologueError {
    // only where the agent waits for the client's answer
    const waits = this.#type === 'client_tool_call' && this.#fields['expects_response'] !== false;
    const toolCallId = waits ? this.maybeString('tool_call_id') : undefined;
    return badField(this.#type, `${this.#path}.${key}`, wanted, this.#fields[key], toolCallId);
  }
}

/** The whole number in `event_id`, also where it came as a string of digits. */
export function eventIdIn({ event_id: value }: WireObject): number | undefined {
  const id = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(id) ? (id as number) : undefined;
}

export function isWireObject(value: unknown): value is WireObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The type of a JSON value, in words for messages: never the value itself. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function badField(
  type: string,
  path: string,
  wanted: string,
  value: unknown,
  toolCallId?: string,
): DuologueError {
  return new DuologueError(
    'BAD_FRAME',
    `The "${type}" message needs ${wanted} in ${path}, but has ${kindOf(value)}.`,
    {
      details: { type, path, ...(toolCallId !== undefined && { toolCallId }) },
    },
  );
}
