import { checkEndpoint } from '../connect/endpoint-options.ts';
import { DuologueError } from '../errors.ts';
import { defaultLimits, type SessionOptions } from './session-options.ts';

/**
 * Finds out what is wrong with the options, before anything is built on them.
 * @throws DuologueError INVALID_OPTIONS
 */
export function checkOptions(options: SessionOptions): void {
  if (typeof options !== 'object' || options === null) throw invalid('options', options, 'an object');
  checkEndpoint(options);
  const { limits = {}, frameMs = 20, approvalTimeoutMs = 60_000, liveness = {}, seed = 0 } = options;
  for (const [name, value] of Object.entries(limits)) {
    if (!(name in defaultLimits)) {
      throw invalid(
        `limits.${name}`,
        value,
        `left out: the limits are ${Object.keys(defaultLimits).join(', ')}`,
      );
    }
    if (!(typeof value === 'number' && value > 0)) throw invalid(`limits.${name}`, value, 'a number above 0');
  }
  if (!(frameMs >= 10 && frameMs <= 250)) throw invalid('frameMs', frameMs, 'from 10 to 250 milliseconds');
  if (!(approvalTimeoutMs > 0)) throw invalid('approvalTimeoutMs', approvalTimeoutMs, 'above 0 milliseconds');
  if (!(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32))
    throw invalid('seed', seed, 'a whole number from 0 to 2^32 - 1');
  for (const [name, value] of Object.entries(liveness)) {
    if (!(typeof value === 'number' && value > 0))
      throw invalid(`liveness.${name}`, value, 'a number of milliseconds above 0');
  }
}

function invalid(option: string, value: unknown, wanted: string): DuologueError {
  const shown = typeof value === 'number' || typeof value === 'boolean' ? String(value) : typeof value;
  return new DuologueError('INVALID_OPTIONS', `The option ${option} is ${shown}; it must be ${wanted}.`, {
    details: { option },
  });
}
