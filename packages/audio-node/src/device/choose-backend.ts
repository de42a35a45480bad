import { DuologueError } from '@duologue/core';
import type { AudioBackend, AudioDevice, AudioDirection, BackendProbe } from './audio-backend.ts';
import { NullBackend } from '../memory/null-backend.ts';
import { askBackend, requireDirection } from './ask-backend.ts';
import type { BackendFor } from './ask-backend.ts';
import { deviceBackends } from './backends.ts';

/** Which sound device is used, and through what. */
export interface BackendChoice {
  /** A backend, or the name of one that comes with this package. Default: the best one that answers. */
  readonly backend?: string | AudioBackend;
  /** The id of a device, as `listDevices` names it. Default: the default one. */
  readonly device?: string;
}

/** What a backend said when it was asked whether it works here. */
export interface ProbedBackend {
  readonly backend: string;
  readonly probe: BackendProbe;
}

/**
 * The backend that was asked for, or the best one that answers.
 * @throws DuologueError NO_AUDIO_DEVICE with what each one said, INVALID_OPTIONS as `checkChoice`
 */
export async function chooseBackend<D extends AudioDirection>(
  direction: D,
  { backend, device }: BackendChoice = {},
): Promise<BackendFor<D>> {
  const tried: ProbedBackend[] = [];
  for (const candidate of candidates(direction, backend)) {
    const probe = await askBackend(candidate, direction, device);
    if (probe.available) return candidate;
    tried.push({ backend: candidate.name, probe });
  }
  throw nothingAnswers(direction, tried);
}

/** Looks at a choice without asking any backend. @throws DuologueError INVALID_OPTIONS for a backend that is none, or that has no such direction */
export function checkChoice(direction: AudioDirection, { backend }: BackendChoice): void {
  candidates(direction, backend);
}

/** `chooseBackend` without an error where nothing answers. @throws DuologueError INVALID_OPTIONS */
export async function probeChoice(direction: AudioDirection, choice: BackendChoice): Promise<BackendProbe> {
  try {
    await chooseBackend(direction, choice);
    return { available: true };
  } catch (error) {
    if (!(error instanceof DuologueError) || error.code !== 'NO_AUDIO_DEVICE') throw error;
    return { available: false, reason: error.message };
  }
}

/** Asks every backend that comes with this package whether it works here, the best one first. */
export async function probe(direction: AudioDirection): Promise<readonly ProbedBackend[]> {
  const asked = candidates(direction, undefined).map(async (backend) => ({
    backend: backend.name,
    probe: await askBackend(backend, direction),
  }));
  return Promise.all(asked);
}

/** The devices of the backend that was asked for, or of the best one that answers. @throws DuologueError as `chooseBackend` */
export async function listDevices(
  direction: AudioDirection,
  choice: Pick<BackendChoice, 'backend'> = {},
): Promise<readonly AudioDevice[]> {
  return (await chooseBackend(direction, choice)).listDevices(direction);
}

function candidates<D extends AudioDirection>(
  direction: D,
  wanted: string | AudioBackend | undefined,
): readonly BackendFor<D>[] {
  const all = deviceBackends();
  const chosen = chosenFrom(all, wanted);
  const usable = chosen ?? all.filter(({ directions }) => directions.includes(direction));
  return usable.map((backend) => requireDirection(backend, direction));
}

/** Undefined where the choice is left open. */
function chosenFrom(
  all: readonly AudioBackend[],
  wanted: string | AudioBackend | undefined,
): readonly AudioBackend[] | undefined {
  if (wanted === undefined) return undefined;
  if (typeof wanted !== 'string') return [checkBackend(wanted)];
  const found = [...all, new NullBackend()].filter(({ name }) => name === wanted);
  if (found.length > 0) return found;
  const names = all.map(({ name }) => name).join(', ');
  throw new DuologueError(
    'INVALID_OPTIONS',
    `There is no audio backend "${wanted}". Choose one of ${names}, null, or give a backend of your own.`,
  );
}

function checkBackend(backend: Partial<AudioBackend> | null): AudioBackend {
  const isOne =
    typeof backend?.name === 'string' &&
    Array.isArray(backend.directions) &&
    typeof backend.probe === 'function';
  if (isOne) return backend as AudioBackend;
  const found =
    typeof backend === 'object' ? 'no AudioBackend: it lacks name, directions or probe()' : backend;
  throw new DuologueError(
    'INVALID_OPTIONS',
    `backend is ${String(found)}. It is the name of one, such as "pulseaudio", or a backend of your own.`,
  );
}

function nothingAnswers(direction: AudioDirection, tried: readonly ProbedBackend[]): DuologueError {
  const what = direction === 'input' ? 'No microphone answers' : 'No speaker answers';
  const said = tried.map(
    ({ backend, probe: answer }) => `${backend} (${answer.available ? 'works' : answer.reason})`,
  );
  const advice =
    direction === 'input' ? 'Use WavMicrophone, or plug one in.' : 'Leave the speaker out, or plug one in.';
  return new DuologueError('NO_AUDIO_DEVICE', `${what}. Tried ${said.join('; ')}. ${advice}`, {
    details: { direction, tried },
  });
}
