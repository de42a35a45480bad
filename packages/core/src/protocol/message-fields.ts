import { DuologueError } from '../errors.ts';
import { isWireObject, kindOf, type WireObject } from './payload.ts';

/** What JSON would have to escape, as far as it could be taken for base64. */
const escaped = /["\\\n\r]/;

/**
 * The fields of a message to the service, each read with what the contract wants of it.
 * Every reader throws DuologueError INVALID_MESSAGE with the name of the field.
 */
export class MessageFields {
  readonly #type: string;
  readonly #fields: WireObject;

  constructor(type: string, message: object) {
    this.#type = type;
    this.#fields = message as WireObject;
  }

  string(name: string): string {
    const value = this.#fields[name];
    if (typeof value !== 'string') throw this.#invalid(name, 'a string');
    return value;
  }

  /** Base64 as far as JSON is concerned: nothing that would have to be escaped. */
  base64(name: string): string {
    const value = this.string(name);
    if (escaped.test(value)) {
      throw this.#invalid(name, 'base64');
    }
    return value;
  }

  nullableString(name: string): string | null {
    const value = this.#fields[name];
    if (typeof value !== 'string' && value !== null) throw this.#invalid(name, 'a string or null');
    return value;
  }

  /** The field under its name on the wire; nothing where it is undefined. */
  maybeString(name: string, wireName: string): Readonly<Record<string, string>> {
    return this.#fields[name] === undefined ? {} : { [wireName]: this.string(name) };
  }

  strings(name: string): readonly string[] {
    const value = this.#fields[name] ?? [];
    if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) {
      throw this.#invalid(name, 'a list of strings');
    }
    return value;
  }

  boolean(name: string): boolean {
    const value = this.#fields[name];
    if (typeof value !== 'boolean') throw this.#invalid(name, 'a boolean');
    return value;
  }

  integer(name: string): number {
    const value = this.#fields[name];
    if (!Number.isSafeInteger(value)) throw this.#invalid(name, 'a whole number');
    return value as number;
  }

  pingId(name: string): number | string {
    return typeof this.#fields[name] === 'string' ? this.string(name) : this.integer(name);
  }

  score(name: string): 'like' | 'dislike' | null {
    const value = this.#fields[name];
    if (value !== 'like' && value !== 'dislike' && value !== null) {
      throw this.#invalid(name, "'like', 'dislike' or null");
    }
    return value;
  }

  object(name: string): WireObject {
    const value = this.#fields[name];
    if (!isWireObject(value)) throw this.#invalid(name, 'an object');
    return value;
  }

  #invalid(name: string, wanted: string): DuologueError {
    const problem = `${this.#type}.${name} must be ${wanted}, but is ${kindOf(this.#fields[name])}.`;
    return new DuologueError('INVALID_MESSAGE', problem, { details: { type: this.#type, field: name } });
  }
}
