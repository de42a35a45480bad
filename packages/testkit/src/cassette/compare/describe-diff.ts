import type { CassetteDiff, DivergedEntry, LaneDivergence } from './diff-cassettes.ts';

/** How much of what follows is shown. */
const shownAfter = 3;

/** A difference in words: the lane in which two recordings part first, and what follows in each, lane by lane. */
export function describeDiff({ same, lanes }: CassetteDiff, a: string, b: string): string {
  if (same) return 'The same conversation.';
  return lanes.map((lane, index) => describeLane(lane, index === 0, a, b)).join('\n\n');
}

function describeLane(lane: LaneDivergence, isFirst: boolean, a: string, b: string): string {
  const common = lane.common === 0 ? 'from the start' : `after ${lane.common} in common`;
  const head = `${isFirst ? 'They part first in the lane' : 'Also'} ${lane.lane}, ${common}`;
  return [
    head,
    `  - ${entryText(lane.a, a)}`,
    `  + ${entryText(lane.b, b)}`,
    ...lane.differences.flatMap(({ pointer, expected, actual }) => [
      `    ${pointer === '' ? 'the whole' : pointer}`,
      `      - ${expected}`,
      `      + ${actual}`,
    ]),
    ...then([...following('-', lane.following.a), ...following('+', lane.following.b)]),
  ].join('\n');
}

function entryText(entry: DivergedEntry | undefined, file: string): string {
  if (!entry) return `${file}: nothing more`;
  return `${file}${entry.line === undefined ? '' : `:${entry.line}`}: ${entry.text}`;
}

function then(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['  then', ...lines];
}

function following(sign: string, texts: readonly string[]): string[] {
  const more = texts.length > shownAfter ? [`  ${sign} … and ${texts.length - shownAfter} more`] : [];
  return [...texts.slice(0, shownAfter).map((text) => `  ${sign} ${text}`), ...more];
}
