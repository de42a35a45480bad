import { closestName } from '../closest-name.ts';
import { checkEndpoint, endpointOptionNames } from '../connect/endpoint-options.ts';
import { initiationOptionNames } from '../connect/initiation.ts';
import { DuologueError } from '../errors.ts';
import type { StartOptions } from './dialer.ts';
import { defaultLimits, defaultLiveness, type SessionOptions } from './session-options.ts';

const ownNames = [
  'plugins',
  'tools',
  'audioInput',
  'audioOutput',
  'transport',
  'socket',
  'clock',
  'seed',
  'logger',
  'limits',
  'frameMs',
  'approvalTimeoutMs',
  'liveness',
] satisfies (keyof SessionOptions)[];

/** Where people look for an option that stands elsewhere. */
const elsewhere: Readonly<Record<string, string>> = {
  textOnly: 'overrides.conversation.textOnly',
  firstMessage: 'overrides.agent.firstMessage',
  language: 'overrides.agent.language',
  prompt: 'overrides.agent.prompt.prompt',
  voiceId: 'overrides.tts.voiceId',
  speed: 'overrides.tts.speed',
  keywords: 'overrides.asr.keywords',
  clientTools: 'tools',
};

/**
 * Finds out what is wrong with the options, before anything is built on them.
 * @throws DuologueError INVALID_OPTIONS
 */
export function checkOptions(options: SessionOptions): void {
  if (typeof options !== 'object' || options === null) throw invalid('options', options, 'an object');
  checkNames(options);
  checkEndpoint(options);
  if (options.transport !== undefined && options.socket !== undefined) {
    const text =
      'Give transport or socket, not both: socket is for the transport that a session makes itself. webSocketTransport() takes the same options.';
    throw new DuologueError('INVALID_OPTIONS', text, { details: { option: 'socket' } });
  }
  const { limits = {}, frameMs = 20, approvalTimeoutMs = 60_000, liveness = {}, seed = 0 } = options;
  for (const [name, value] of Object.entries(limits)) {
    if (!Object.hasOwn(defaultLimits, name)) {
      throw invalid(
        `limits.${name}`,
        value,
        `left out: the limits are ${Object.keys(defaultLimits).join(', ')}`,
      );
    }
    if (!(typeof value === 'number' && value > 0)) throw invalid(`limits.${name}`, value, 'a number above 0');
  }
  if (!(frameMs >= 10 && frameMs <= 250)) throw invalid('frameMs', frameMs, 'from 10 to 250 milliseconds');
  if (!(approvalTimeoutMs > 0 && approvalTimeoutMs <= longestMs))
    throw invalid('approvalTimeoutMs', approvalTimeoutMs, 'a number of milliseconds above 0');
  if (!(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32))
    throw invalid('seed', seed, 'a whole number from 0 to 2^32 - 1');
  for (const [name, value] of Object.entries(liveness)) {
    if (!Object.hasOwn(defaultLiveness, name)) {
      const known = Object.keys(defaultLiveness).join(', ');
      throw invalid(`liveness.${name}`, value, `left out: liveness has ${known}`);
    }
    if (!(typeof value === 'number' && value > 0 && (value <= longestMs || value === Infinity)))
      throw invalid(`liveness.${name}`, value, 'a number of milliseconds above 0');
  }
}

/** The longest time that the timers of Node can measure, in milliseconds: beyond it they fire at once. */
const longestMs = 2 ** 31 - 1;

/** @throws DuologueError INVALID_OPTIONS */
export function checkStartOptions({ timeoutMs, queueTimeoutMs }: StartOptions): void {
  for (const [name, value] of Object.entries({ timeoutMs, queueTimeoutMs })) {
    if (value === undefined || (value > 0 && value <= longestMs)) continue;
    throw invalid(name, value, 'a number of milliseconds above 0');
  }
}

function checkNames(options: SessionOptions): void {
  const known: readonly string[] = [...ownNames, ...endpointOptionNames, ...initiationOptionNames];
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    const meant = Object.hasOwn(elsewhere, name) ? elsewhere[name] : closestName(name, known);
    const hint = meant === undefined ? `The options are ${known.join(', ')}.` : `Did you mean ${meant}?`;
    throw new DuologueError('INVALID_OPTIONS', `There is no option "${name}". ${hint}`, {
      details: { option: name },
    });
  }
}

function invalid(option: string, value: unknown, wanted: string): DuologueError {
  const shown = typeof value === 'number' || typeof value === 'boolean' ? String(value) : typeof value;
  return new DuologueError('INVALID_OPTIONS', `The option ${option} is ${shown}; it must be ${wanted}.`, {
    details: { option },
  });
}
