import { resolveTimeZone, type Io, type TimeZone } from './resolve-time-zone.ts';

export interface DateTimePackOptions {
  /**
   * Where the users are, as an IANA zone or a city: stands in where the agent names no zone.
   * Without it every call has to name one.
   */
  readonly homeTimeZone?: string;
}

/** The schema of a parameter that names a zone. */
export const zoneParameter = {
  type: 'string',
  minLength: 1,
  maxLength: 100,
  description: 'IANA time zone such as America/New_York, or a city such as "New York" or "Portland, Maine".',
} as const;

/** The names of the parameters that a call has to give: the zone only where there is no home. */
export function requiredNames<const Names extends string>(
  names: readonly Names[],
  zoneName: string,
  { homeTimeZone }: DateTimePackOptions,
): string[] {
  return homeTimeZone === undefined ? [...names, zoneName] : [...names];
}

/** The zone that a call names, or the home. */
export function zoneOrHome(
  name: string | undefined,
  { homeTimeZone }: DateTimePackOptions,
  io: Io,
): Promise<TimeZone> {
  return resolveTimeZone(name ?? homeTimeZone ?? 'UTC', io);
}
