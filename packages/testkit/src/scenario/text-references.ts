import type { Reaction, Step } from './scenario.ts';

/** The names that the texts of a step refer to, as in `{{weather.result.celsius}}`. */
export function namesUsedBy(step: Step): readonly string[] {
  if (!('server' in step)) return [];
  const texts =
    step.server === 'textParts'
      ? step.parts
      : [('text' in step && step.text) || ('heard' in step && step.heard)];
  return texts.flatMap((text) =>
    typeof text === 'string'
      ? [...text.matchAll(/\{\{\s*([^{}\s.]+)[^{}\s]*\s*\}\}/g)].map(([, name = '']) => name)
      : [],
  );
}

/** The names that later steps can refer to once a step is done. */
export function namesBroughtBy(step: Step): readonly string[] {
  const own = step.as === undefined ? [] : [step.as];
  if ('expect' in step && step.expect === 'anyOrder') return [...own, ...step.steps.flatMap(namesBroughtBy)];
  const isCall = 'server' in step && (step.server === 'toolCall' || step.server === 'mcpToolCall');
  return isCall ? [...own, step.name] : own;
}

/** The names that reactions may bring at any time. */
export function namesBroughtAnyTime(reactions: readonly Reaction[]): readonly string[] {
  return reactions.flatMap(({ on, do: steps }) => [
    ...namesBroughtBy(on),
    ...(typeof steps === 'function' ? [] : steps.flatMap(namesBroughtBy)),
  ]);
}
