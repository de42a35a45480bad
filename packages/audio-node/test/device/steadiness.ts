import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** How late a timer may be on a machine that keeps up with a sound card, in milliseconds. */
const steadyMs = 10;
/** How often something may be measured because the machine stood still. */
const mostAttempts = 3;

/**
 * Watches from a thread of its own whether the machine keeps time: a backend that blocks the thread of the tests does not count.
 * The first number of the memory is the longest delay of a timer so far, in milliseconds.
 */
const watch = `
  const { workerData, parentPort } = require('node:worker_threads');
  let last = performance.now();
  setInterval(() => {
    const now = performance.now();
    workerData[0] = Math.max(workerData[0], now - last - 2);
    last = now;
  }, 2);
  parentPort.postMessage('watching');`;

/**
 * Measures, and once more where that failed while the machine was shown to stall. What fails on a machine that keeps time has failed, and
 * so has what fails every time.
 */
export async function steadily(measure: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const stalledMs = new Float64Array(new SharedArrayBuffer(8));
    const watcher = new Worker(watch, { eval: true, workerData: stalledMs });
    await once(watcher, 'message');
    try {
      return await measure();
    } catch (error) {
      if (attempt === mostAttempts || stalledMs[0]! < steadyMs) throw error;
      console.warn(`Measured again: the machine stood still for ${Math.round(stalledMs[0]!)} ms.`);
    } finally {
      await watcher.terminate();
    }
  }
}
