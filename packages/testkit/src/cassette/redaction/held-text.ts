import { isPlainObject } from '../../match/show.ts';
import type { Finding } from './finding.ts';
import { splitText, type Slot } from './split-text.ts';

/** A frame of a recording; audio is no longer in it. */
export interface Framed {
  readonly data: unknown;
}

interface Held {
  frame: Framed;
}

/** Text that arrives in pieces. */
interface Stream {
  readonly kind: string;
  readonly first: Held;
  readonly slots: Slot[];
}

/** Finds what has to go of a text, and writes what takes its place. */
interface Redaction {
  find(text: string): readonly Finding[];
  write(found: { readonly type: Finding['type']; readonly text: string }): string;
}

const mostFrames = 2_000;

/** Holds frames back while text is arriving in pieces, so that what is spread over several of them is found. */
export class HeldText {
  readonly #redaction: Redaction;
  readonly #frames: Held[] = [];
  readonly #streams = new Map<string, Stream>();

  constructor(redaction: Redaction) {
    this.#redaction = redaction;
  }

  /** Takes a frame; gives back those that wait for nothing more, in order. */
  push<F extends Framed>(frame: F): F[] {
    const { data } = frame;
    if (endsSpeech(data)) this.#end(({ kind }) => kind.startsWith('speech'));
    if (!isBeside(data))
      this.#end(({ kind }) => kind.startsWith('loose ') && kind !== `loose ${typeOf(data)}`);
    const held: Held = { frame };
    const split = splitText(data);
    if (split) {
      held.frame = { ...frame, data: split.data };
      for (const { kind, id, slots, isStart } of split.parts) {
        // another turn, or the same one from its start
        this.#end((stream, key) => stream.kind === kind && (isStart || key !== `${kind} ${id}`));
        const stream = this.#streams.get(`${kind} ${id}`) ?? { kind, first: held, slots: [] };
        stream.slots.push(...slots);
        this.#streams.set(`${kind} ${id}`, stream);
      }
    }
    this.#frames.push(held);
    for (const { kind, id, isEnd } of split?.parts ?? [])
      if (isEnd) this.#end((_stream, key) => key === `${kind} ${id}`);
    if (this.#frames.length >= mostFrames) this.#cut();
    return this.#release<F>();
  }

  /** Ends all that is open; gives back all frames. */
  flush<F extends Framed>(): F[] {
    this.#end(() => true);
    return this.#release<F>();
  }

  #release<F extends Framed>(): F[] {
    const waiting = new Set([...this.#streams.values()].map(({ first }) => first));
    const firstWaiting = this.#frames.findIndex((held) => waiting.has(held));
    const count = firstWaiting < 0 ? this.#frames.length : firstWaiting;
    return this.#frames.splice(0, count).map(({ frame }) => frame as F);
  }

  #end(which: (stream: Stream, key: string) => boolean): void {
    for (const [key, stream] of this.#streams) {
      if (!which(stream, key)) continue;
      this.#streams.delete(key);
      replaceIn(stream.slots, this.#redaction.find(textOf(stream.slots)), this.#redaction);
    }
  }

  /** Too much is held back: what may be the beginning of something at the end of a text goes with it. */
  #cut(): void {
    for (const { slots } of this.#streams.values()) {
      const text = textOf(slots);
      const tail = /(?:[\d+(][\d\s().+/-]*|\S+)$/.exec(text);
      if (tail && tail[0].length > 3)
        replaceIn(slots, [{ from: tail.index, to: text.length, type: 'secret' }], this.#redaction);
    }
    this.#end(() => true);
  }
}

/** Messages behind which no more speech of the turn before them comes. */
function endsSpeech(data: unknown): boolean {
  const type = typeOf(data);
  return type === 'agent_response' || type === 'agent_response_correction' || type === 'interruption';
}

/** Messages that come at any time, also between the pieces of a text. */
function isBeside(data: unknown): boolean {
  return /^(?:ping|pong|audio|vad_score|undefined)$/.test(typeOf(data));
}

function typeOf(data: unknown): string {
  return String(isPlainObject(data) ? data.type : undefined);
}

function textOf(slots: readonly Slot[]): string {
  return slots.map(({ text }) => text).join('');
}

/** Puts the placeholder of each finding where it begins, and takes the rest of it away. */
function replaceIn(slots: readonly Slot[], findings: readonly Finding[], redaction: Redaction): void {
  if (findings.length === 0) return;
  const text = textOf(slots);
  let start = 0;
  for (const slot of slots) {
    const end = start + slot.text.length;
    let [written, position] = ['', start];
    for (const { from, to, type } of findings) {
      if (to <= start || from >= end) continue;
      if (from >= start)
        written += text.slice(position, from) + redaction.write({ type, text: text.slice(from, to) });
      position = Math.min(to, end);
    }
    if (position > start || written !== '') slot.set(written + text.slice(position, end));
    start = end;
  }
}
