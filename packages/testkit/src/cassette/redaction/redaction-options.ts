import { DuologueError } from '@duologue/core';
import { shortestSecret } from './known-values.ts';

/** What becomes of the speech of the user, which is personal data. */
export type UserAudioPolicy = 'keep' | 'drop' | 'noise';

/** What is taken out of a recording before it is written. */
export interface RedactionOptions {
  /** Variables of the environment: the values of those named like `ELEVENLABS_API_KEY` are secrets. Default `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Further secrets, of 6 characters at least. */
  readonly secrets?: readonly string[];
  /** Dynamic variables that may stay as they are; default none. What is a secret or personal by its shape goes anyway. */
  readonly keepVariables?: readonly string[] | 'all';
  /** Prompts and first messages that the client sends; default `keep`. */
  readonly prompts?: 'keep' | 'redact';
  /** Names of further fields whose values go, such as `customer_name`. */
  readonly fields?: readonly string[];
  /** Default `noise`: as long and as loud as the speech was. */
  readonly userAudio?: UserAudioPolicy;
  /** Of the noise; default 1. */
  readonly seed?: number;
}

/** Refuses what would take less out than was meant. @throws DuologueError INVALID_OPTIONS */
export function checkRedaction(options: RedactionOptions): void {
  const { secrets, keepVariables, fields, prompts = 'keep', userAudio = 'noise' } = options;
  oneOf('prompts', prompts, ['keep', 'redact']);
  oneOf('userAudio', userAudio, ['keep', 'drop', 'noise']);
  if (keepVariables !== 'all') listOfTexts('keepVariables', keepVariables, ' or "all"');
  listOfTexts('fields', fields);
  listOfTexts('secrets', secrets);
  const short = secrets?.find(({ length }) => length < shortestSecret);
  if (short !== undefined)
    refuse(
      `one of the option secrets has ${short.length} characters, and fewer than ${shortestSecret} are too common in ordinary words to be taken out of them. Name the field it stands in with the option fields.`,
    );
}

function oneOf(name: string, value: unknown, known: readonly string[]): void {
  if (!known.includes(value as string))
    refuse(
      `the option ${name} is ${JSON.stringify(value)}, and has to be one of ${known.map((one) => `"${one}"`).join(', ')}.`,
    );
}

function listOfTexts(name: string, value: unknown, other = ''): void {
  const isList = Array.isArray(value) && value.every((item) => typeof item === 'string');
  if (value !== undefined && !isList) refuse(`the option ${name} has to be a list of texts${other}.`);
}

function refuse(problem: string): never {
  throw new DuologueError('INVALID_OPTIONS', `The redaction cannot be set up: ${problem}`);
}
