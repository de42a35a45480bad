import { isPlainObject } from '../../match/show.ts';

/** A place for a piece of text in a message. */
export interface Slot {
  readonly text: string;
  set(text: string): void;
}

export interface SplitPart {
  /** `speech`: characters with their times; `loose` and a type: pieces of which nobody says when they end; otherwise the type of the message. */
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
  if (!isPlainObject(data)) return undefined;
  const { type } = data;
  if (!hasLoose(data) && !Object.values(data).some((payload) => hasPieces(type, payload))) return undefined;
  const copy = structuredClone(data);
  const parts = Object.values(copy).flatMap((payload) =>
    isPlainObject(payload)
      ? [
          ...(isPart(type, payload) ? partOf(type, payload) : looseIn(type, payload)),
          ...speechOf(payload, 'alignment'),
          ...speechOf(payload, 'normalized_alignment'),
        ]
      : [],
  );
  return { data: copy, parts: [...looseIn(type, copy), ...parts] };
}

function hasPieces(type: unknown, payload: unknown): boolean {
  return (
    isPlainObject(payload) &&
    (isPart(type, payload) ||
      hasLoose(payload) ||
      'alignment' in payload ||
      'normalized_alignment' in payload)
  );
}

function isPart(messageType: unknown, { type, text }: Readonly<Record<string, unknown>>): boolean {
  return (
    typeof text === 'string' &&
    typeof type === 'string' &&
    (/^(?:start|delta|stop)$/.test(type) || messageType === 'agent_chat_response_part')
  );
}

function partOf(kind: unknown, payload: Record<string, unknown>): SplitPart[] {
  return [
    {
      kind: String(kind),
      id: String(payload.event_id),
      slots: [slotOf(payload, 'text')],
      isStart: payload.type === 'start',
      isEnd: /^(?:stop|end|done|final)$/.test(String(payload.type)),
    },
  ];
}

/** Names of fields that hold a piece of a text. */
function isLoose(name: string, value: unknown): boolean {
  return (
    typeof value === 'string' && /^(?!.*audio)(?:.*_)?(?:delta|chunk|piece|fragment|partial)$/.test(name)
  );
}

function hasLoose(payload: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(payload).some(([name, value]) => isLoose(name, value));
}

function looseIn(type: unknown, payload: Record<string, unknown>): SplitPart[] {
  return Object.entries(payload)
    .filter(([name, value]) => isLoose(name, value))
    .map(([name]) => ({
      kind: `loose ${String(type)}`,
      id: `${name} ${String(payload.event_id)}`,
      slots: [slotOf(payload, name)],
      isStart: false,
      isEnd: false,
    }));
}

function slotOf(payload: Record<string, unknown>, name: string): Slot {
  return {
    text: payload[name] as string,
    set: (text) => {
      payload[name] = text;
    },
  };
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
