import { isPlainObject } from '../../match/show.ts';

/** A place for a piece of text in a message. */
export interface Slot {
  readonly text: string;
  set(text: string): void;
}

export interface SplitPart {
  /** `speech`: characters with their times; otherwise the type of the message. */
  readonly kind: string;
  /** The turn. */
  readonly id: string;
  readonly slots: readonly Slot[];
  readonly isStart: boolean;
  readonly isEnd: boolean;
}

/** A message that holds pieces of a text that goes on in the next. */
export interface SplitText {
  /** A copy of the message, which the slots write to. */
  readonly data: unknown;
  readonly parts: readonly SplitPart[];
}

/** The pieces of text in a message; undefined where it is whole in itself. */
export function splitText(data: unknown): SplitText | undefined {
  if (!isPlainObject(data) || !Object.values(data).some(hasPieces)) return undefined;
  const copy = structuredClone(data);
  const parts = Object.values(copy).flatMap((payload) =>
    isPlainObject(payload)
      ? [
          ...partOf(copy.type, payload),
          ...speechOf(payload, 'alignment'),
          ...speechOf(payload, 'normalized_alignment'),
        ]
      : [],
  );
  return { data: copy, parts };
}

function hasPieces(payload: unknown): boolean {
  return (
    isPlainObject(payload) && (isPart(payload) || 'alignment' in payload || 'normalized_alignment' in payload)
  );
}

function isPart({ type, text }: Readonly<Record<string, unknown>>): boolean {
  return typeof text === 'string' && (type === 'start' || type === 'delta' || type === 'stop');
}

function partOf(kind: unknown, payload: Record<string, unknown>): SplitPart[] {
  if (!isPart(payload)) return [];
  const slot: Slot = {
    text: payload.text as string,
    set: (text) => {
      payload.text = text;
    },
  };
  return [
    {
      kind: String(kind),
      id: String(payload.event_id),
      slots: [slot],
      isStart: payload.type === 'start',
      isEnd: payload.type === 'stop',
    },
  ];
}

function speechOf(payload: Readonly<Record<string, unknown>>, field: string): SplitPart[] {
  const alignment = payload[field];
  const chars = isPlainObject(alignment) ? alignment.chars : undefined;
  if (!Array.isArray(chars) || !chars.every((char) => typeof char === 'string')) return [];
  const slots = chars.map((text, index): Slot => ({
    text,
    set: (written) => {
      chars[index] = written;
    },
  }));
  return [
    {
      kind: field === 'alignment' ? 'speech' : `speech ${field}`,
      id: String(payload.event_id),
      slots,
      isStart: false,
      isEnd: false,
    },
  ];
}
