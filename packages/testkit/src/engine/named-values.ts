import { DuologueError } from '@duologue/core';
import { isPlainObject } from '../match/show.ts';
import type { Captured, CapturedValue } from '../scenario/captured.ts';
import type { ScenarioText } from '../scenario/server-steps.ts';
import type { WireMessage } from '../messages/wire-message.ts';

/** What the steps of one conversation have brought so far, by name. */
export class NamedValues {
  readonly #values = new Map<string, CapturedValue>();

  set(name: string, message: WireMessage): void {
    this.#values.set(name, { message });
  }

  /** Adds the result to a tool call. */
  setResult(name: string, result: unknown, isError: boolean): void {
    const call = this.#values.get(name);
    this.#values.set(name, { message: call?.message ?? {}, result: readResult(result), isError });
  }

  /**
   * The text of a step, with `{{name.result.field}}` replaced by values.
   * @throws DuologueError INVALID_OPTIONS where there is no such value
   */
  textOf(text: ScenarioText): string {
    if (typeof text === 'function') return text(Object.fromEntries(this.#values) satisfies Captured);
    return text.replaceAll(/\{\{\s*([^{}\s]+)\s*\}\}/g, (_whole, path: string) => this.#valueAt(path));
  }

  #valueAt(path: string): string {
    const [name = '', ...keys] = path.split('.');
    let value: unknown = this.#values.get(name);
    for (const key of keys)
      value = isPlainObject(value) || Array.isArray(value) ? (value as WireMessage)[key] : undefined;
    if (value === undefined) {
      const known = [...this.#values.keys()].join(', ') || 'none';
      throw new DuologueError(
        'INVALID_OPTIONS',
        `{{${path}}} has no value here. Names with values: ${known}.`,
      );
    }
    return typeof value === 'string' ? value : JSON.stringify(value);
  }
}

/** A tool result as data where it is JSON, and as it is otherwise. */
export function readResult(result: unknown): unknown {
  if (typeof result !== 'string') return result;
  try {
    return JSON.parse(result) as unknown;
  } catch {
    return result;
  }
}
