import { DuologueError } from '../../errors.ts';
import { inWords } from './in-words.ts';
import type { StreamTapOptions, TapOptions, TapStage } from '../taps.ts';

/** A tap's options, read and checked. */
export interface TapSettings {
  readonly name: string;
  /** tapable's stage: lower runs earlier. */
  readonly stage: number;
  readonly onError: 'keep' | 'drop';
}

const stages: Readonly<Record<TapStage, number>> = { capture: -100, transform: 0, guard: 100, observe: 200 };

/**
 * Checks what was given to `tap`, so that a mistake shows where it was made and not when the hook is called.
 * @throws DuologueError INVALID_OPTIONS
 */
export function readTap(
  hook: string,
  options: string | TapOptions | StreamTapOptions,
  tap: unknown,
): TapSettings {
  const given: unknown = options;
  const {
    name,
    stage = 'transform',
    onError = 'keep',
  } = (typeof given === 'object' && given !== null ? given : { name: given }) as Partial<StreamTapOptions>;

  if (typeof name !== 'string' || name.trim() === '') {
    throw invalid(`A tap of hook "${hook}" needs a name that is a non-empty string, not ${inWords(name)}.`);
  }
  if (!Object.hasOwn(stages, stage)) {
    const known = Object.keys(stages).join(', ');
    throw invalid(`The stage of tap "${name}" of hook "${hook}" is one of ${known}, not ${inWords(stage)}.`);
  }
  if (onError !== 'keep' && onError !== 'drop') {
    throw invalid(`onError of tap "${name}" of hook "${hook}" is keep or drop, not ${inWords(onError)}.`);
  }
  if (typeof tap !== 'function') {
    throw invalid(`Tap "${name}" of hook "${hook}" needs a function, not ${inWords(tap)}.`);
  }
  return { name, stage: stages[stage], onError };
}

function invalid(message: string): DuologueError {
  return new DuologueError('INVALID_OPTIONS', message);
}
