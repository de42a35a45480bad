import type { Session } from '@duologue/core';

/** The plugins by the time that they took, the slowest first. */
export function slowestPlugins({ tapTimings }: Session): string[] {
  return tapTimings
    .toSorted((one, other) => other.totalMs - one.totalMs)
    .map(({ plugin, hook, calls, totalMs, maxMs }) => {
      return `${plugin} in ${hook}: ${totalMs.toFixed(1)} ms in ${calls} calls, at most ${maxMs.toFixed(1)} ms`;
    });
}
