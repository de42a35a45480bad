import { DuologueError } from '@duologue/core';
import { distance } from 'fastest-levenshtein';
import { Temporal } from 'temporal-polyfill';
import { foldName, loadPlaces, zonesByName, type City, type Places } from './places.ts';
import { ambiguousZoneNames, spokenCountries, spokenZoneNames } from './spoken-zone-names.ts';

/** A time zone as somebody named it. */
export interface TimeZone {
  /** For Temporal and Intl, such as `America/New_York` or `+05:30`. */
  readonly id: string;
  /** How to speak of it, such as `New York`. */
  readonly place: string;
}

/** Runs work that waits for the outside world, as `ToolContext.io` does. */
export type Io = <T>(work: Promise<T>) => Promise<T>;

/**
 * Finds the zone that a name means: an IANA zone, an offset, what people call a zone ("Eastern Time"), a city (with
 * its state or country after a comma), a state or a country.
 * @throws DuologueError TOOL_FAILED with the choices where the name is ambiguous, and with suggestions where it is unknown
 */
export async function resolveTimeZone(name: string, io: Io): Promise<TimeZone> {
  const folded = foldName(name);
  const known = offsetZone(name) ?? zoneOf(spokenZoneNames.get(folded)) ?? zoneOf(zonesByName.get(folded));
  if (known) return known;
  const meanings = ambiguousZoneNames.get(folded);
  if (meanings) throw ambiguous(name, meanings);
  const places = await io(loadPlaces());
  return findPlace(name, places) ?? fail(name, places);
}

/** A zone by its id, spoken of by its city. @throws DuologueError TOOL_FAILED */
function zoneOf(id: string | undefined): TimeZone | undefined {
  return id === undefined ? undefined : { id, place: id.slice(id.lastIndexOf('/') + 1).replaceAll('_', ' ') };
}

/** `+02:00`, `UTC+2` and `GMT-0530`; no place is further from UTC than 14 hours. */
function offsetZone(name: string): TimeZone | undefined {
  const [, sign, hours, minutes = '0'] =
    /^(?:utc|gmt)?\s*([+\-−])\s*(\d{1,2})(?::?(\d{2}))?$/i.exec(name.trim()) ?? [];
  if (sign === undefined || Number(hours) > 14 || Number(minutes) > 59) return undefined;
  const id = `${sign === '+' ? '+' : '-'}${String(hours).padStart(2, '0')}:${minutes.padStart(2, '0')}`;
  return { id, place: `the zone UTC${id}` };
}

function findPlace(name: string, places: Places): TimeZone | undefined {
  const [first = '', ...rest] = name.split(',');
  const regions = rest.map((region) => spokenCountry(foldName(region))).filter(Boolean);
  const whole = foldName(name);
  const cities =
    places.cities.get(whole) ?? places.cities.get(foldName(first))?.filter((city) => lies(city, regions));
  if (cities && cities.length > 0) return biggest(name, cities);

  const zone = zoneOf(places.zones.get(whole));
  if (zone) return zone;
  // A village that is not known lies in a state or country that is.
  for (const region of [whole, ...regions]) {
    const zones = zonesOfRegion(region, places);
    if (zones.length === 0) continue;
    if (!sameClocks(zones)) throw ambiguous(name, zones);
    return { id: zones[0] as string, place: name.trim() };
  }
  return undefined;
}

function spokenCountry(folded: string): string {
  return spokenCountries.get(folded) ?? folded;
}

function zonesOfRegion(region: string, { countries, provinces }: Places): string[] {
  const cities = provinces.get(region) ?? [];
  return [...new Set([...(countries.get(spokenCountry(region)) ?? []), ...cities.map((city) => city.zone)])];
}

/** "new york" lies in "new york, united states", and "il" is as good as "illinois". */
function lies(city: City, regions: readonly string[]): boolean {
  return regions.every((region) =>
    city.regions.some((one) => one === region || one.startsWith(`${region} `)),
  );
}

/** The city that is meant: the only one, or one that is five times as big as all others of its name in other zones. */
function biggest(name: string, cities: readonly City[]): TimeZone {
  const sorted = cities.toSorted((a, b) => b.population - a.population);
  const [first, ...others] = sorted as [City, ...City[]];
  const rival = others.find((city) => city.zone !== first.zone);
  if (!rival) return { id: first.zone, place: name.includes(',') ? name.trim() : first.name };
  if (first.population >= 5 * rival.population) {
    const region = rival.country === first.country ? first.province : first.country;
    return { id: first.zone, place: `${first.name}, ${region}` };
  }
  const choices = new Map(sorted.toReversed().map((city) => [city.zone, city]));
  throw ambiguous(
    name,
    [...choices.values()].map(
      ({ name: city, province, country, zone }) => `${city}, ${province || country} (${zone})`,
    ),
  );
}

/** Whether clocks show the same time in all zones, in winter and in summer. */
function sameClocks(zones: readonly string[]): boolean {
  const seasons = ['2026-01-15T12:00Z', '2026-07-15T12:00Z'].map((text) => Temporal.Instant.from(text));
  const offsets = zones.map((zone) =>
    seasons.map((instant) => instant.toZonedDateTimeISO(zone).offset).join(' '),
  );
  return new Set(offsets).size <= 1;
}

function ambiguous(name: string, choices: readonly string[]): DuologueError {
  const shown = choices.length > 12 ? [...choices.slice(0, 12), 'and others'] : choices;
  return new DuologueError(
    'TOOL_FAILED',
    `"${cut(name)}" is in more than one time zone. Say which: ${shown.join('; ')}.`,
  );
}

function fail(name: string, places: Places): never {
  const near = suggestions(name, places);
  const hint =
    near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'Give an IANA time zone such as Europe/Berlin.';
  throw new DuologueError('TOOL_FAILED', `No time zone or city is called "${cut(name)}". ${hint}`);
}

function suggestions(name: string, { cities, zones, countries }: Places): string[] {
  const folded = foldName(name).slice(0, 60);
  const most = Math.max(1, Math.floor(folded.length / 3));
  const candidates = [
    ...[...cities].map(([key, [city]]) => ({
      key,
      text: `${city?.name} (${city?.zone})`,
      weight: city?.population ?? 0,
    })),
    ...[...zones].map(([key, zone]) => ({ key, text: zone, weight: 0 })),
    ...[...zonesByName].map(([key, zone]) => ({ key, text: zone, weight: 1 })),
    ...[...countries].map(([key, [zone]]) => ({ key, text: String(zone), weight: 2 })),
  ];
  const near = candidates
    .filter(({ key }) => Math.abs(key.length - folded.length) <= most)
    .map((candidate) => ({ ...candidate, steps: distance(folded, candidate.key) }))
    .filter(({ steps }) => steps <= most)
    .toSorted((a, b) => a.steps - b.steps || b.weight - a.weight);
  return [...new Set(near.map(({ text }) => text))].slice(0, 3);
}

function cut(name: string): string {
  return name.length > 60 ? `${name.slice(0, 59)}…` : name;
}
