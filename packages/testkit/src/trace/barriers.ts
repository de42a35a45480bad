import { isPlainObject } from '../match/show.ts';
import type { TraceEntry } from './trace-entry.ts';

/** What a scripted server knows of the order of things beyond what a client can see. */
export interface Barriers {
  /** For each control message of the server, how many of the client it had waited for. */
  readonly after: readonly number[];
  /** How many spoken segments the script has listened to. */
  readonly segments: number;
}

/** The barriers in the trace of a scripted server; undefined in any other trace. */
export function barriersOf(entries: readonly TraceEntry[]): Barriers | undefined {
  if (!entries.some(({ after }) => after)) return undefined;
  const after = entries
    .filter(({ lane, dir }) => lane === 'control' && dir === 'down')
    .map((entry) => entry.after?.control ?? 0);
  const last = entries.findLast(({ lane, type }) => lane === 'mic' && type === 'barrier')?.data;
  return { after, segments: isPlainObject(last) && typeof last.segments === 'number' ? last.segments : 0 };
}
