import { Placeholders } from './placeholders.ts';
import type { RedactionOptions } from './redaction-options.ts';
import { StandardRedactor } from './standard-redactor.ts';

/**
 * A JSON value with made-up values of the same kind in the place of keys and personal data, the same one wherever the same value stood.
 * @throws DuologueError REDACTION_BLOCKED
 */
export function withoutPersonalData(value: unknown, options: RedactionOptions = {}): unknown {
  return new Placeholders().fill(new StandardRedactor(options).value(value));
}
