import { show } from '../match/show.ts';
import { describeMessage } from '../messages/describe-message.ts';
import type { WireMessage } from '../messages/wire-message.ts';
import type { TraceEntry } from '../trace/trace-entry.ts';

/** The end of a trace, a line for each event, the last one marked. Neighbouring pieces of audio share a line. */
export function timeLine(entries: readonly TraceEntry[], count: number): string[] {
  const lines = joinAudio(entries).slice(-count);
  return lines.map((entry, index) => {
    const mark = index === lines.length - 1 ? '>>>' : '   ';
    const arrow = { down: '◀', up: '▶', none: '·' }[entry.dir ?? 'none'];
    return `${mark} ${String(Math.round(entry.t)).padStart(7)} ms ${arrow} ${entry.lane.padEnd(11)} ${contentOf(entry)}`;
  });
}

/** Only what a reader of a failure needs: runs of audio of one turn, or of the microphone, become one entry. */
function joinAudio(entries: readonly TraceEntry[]): TraceEntry[] {
  const joined: TraceEntry[] = [];
  for (const entry of entries) {
    const last = joined.at(-1);
    if (
      entry.type === 'audio' &&
      last?.type === 'audio' &&
      last.lane === entry.lane &&
      idOf(last) === idOf(entry)
    ) {
      joined[joined.length - 1] = {
        ...last,
        data: { ...dataOf(last), bytes: bytesOf(last) + bytesOf(entry) },
      };
    } else joined.push(entry);
  }
  return joined;
}

function contentOf({ lane, type, data }: TraceEntry): string {
  if (lane === 'control' && type !== 'closed') return describeMessage(data as WireMessage);
  if (lane === 'keepalive') return describeMessage(data as WireMessage);
  if (type === 'audio') {
    const { bytes, dbfs, eventId } = dataOf({ data });
    return `${show(bytes)} bytes${eventId === undefined ? '' : ` of turn ${show(eventId)}`}, ${show(dbfs)} dBFS`;
  }
  return data === undefined ? type : `${type} ${show(data)}`;
}

function idOf(entry: Pick<TraceEntry, 'data'>): unknown {
  return dataOf(entry).eventId;
}

function bytesOf(entry: TraceEntry): number {
  return Number(dataOf(entry).bytes ?? 0);
}

function dataOf({ data }: Pick<TraceEntry, 'data'>): WireMessage {
  return (data ?? {}) as WireMessage;
}
