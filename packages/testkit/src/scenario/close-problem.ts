import type { Close } from './server-steps.ts';

/** The longest reason that a close frame carries, in bytes (RFC 6455, 5.5.1). */
const longestReason = 123;

/** What no WebSocket can carry of a close (RFC 6455, 7.4); undefined where all can be. */
export function closeProblem({
  code = 1000,
  reason = '',
}: Pick<Close, 'code' | 'reason'>): string | undefined {
  if (!isCloseCode(code))
    return `${code} is no close code. There are 1000 to 1003, 1005 (a close without a code), 1006 (a connection that is cut), 1007 to 1014 and 3000 to 4999`;
  if (code === 1005 && reason !== '')
    return 'the close code 1005 stands for a close without a code, which has no reason either. Leave out one of the two';
  const bytes = Buffer.byteLength(reason);
  if (bytes > longestReason)
    return `the reason is ${bytes} bytes long, and a close carries ${longestReason}. Shorten it`;
  return undefined;
}

function isCloseCode(code: number): boolean {
  if (!Number.isInteger(code)) return false;
  return (code >= 1000 && code <= 1014 && code !== 1004) || (code >= 3000 && code <= 4999);
}
