import { DuologueError } from '../errors.ts';
import { thrownText } from '../thrown-text.ts';

/**
 * The string that the agent gets: strings as they are, anything else as JSON, and a sentence where there is nothing to tell.
 * The contract knows only strings; the service closes the conversation (1008) on anything else.
 * @throws DuologueError TOOL_RESULT_UNSERIALISABLE
 */
export function encodeToolResult(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === undefined) return 'Done.';
  let json: string | undefined;
  try {
    json = JSON.stringify(value);
  } catch (cause) {
    throw new DuologueError(
      'TOOL_RESULT_UNSERIALISABLE',
      `The result cannot be written as JSON: ${errorText(cause)}`,
      { cause },
    );
  }
  if (json === undefined) {
    throw new DuologueError(
      'TOOL_RESULT_UNSERIALISABLE',
      `The result is a ${typeof value}, which JSON cannot hold.`,
    );
  }
  return json;
}

/** One line about a thrown value, without its stack: at most 500 characters. */
export function errorText(thrown: unknown): string {
  const [text = ''] = thrownText(thrown).split('\n', 1);
  return text.length > 500 ? `${text.slice(0, 499)}…` : text;
}
