import { differences, type Expected } from '../match/differences.ts';
import { show } from '../match/show.ts';
import { messagesIn, replyDelaysIn } from '../trace/read-trace.ts';
import type { Traced } from './trace-matchers.ts';
import type { Verdict } from './verdict.ts';

/** The agent's side got a message from the client. Of the message only what is named is compared; audio and pongs do not count. */
export function toHaveReceivedMessage({ entries }: Traced, message: Expected): Verdict {
  const received = messagesIn(entries, 'up');
  return {
    pass: received.some((one) => differences(message, one).length === 0),
    wanted: `a message of the client like ${show(message)}`,
    found: list(received),
  };
}

/** The agent's side got these messages from the client in this order; there may be others between them. */
export function toHaveReceivedMessages({ entries }: Traced, messages: readonly Expected[]): Verdict {
  const received = messagesIn(entries, 'up');
  let next = 0;
  for (const one of received) {
    if (next < messages.length && differences(messages[next], one).length === 0) next += 1;
  }
  const missing = next < messages.length ? `; number ${next + 1} is missing: ${show(messages[next])}` : '';
  return {
    pass: next === messages.length,
    wanted: `${messages.length} messages of the client in this order${missing}`,
    found: list(received),
  };
}

/**
 * After every turn of the user (a final transcript, or a written message), the agent's first audio or text came within
 * `ms` milliseconds of the conversation's clock. A user who was never answered has waited for ever.
 */
export function toRespondWithin({ entries }: Traced, ms: number): Verdict {
  const delays = replyDelaysIn(entries);
  return {
    pass: delays.length > 0 && delays.every(({ delayMs }) => delayMs <= ms),
    wanted: `an answer within ${ms} ms to every turn of the user`,
    found:
      delays.length === 0
        ? 'no turn of the user'
        : delays
            .map(({ text, delayMs }) =>
              delayMs === Infinity
                ? `\n  no answer to ${show(text)}`
                : `\n  ${Math.round(delayMs)} ms to ${show(text)}`,
            )
            .join(''),
  };
}

function list(messages: readonly unknown[]): string {
  return messages.length === 0 ? 'no messages' : messages.map((message) => `\n  ${show(message)}`).join('');
}
