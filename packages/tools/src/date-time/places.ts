import { rawTimeZones, timeZonesNames } from '@vvo/tzdb';

/** A city with its zone. */
export interface City {
  readonly name: string;
  readonly province: string;
  readonly country: string;
  /** Every way to name where it lies, folded: "illinois", "il", "united states of america", "us", "usa". */
  readonly regions: readonly string[];
  readonly zone: string;
  readonly population: number;
}

/** What is known of the names of places, all keys folded with {@link foldName}. */
export interface Places {
  readonly zones: ReadonlyMap<string, string>;
  readonly cities: ReadonlyMap<string, readonly City[]>;
  readonly provinces: ReadonlyMap<string, readonly City[]>;
  readonly countries: ReadonlyMap<string, readonly string[]>;
}

/** Lower case without accents, points and underscores: "São_Paulo" is "sao paulo". */
export function foldName(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}+]+/gu, ' ')
    .trim()
    .replace(/^saint /, 'st ');
}

/** Every IANA zone, current or deprecated, by its folded name. */
export const zonesByName: ReadonlyMap<string, string> = new Map(
  [
    ...Intl.supportedValuesOf('timeZone'),
    ...rawTimeZones.flatMap(({ group }) => group),
    ...timeZonesNames,
  ].map((zone) => [foldName(zone), zone]),
);

const memo: { places?: Places } = {};

/** The index of all places, made at the first need: 7,000 cities take some 40 ms. */
export async function loadPlaces(): Promise<Places> {
  return (memo.places ??= indexPlaces((await import('city-timezones')).cityMapping));
}

type CityRow = Pick<
  Awaited<typeof import('city-timezones')>['cityMapping'][number],
  'city' | 'province' | 'country' | 'iso2' | 'iso3' | 'state_ansi' | 'timezone' | 'pop'
>;

function indexPlaces(rows: readonly CityRow[]): Places {
  const cities = new Map<string, City[]>();
  const provinces = new Map<string, City[]>();
  for (const row of rows) {
    const { city: name, timezone: zone, pop: population } = row;
    if (!zone || typeof name !== 'string') continue; // A few rows are incomplete.
    const [province = '', country = ''] = [row.province, row.country].filter(
      (text) => typeof text === 'string',
    );
    const codes = [row.iso2, row.iso3, row.state_ansi].filter((text) => typeof text === 'string');
    const regions = [province, country, ...codes].map(foldName).filter(Boolean);
    const city: City = { name, province, country, regions, zone, population };
    for (const key of new Set([foldName(name), foldName(name.replace(/,.*/, ''))])) append(cities, key, city);
    if (province) append(provinces, foldName(province), city);
  }
  for (const { mainCities, name, countryName, countryCode } of rawTimeZones) {
    for (const main of mainCities) {
      const key = foldName(main);
      if (cities.has(key)) continue;
      const regions = [foldName(countryName), foldName(countryCode)];
      append(cities, key, {
        name: main,
        province: '',
        country: countryName,
        regions,
        zone: name,
        population: 0,
      });
    }
  }
  const countries = new Map<string, string[]>();
  for (const { countryName, name } of rawTimeZones) append(countries, foldName(countryName), name);
  return { zones: zonesByLastPart(), cities, provinces, countries };
}

/** "Lord Howe" of Australia/Lord_Howe; the last part of a name that two zones share is left out. */
function zonesByLastPart(): Map<string, string> {
  const zones = new Map<string, string | undefined>();
  for (const { group } of rawTimeZones) {
    for (const zone of group) {
      if (!zone.includes('/')) continue;
      const key = foldName(zone.slice(zone.lastIndexOf('/') + 1));
      zones.set(key, zones.has(key) && zones.get(key) !== zone ? undefined : zone);
    }
  }
  return new Map([...zones].filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function append<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
