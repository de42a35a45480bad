import { distance } from 'fastest-levenshtein';

/**
 * The candidate that was probably meant, or undefined where none is near: upper and lower case,
 * `_`, `-` and spaces do not count, and about every third letter may be wrong.
 */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = folded(name);
  let nearest: string | undefined;
  let smallest = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of candidates) {
    const steps = distance(wanted, folded(candidate));
    if (steps < smallest) [nearest, smallest] = [candidate, steps];
  }
  return nearest;
}

/** Names are short: what lies behind the 100th character decides nothing. */
function folded(name: string): string {
  return name
    .slice(0, 100)
    .toLowerCase()
    .replaceAll(/[\s_-]/g, '');
}
