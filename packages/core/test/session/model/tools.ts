import type { Tool } from '../../../src/index.ts';

const describe = (name: string, more: Partial<Tool>): Tool => ({
  name,
  description: 'For the model.',
  run: () => 'done',
  ...more,
});

/** One tool of each temper; the tool `missing` is not there. */
export const tools: readonly Tool[] = [
  describe('quick', {}),
  describe('slow', { run: (_, { clock, signal }) => clock.sleep(180, signal).then(() => ({ slow: true })) }),
  describe('abortable', {
    onInterruption: 'abort',
    run: (_, { clock, signal }) => clock.sleep(400, signal).then(() => 'done'),
  }),
  describe('narrow', { concurrency: 1, run: (_, { clock, signal }) => clock.sleep(60, signal) }),
  describe('stuck', { timeoutMs: 500, run: () => new Promise(() => {}) }),
  describe('broken', {
    run() {
      throw new Error('broken');
    },
  }),
];
