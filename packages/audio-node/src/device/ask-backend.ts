import { DuologueError } from '@duologue/core';
import type { AudioBackend, AudioDirection, BackendProbe } from './audio-backend.ts';

/** A backend that has what is asked for. */
export type BackendFor<D extends AudioDirection> = AudioBackend &
  Required<Pick<AudioBackend, D extends 'input' ? 'openInput' : 'openOutput'>>;

/**
 * The backend as one that has an input, or an output.
 * @throws DuologueError INVALID_OPTIONS where it has none
 */
export function requireDirection<D extends AudioDirection>(
  backend: AudioBackend,
  direction: D,
): BackendFor<D> {
  if (has(backend, direction)) return backend;
  throw new DuologueError(
    'INVALID_OPTIONS',
    `The audio backend ${backend.name} has no ${direction}. Choose another one, or leave the choice open.`,
    { details: { backend: backend.name, direction } },
  );
}

function has<D extends AudioDirection>(backend: AudioBackend, direction: D): backend is BackendFor<D> {
  const method = direction === 'input' ? 'openInput' : 'openOutput';
  return backend.directions.includes(direction) && backend[method] !== undefined;
}

/** What a backend says of itself. One whose probe fails does not work. */
export async function askBackend(
  backend: AudioBackend,
  direction: AudioDirection,
  device?: string,
): Promise<BackendProbe> {
  try {
    return await backend.probe(direction, device);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { available: false, reason: message.replace(/\.$/, '') };
  }
}
