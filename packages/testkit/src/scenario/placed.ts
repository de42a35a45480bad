import { callerPlace } from './step-place.ts';

/** What may be said of a step beside the words that the builder takes by position. */
export type Options<Step, Positional extends keyof Step = never> = Omit<
  Step,
  'server' | 'expect' | 'user' | 'place' | Positional
>;

/** The step with the line that wrote it. */
export function placed<Step extends object>(step: Step): Step {
  const place = callerPlace();
  return place ? { ...step, place } : step;
}
