import { differences, type Difference } from '../../match/differences.ts';
import { describeMessage } from '../../messages/describe-message.ts';
import { show } from '../../match/show.ts';
import type { WireMessage } from '../../messages/wire-message.ts';
import { canonicalCassette, type CanonicalCassette } from './canonical-cassette.ts';

/** One lane of two recordings from where they part. */
export interface LaneDivergence {
  readonly lane: 'service' | 'client' | 'agent audio' | 'microphone' | 'keepalive' | 'end';
  /** How many entries the two have in common before. */
  readonly common: number;
  /** What stands there in each of them; undefined where one has nothing more. */
  readonly a: DivergedEntry | undefined;
  readonly b: DivergedEntry | undefined;
  readonly differences: readonly Difference[];
  /** What follows in each, in a line. */
  readonly following: { readonly a: readonly string[]; readonly b: readonly string[] };
}

export interface DivergedEntry {
  /** The line of the cassette, where the entry is one. */
  readonly line?: number;
  readonly text: string;
}

/** What is different in two recordings of a conversation. */
export interface CassetteDiff {
  readonly same: boolean;
  /** Each lane that differs: the one in which they part first is the first. */
  readonly lanes: readonly LaneDivergence[];
}

interface Entry extends DivergedEntry {
  readonly value: unknown;
}

/** How much the length of an utterance may differ where noise stands in its place, in milliseconds. */
const noiseSlackMs = 100;

/** Compares two cassettes lane by lane in their canonical form. @throws DuologueError as `readCassette`, CASSETTE_DAMAGED */
export function diffCassettes(a: string, b: string): CassetteDiff {
  const [one, other] = [canonicalCassette(a), canonicalCassette(b)];
  const keepsVoice = one.hasVoice && other.hasVoice;
  const lanes = [
    compareLane('service', messagesOf(one.down), messagesOf(other.down)),
    compareLane('client', messagesOf(one.up), messagesOf(other.up)),
    compareLane('agent audio', turnsOf(one), turnsOf(other)),
    compareLane('microphone', speechOf(one, keepsVoice), speechOf(other, keepsVoice), isAboutAsLong),
    compareLane('keepalive', pingsOf(one), pingsOf(other)),
    compareLane('end', [endOf(one)], [endOf(other)]),
  ].filter((lane) => lane !== undefined);
  return { same: lanes.length === 0, lanes: lanes.toSorted((x, y) => lineOf(x) - lineOf(y)) };
}

function compareLane(
  lane: LaneDivergence['lane'],
  a: readonly Entry[],
  b: readonly Entry[],
  isSame: (x: unknown, y: unknown) => boolean = () => false,
): LaneDivergence | undefined {
  let common = 0;
  while (common < Math.max(a.length, b.length)) {
    const [x, y] = [a[common], b[common]];
    const found = x && y ? differences(x.value, y.value, { exact: true }) : undefined;
    if (!found || (found.length > 0 && !isSame(x?.value, y?.value))) break;
    common += 1;
  }
  if (common >= a.length && common >= b.length) return undefined;
  const [x, y] = [a[common], b[common]];
  return {
    lane,
    common,
    a: x && bare(x),
    b: y && bare(y),
    differences: x && y ? differences(x.value, y.value, { exact: true }) : [],
    following: { a: textsAfter(a, common), b: textsAfter(b, common) },
  };
}

function bare({ line, text }: Entry): DivergedEntry {
  return { ...(line !== undefined && { line }), text };
}

function textsAfter(entries: readonly Entry[], index: number): string[] {
  return entries.slice(index + 1).map(({ text }) => text);
}

function messagesOf(messages: CanonicalCassette['down']): Entry[] {
  return messages.map(({ line, message }) => ({
    line,
    value: message,
    text: describeMessage(message as WireMessage),
  }));
}

function turnsOf({ agentAudio }: CanonicalCassette): Entry[] {
  return agentAudio.map((turn) => ({
    value: turn,
    text: `turn ${turn.eventId ?? 'without an id'}: ${turn.bytes} bytes, ${show(turn.text)}`,
  }));
}

function speechOf({ microphone }: CanonicalCassette, keepsVoice: boolean): Entry[] {
  return microphone.map(({ ms, sha256 }, index) => ({
    value: keepsVoice ? { ms, sha256 } : { ms },
    text: `utterance ${index + 1}: ${ms} ms`,
  }));
}

/** Of noise in the place of speech only the length can be compared, and that only roughly. */
function isAboutAsLong(x: unknown, y: unknown): boolean {
  const [a, b] = [x, y] as { readonly ms: number; readonly sha256?: string }[];
  return a?.sha256 === undefined && Math.abs((a?.ms ?? 0) - (b?.ms ?? 0)) <= noiseSlackMs;
}

function pingsOf({ pings }: CanonicalCassette): Entry[] {
  return [{ value: pings, text: `${pings.unanswered} pings unanswered, ${pings.unasked} pongs unasked` }];
}

function endOf({ end }: CanonicalCassette): Entry {
  return { value: end, text: end ? `closed with ${show(end.code)} by the ${end.by}` : 'torn off' };
}

function lineOf({ a, b }: LaneDivergence): number {
  return a?.line ?? b?.line ?? Infinity;
}
