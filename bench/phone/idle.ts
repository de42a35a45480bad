/** How late the timers of this machine are on their own, in a process that does nothing else. */
import { summary } from './lateness.ts';
import { report } from './report.ts';

const latenessMs: number[] = [];
let startMs = 0;
let ticks = 0;
const tick = () => {
  ticks += 1;
  latenessMs.push(performance.now() - (startMs + ticks * 20));
  setTimeout(tick, Math.max(0, startMs + (ticks + 1) * 20 - performance.now()));
};
process.on('message', (order: string) => {
  if (order === 'measure') {
    startMs = performance.now();
    setTimeout(tick, 20);
  }
  if (order !== 'stop') return;
  void report(summary(latenessMs)).then(() => process.exit());
});
