// the pack
export { dateTimePack } from './date-time-pack.ts';
export type { DateTimePackOptions } from './date-time-options.ts';

// for other packs
export { resolveTimeZone, type TimeZone } from './resolve-time-zone.ts';
