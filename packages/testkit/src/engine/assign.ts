/** How many things a place needs, and how many it has room for. */
export interface Room {
  readonly least: number;
  readonly most: number;
}

/**
 * Gives each thing a place that it fits, so that as many places as can be have what they need, the first ones before the others.
 * By augmenting paths (Kuhn 1955): first from the places that need something, then from the things that are left.
 * @param fits for each thing the places that it fits, as indexes
 * @returns for each place its things, as indexes; undefined where not every thing can have a place
 */
export function assign(
  fits: readonly (readonly number[])[],
  rooms: readonly Room[],
): readonly (readonly number[])[] | undefined {
  const held = rooms.map(() => new Set<number>());
  const placeOf = new Map<number, number>();

  for (const [place, { least }] of rooms.entries()) {
    while ((held[place]?.size ?? 0) < least && fill(place, new Set())) continue;
  }
  const areAllPlaced = fits.every((_, thing) => placeOf.has(thing) || settle(thing, new Set()));
  return areAllPlaced ? held.map((things) => [...things].toSorted((a, b) => a - b)) : undefined;

  /** Gets one more thing for a place: one that nobody has, or one whose place can get another. */
  function fill(place: number, seen: Set<number>): boolean {
    for (const [thing, places] of fits.entries()) {
      if (!places.includes(place) || seen.has(thing) || held[place]?.has(thing)) continue;
      seen.add(thing);
      const before = placeOf.get(thing);
      if (before === undefined || fill(before, seen)) {
        put(thing, place);
        return true;
      }
    }
    return false;
  }

  /** Finds a place for a thing: one with room, or one of whose things can go elsewhere. */
  function settle(thing: number, seen: Set<number>): boolean {
    for (const place of fits[thing] ?? []) {
      if (seen.has(place)) continue;
      seen.add(place);
      const things = held[place] ?? new Set();
      const isFree = things.size < (rooms[place]?.most ?? 0);
      if (isFree || [...things].some((other) => settle(other, seen))) {
        put(thing, place);
        return true;
      }
    }
    return false;
  }

  function put(thing: number, place: number): void {
    const before = placeOf.get(thing);
    if (before !== undefined) held[before]?.delete(thing);
    placeOf.set(thing, place);
    held[place]?.add(thing);
  }
}
