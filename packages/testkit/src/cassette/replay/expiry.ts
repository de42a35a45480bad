import { DuologueError, systemClock, type Clock } from '@duologue/core';
import { isoTime } from '../format/iso-time.ts';
import type { CassetteReader } from '../format/read-cassette.ts';

export interface ExpiryOptions {
  /** What becomes of a cassette that is older than its header allows: default `warn`. */
  readonly onExpiry?: 'warn' | 'error' | 'ignore';
  /** What says how old it is; default the computer's clock. */
  readonly clock?: Pick<Clock, 'epochMs'>;
}

type Recorded = Pick<CassetteReader, 'header' | 'path'>;

const reactions: readonly string[] = ['warn', 'error', 'ignore'] satisfies ExpiryOptions['onExpiry'][];

/** A day, or a moment in UTC: those compare as text. */
const moment = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?Z)?$/;

/** Whether a cassette is too old to be trusted. @throws DuologueError CASSETTE_INVALID where its header has no moment in `expires` */
export function isExpired(
  { header: { expires }, path }: Recorded,
  { clock = systemClock }: Pick<ExpiryOptions, 'clock'>,
): boolean {
  if (expires === undefined) return false;
  if (typeof expires === 'string' && moment.test(expires)) return isoTime(clock.epochMs()) > expires;
  throw new DuologueError(
    'CASSETTE_INVALID',
    `${path} has ${JSON.stringify(expires)} in expires. It has to be a day such as 2026-12-31, or a moment in UTC such as 2026-12-31T12:00:00Z.`,
  );
}

/** @throws DuologueError CASSETTE_EXPIRED, CASSETTE_INVALID, INVALID_OPTIONS for a reaction that is none */
export function checkExpiry(cassette: Recorded, { onExpiry = 'warn', clock }: ExpiryOptions): void {
  if (!reactions.includes(onExpiry)) {
    throw new DuologueError(
      'INVALID_OPTIONS',
      `onExpiry has to be ${reactions.join(', ')}, not "${onExpiry}"; useCassette also knows record.`,
    );
  }
  if (!isExpired(cassette, clock ? { clock } : {}) || onExpiry === 'ignore') return;
  const message = `${cassette.path} was to be trusted until ${cassette.header.expires}. Record it again: DUOLOGUE_RECORD=all, or duologue record.`;
  if (onExpiry === 'error') throw new DuologueError('CASSETTE_EXPIRED', message);
  process.emitWarning(message, { type: 'DuologueWarning', code: 'CASSETTE_EXPIRED' });
}
