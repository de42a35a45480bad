import type { Redactor } from '../format/redactor.ts';
import { checkRedaction, type RedactionOptions } from './redaction-options.ts';
import { StandardRedactor } from './standard-redactor.ts';

/**
 * Takes out keys, tokens, signatures, mail addresses, telephone, card and account numbers, dynamic variables and the voice of the user.
 * Gives a fresh redactor for each conversation.
 * @throws DuologueError INVALID_OPTIONS
 */
export function standardRedaction(options: RedactionOptions = {}): () => Redactor {
  checkRedaction(options);
  return () => new StandardRedactor(options);
}
