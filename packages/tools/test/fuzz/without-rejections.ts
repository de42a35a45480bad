import { expect } from 'vitest';

/** Does some work, and expects that no rejection was left unhandled meanwhile. */
export async function withoutRejections(work: () => Promise<void>): Promise<void> {
  const rejections: unknown[] = [];
  const onRejection = (reason: unknown) => rejections.push(reason);
  process.on('unhandledRejection', onRejection);
  try {
    await work();
    // a rejection is unhandled only when a turn has passed
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    process.off('unhandledRejection', onRejection);
  }
  expect(rejections).toEqual([]);
}
