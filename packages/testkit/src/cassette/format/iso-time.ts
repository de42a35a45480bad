const swedish = { dateStyle: 'short', timeStyle: 'medium', timeZone: 'UTC' } as const;

/** A time in milliseconds since 1970 as ISO 8601 in UTC, to the second. Two of them compare as text. */
export function isoTime(epochMs: number): string {
  // what Sweden writes is ISO 8601 but for the T
  return `${new Intl.DateTimeFormat('sv-SE', swedish).format(epochMs).replace(' ', 'T')}Z`;
}
