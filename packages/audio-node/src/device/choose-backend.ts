import { DuologueError } from '@duologue/core';
import type { AudioBackend, AudioDevice, AudioDirection, BackendProbe } from './audio-backend.ts';
import { NullBackend } from '../memory/null-backend.ts';
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
 * @throws DuologueError NO_AUDIO_DEVICE with what each one said, INVALID_OPTIONS for a name that is unknown
 */
export async function chooseBackend(
  direction: AudioDirection,
  { backend, device }: BackendChoice = {},
): Promise<AudioBackend> {
  const tried: ProbedBackend[] = [];
  for (const candidate of candidates(direction, backend)) {
    const probe = await candidate.probe(direction, device);
    if (probe.available) return candidate;
    tried.push({ backend: candidate.name, probe });
  }
  throw nothingAnswers(direction, tried);
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
    probe: await backend.probe(direction),
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

function candidates(
  direction: AudioDirection,
  wanted: string | AudioBackend | undefined,
): readonly AudioBackend[] {
  if (typeof wanted === 'object') return [wanted];
  const all = deviceBackends();
  if (wanted === undefined) return all.filter(({ directions }) => directions.includes(direction));
  const found = [...all, new NullBackend()].filter(({ name }) => name === wanted);
  if (found.length > 0) return found;
  const names = all.map(({ name }) => name).join(', ');
  throw new DuologueError(
    'INVALID_OPTIONS',
    `There is no audio backend "${wanted}". Choose one of ${names}, null, or give a backend of your own.`,
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
