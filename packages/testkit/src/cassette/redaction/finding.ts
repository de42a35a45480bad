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

/** Findings that do not overlap, in the order of the text: of two that do, the one of the earlier list wins, and takes in what reaches beyond it. */
export function withoutOverlaps(findings: readonly Finding[]): Finding[] {
  const kept: Finding[] = [];
  for (const finding of findings) {
    const others = kept.filter(({ from, to }) => from < finding.to && finding.from < to);
    const [first] = others;
    if (!first) {
      kept.push(finding);
      continue;
    }
    const from = Math.min(finding.from, ...others.map((other) => other.from));
    const to = Math.max(finding.to, ...others.map((other) => other.to));
    for (const other of others) kept.splice(kept.indexOf(other), 1);
    kept.push({ from, to, type: first.type });
  }
  return kept.toSorted((one, other) => one.from - other.from);
}
