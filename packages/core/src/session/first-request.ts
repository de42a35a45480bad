import type { Clock } from '../clock.ts';
import { findAddress } from '../connect/endpoint.ts';
import { initiationMessages, initiationOptionNames, type InitiationOptions } from '../connect/initiation.ts';
import type { ConnectionRequest } from '../transport/transport.ts';
import type { SessionOptions } from './session-options.ts';

/** A connection as the options want it, before `beforeConnect`. @throws DuologueError */
export async function firstRequest(
  options: SessionOptions,
  clock: Clock,
  signal: AbortSignal,
): Promise<ConnectionRequest> {
  const { url, protocols } = await findAddress(options, clock, signal);
  return {
    url,
    protocols: [...protocols],
    headers: { ...options.headers },
    initiation: initiationMessages(pickInitiation(options)),
  };
}

/** Tells a mistake in what is said first before anybody dials. @throws DuologueError INVALID_OPTIONS */
export function checkFirstWords(options: SessionOptions): void {
  initiationMessages(pickInitiation(options));
}

function pickInitiation(options: SessionOptions): InitiationOptions {
  return Object.fromEntries(
    Object.entries(options).filter(
      ([name, value]) => value !== undefined && initiationOptionNames.includes(name),
    ),
  );
}
