import { closestName } from '../closest-name.ts';
import { checkEndpoint, endpointOptionNames } from '../connect/endpoint-options.ts';
import { initiationOptionNames } from '../connect/initiation.ts';
import { DuologueError } from '../errors.ts';
import { checkNames, unknownName } from '../known-names.ts';
import type { StartOptions } from './dialer.ts';
import type { EndOptions } from './ending.ts';
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
  checkObject('options', options);
  checkSessionNames(options);
  checkEndpoint(options);
  if (options.transport !== undefined && options.socket !== undefined) {
    const text =
      'Give transport or socket, not both: socket is for the transport that a session makes itself. webSocketTransport() takes the same options.';
    throw new DuologueError('INVALID_OPTIONS', text, { details: { option: 'socket' } });
  }
  const { limits = {}, frameMs = 20, approvalTimeoutMs = 60_000, liveness = {}, seed = 0 } = options;
  checkObject('limits', limits);
  checkObject('liveness', liveness);
  for (const [name, value] of Object.entries({ plugins: options.plugins, tools: options.tools })) {
    if (value !== undefined && !Array.isArray(value)) throw invalid(name, value, 'a list');
  }
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

const startNames = ['signal', 'timeoutMs', 'queueTimeoutMs'] satisfies (keyof StartOptions)[];

/** @throws DuologueError INVALID_OPTIONS */
export function checkStartOptions(options: StartOptions): void {
  checkObject('options', options);
  checkNames(options, startNames, 'start()');
  const { signal, timeoutMs, queueTimeoutMs } = options;
  for (const [name, value] of Object.entries({ timeoutMs, queueTimeoutMs })) {
    if (value === undefined || (typeof value === 'number' && value > 0 && value <= longestMs)) continue;
    throw invalid(name, value, 'a number of milliseconds above 0');
  }
  if (signal !== undefined && !isSignal(signal)) {
    throw invalid('signal', signal, 'an AbortSignal, such as the signal of an AbortController');
  }
}

/** @throws DuologueError INVALID_OPTIONS */
export function checkEndOptions(options: EndOptions): void {
  checkObject('options', options);
  checkNames(options, ['drain'] satisfies (keyof EndOptions)[], 'end()');
  const { drain = false } = options;
  if (typeof drain !== 'boolean') throw invalid('drain', drain, 'true or false');
}

/** Not by its class: some runtimes and libraries bring their own. */
function isSignal(value: unknown): boolean {
  const { addEventListener, aborted } = (value ?? {}) as Partial<AbortSignal>;
  return typeof addEventListener === 'function' && typeof aborted === 'boolean';
}

function checkObject(option: string, value: unknown): void {
  if (typeof value !== 'object' || value === null) throw invalid(option, value, 'an object');
}

function checkSessionNames(options: SessionOptions): void {
  const known: readonly string[] = [...ownNames, ...endpointOptionNames, ...initiationOptionNames];
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    const meant = Object.hasOwn(elsewhere, name) ? elsewhere[name] : closestName(name, known);
    throw unknownName(name, known, meant);
  }
}

function invalid(option: string, value: unknown, wanted: string): DuologueError {
  const isPlain = typeof value === 'number' || typeof value === 'boolean' || value === null;
  const shown = isPlain ? String(value) : typeof value;
  return new DuologueError('INVALID_OPTIONS', `The option ${option} is ${shown}; it must be ${wanted}.`, {
    details: { option },
  });
}
