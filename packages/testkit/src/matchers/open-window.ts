import type { Traced } from './trace-matchers.ts';

/** What is meant to be asked of a call that is still on. */
const ofNow = ['toHaveClosed'];

/**
 * Why the opposite of a matcher says nothing of a value: it says that something does not happen, and as long as the call
 * is on it still may. Undefined where it does say something.
 */
export function openWindow(matcher: string, value: object): string | undefined {
  return (value as Partial<Traced>).isOpen === true && !ofNow.includes(matcher) ? callIsOn : undefined;
}

export const callIsOn =
  'The call is still on, and what has not happened in it yet may still happen. Wait for its end before you say that it does not: `await session.run()`, or `await session.ended`.';
