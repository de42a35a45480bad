import { DuologueError } from '@duologue/core';
import { isPlainObject } from '../../match/show.ts';
import { cassetteVersion, type CassetteHeader } from './cassette-header.ts';

/** How a cassette of one version becomes one of the next: pure functions of the header and of each frame. */
export interface CassetteUpgrade {
  readonly header: (header: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;
  readonly frame: (frame: unknown) => unknown;
}

/** By the version that they begin with. There is none yet: version 1 is the first. */
const cassetteUpgrades: ReadonlyMap<number, CassetteUpgrade> = new Map();

/**
 * The header of any version that was ever written, as it is written now.
 * @throws DuologueError CASSETTE_INVALID for a version that nobody has written yet, or a header that is none
 */
export function upgradeHeader(
  header: Readonly<Record<string, unknown>>,
  file: string,
  upgrades: ReadonlyMap<number, CassetteUpgrade> = cassetteUpgrades,
  current: number = cassetteVersion,
): CassetteHeader {
  const { version } = header;
  let known = header;
  for (let from = Number(version); from < current; from += 1) {
    const upgrade = upgrades.get(from);
    if (!upgrade) break;
    known = { ...upgrade.header(known), version: from + 1 };
  }
  if (known.version !== current) {
    throw new DuologueError(
      'CASSETTE_INVALID',
      `${file} has the version ${JSON.stringify(version)}. This Duologue reads cassettes up to version ${current}.`,
    );
  }
  if (!isHeader(known)) {
    throw new DuologueError(
      'CASSETTE_INVALID',
      `${file} is no cassette: its header needs state, name and provenance.`,
    );
  }
  return known as unknown as CassetteHeader;
}

/** A frame of an older version, as it is written now. */
export function upgradeFrame(
  frame: unknown,
  version: number,
  upgrades: ReadonlyMap<number, CassetteUpgrade> = cassetteUpgrades,
  current: number = cassetteVersion,
): unknown {
  let known = frame;
  for (let from = version; from < current; from += 1) known = upgrades.get(from)?.frame(known) ?? known;
  return known;
}

function isHeader({ state, name, provenance }: Readonly<Record<string, unknown>>): boolean {
  return (
    (state === 'complete' || state === 'incomplete') && typeof name === 'string' && isPlainObject(provenance)
  );
}
