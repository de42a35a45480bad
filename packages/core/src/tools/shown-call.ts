import { maskParameters } from './mask-parameters.ts';
import { sensitiveTexts, withoutTexts } from './sensitive-texts.ts';

/** What may be shown and written down of a call: without the values that its tool calls sensitive. */
export interface ShownCall {
  readonly parameters: Readonly<Record<string, unknown>>;
  /** A text that belongs to the call, such as its result, without those values where it repeats them. */
  text(text: string): string;
}

/** `paths` are those of `sensitiveParameters`. */
export function shownCall(
  parameters: Readonly<Record<string, unknown>>,
  paths: readonly string[] = [],
): ShownCall {
  if (paths.length === 0) return { parameters, text: (text) => text };
  const hide = withoutTexts(sensitiveTexts(parameters, paths));
  return { parameters: maskParameters(parameters, paths), text: hide };
}
