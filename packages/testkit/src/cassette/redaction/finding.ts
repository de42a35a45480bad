import type { RedactedType } from './placeholder.ts';

/** A stretch of a text that has to go. */
export interface Finding {
  readonly from: number;
  readonly to: number;
  readonly type: RedactedType;
}

/** Looks for one kind of thing in a text. */
export interface Detector {
  readonly type: RedactedType;
  /** With the flag `g`; the whole match goes, or its group `value` where it has one (then with the flag `d`). */
  readonly pattern: RegExp;
  /** Whether a match is really one; default yes. */
  readonly isOne?: (match: string) => boolean;
}

/** All that a detector finds. */
export function findWith({ type, pattern, isOne }: Detector, text: string): Finding[] {
  const found: Finding[] = [];
  for (const match of text.matchAll(pattern)) {
    const [from, to] = match.indices?.groups?.value ?? [match.index, match.index + match[0].length];
    if (to > from && (isOne?.(text.slice(from, to)) ?? true)) found.push({ from, to, type });
  }
  return found;
}

/** Findings that do not overlap, in the order of the text: those that do become one, as what the first of them in the list is. */
export function withoutOverlaps(findings: readonly Finding[]): Finding[] {
  const ranked = findings
    .map((finding, rank) => ({ ...finding, rank }))
    .toSorted((one, other) => one.from - other.from);
  const kept: (Finding & { readonly rank: number })[] = [];
  for (const next of ranked) {
    const last = kept.at(-1);
    if (!last || last.to <= next.from) kept.push(next);
    else {
      const { type, rank } = last.rank < next.rank ? last : next;
      kept[kept.length - 1] = { from: last.from, to: Math.max(last.to, next.to), type, rank };
    }
  }
  return kept.map(({ from, to, type }) => ({ from, to, type }));
}

/** Findings that are not only a part of one of the others, such as the name in an address; those are in the order of the text, and do not overlap. */
export function notWithin(wholes: readonly Finding[], findings: readonly Finding[]): Finding[] {
  let next = 0;
  const inOrder = findings.toSorted((one, other) => one.from - other.from);
  return inOrder.filter(({ from, to }) => {
    while ((wholes[next]?.to ?? Infinity) <= from) next += 1;
    const whole = wholes[next];
    return !whole || whole.from > from || whole.to < to || whole.to - whole.from === to - from;
  });
}
