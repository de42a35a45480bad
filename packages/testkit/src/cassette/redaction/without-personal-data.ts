import { Placeholders } from './placeholders.ts';
import { checkRedaction, type RedactionOptions } from './redaction-options.ts';
import { StandardRedactor } from './standard-redactor.ts';

/**
 * A JSON value with made-up values of the same kind in the place of keys and personal data, the same one wherever the same value stood.
 * @throws DuologueError REDACTION_BLOCKED, INVALID_OPTIONS
 */
export function withoutPersonalData(value: unknown, options: RedactionOptions = {}): unknown {
  checkRedaction(options);
  return new Placeholders().fill(new StandardRedactor(options).value(value));
}
