import { distance } from 'fastest-levenshtein';

/**
 * The candidate that a misspelt name most likely means, by Levenshtein distance; nothing where more than a third of the name
 * (and more than two letters) would have to change. Upper and lower case, `_`, `-` and spaces do not count.
 */
export function closestName(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = folded(name);
  let closest: string | undefined;
  let least = Math.max(2, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of candidates) {
    const steps = distance(wanted, folded(candidate));
    // names that share no letter are only both short
    if (steps < Math.min(least, wanted.length)) [closest, least] = [candidate, steps];
  }
  return closest;
}

/** Names are short: what lies behind the 100th character decides nothing. */
function folded(name: string): string {
  return name
    .slice(0, 100)
    .toLowerCase()
    .replaceAll(/[\s_-]/g, '');
}
