import { DuologueError, type PluginHost } from '@duologue/core';
import { held } from '../held.ts';
import { resolveTimeZone } from './resolve-time-zone.ts';

/** Refuses a home that is no text. @throws DuologueError INVALID_OPTIONS */
export function checkHomeTimeZone(packFunction: string, homeTimeZone: unknown): void {
  if (typeof homeTimeZone === 'string' && homeTimeZone.trim() !== '') return;
  const given = typeof homeTimeZone === 'string' ? 'empty' : typeof homeTimeZone;
  throw invalid(packFunction, `homeTimeZone is ${given}. Give an IANA time zone such as Europe/Berlin.`);
}

/** Looks the home up before the conversation, so that the start fails where nobody knows it, and not the first call. */
export function lookUpHomeTimeZone(
  { hooks, clock }: PluginHost,
  packName: string,
  packFunction: string,
  homeTimeZone: string,
): void {
  hooks.beforeConnect.tapPromise(packName, async () => {
    try {
      await resolveTimeZone(homeTimeZone, (work) => held(clock, work));
    } catch (cause) {
      if (!(cause instanceof DuologueError)) throw cause;
      throw invalid(packFunction, `homeTimeZone cannot be used. ${cause.message}`, cause);
    }
  });
}

function invalid(packFunction: string, what: string, cause?: unknown): DuologueError {
  return new DuologueError('INVALID_OPTIONS', `${packFunction}: ${what}`, { cause });
}
