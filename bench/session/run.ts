/** Runs the benchmarks of sessions one after the other; ends with 1 where a target is missed. */
import pc from 'picocolors';
import { decodeDispatch } from './decode-dispatch.ts';
import { idleMemory } from './idle-memory.ts';
import { importCost } from './import-cost.ts';

const results = [await decodeDispatch(), ...(await idleMemory()), await importCost()];
for (const { name, measured, compared, value, target, unit } of results) {
  const passed = value <= target;
  if (!passed) process.exitCode = 1;
  const mark = passed ? pc.green('✓') : pc.red('✗');
  const judged = `${value.toFixed(2)} ${unit}`.padStart(10);
  console.log(
    `${mark} ${name.padEnd(24)} ${judged}  (at most ${target} ${unit})  ${pc.dim(`${measured}, ${compared}`)}`,
  );
}
