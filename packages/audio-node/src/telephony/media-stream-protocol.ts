/** What a provider sends over its media stream, in our words. */
export type MediaStreamEvent =
  | { readonly type: 'start'; readonly start: MediaStreamStart }
  | { readonly type: 'audio'; readonly payload: string; readonly number: number | undefined }
  | { readonly type: 'mark'; readonly name: string }
  | { readonly type: 'digit'; readonly digit: string }
  | { readonly type: 'stop' }
  | { readonly type: 'error'; readonly message: string }
  /** A message of no concern, such as `connected`. */
  | { readonly type: 'other' };

export interface MediaStreamStart {
  readonly streamId: string;
  readonly callId: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** What the app has given the stream on its way. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly encoding: string;
  readonly sampleRateHz: number;
}

/** What one provider says in its own way; all the rest is the same with all of them. */
export interface MediaStreamProtocol {
  readonly provider: 'twilio' | 'telnyx';
  /** Reads the message that says which call it is; undefined where it does not. */
  readonly parseStart: (message: Fields) => MediaStreamStart | undefined;
  /** What every message to the provider carries. */
  readonly address: (streamId: string) => object;
  /** The shortest frame that the provider takes, in milliseconds. */
  readonly shortestFrameMs: number;
}

type Fields = Readonly<Record<string, unknown>>;

/** Reads a message; undefined for what is no message of a media stream. */
export function parseMessage(
  message: Fields,
  { parseStart }: MediaStreamProtocol,
): MediaStreamEvent | undefined {
  const { event, media, mark, dtmf, payload } = message;
  if (event === 'media') {
    const { payload: sound, track, chunk } = fields(media);
    if (typeof sound !== 'string') return undefined;
    // a stream can be told to bring back what we send, too; frames may come out of order, and their chunk says where they belong
    return track === 'outbound' ? { type: 'other' } : { type: 'audio', payload: sound, number: count(chunk) };
  }
  if (event === 'mark') {
    const name = text(fields(mark)['name']);
    return name === undefined ? undefined : { type: 'mark', name };
  }
  if (event === 'dtmf') {
    const digit = text(fields(dtmf)['digit']);
    return digit === undefined ? undefined : { type: 'digit', digit };
  }
  if (event === 'start') {
    const start = parseStart(message);
    return start && { type: 'start', start };
  }
  if (event === 'error') {
    const { title, detail } = fields(payload);
    return {
      type: 'error',
      message: [text(title), text(detail)].filter(Boolean).join(': ') || 'no reason given',
    };
  }
  if (event === 'stop') return { type: 'stop' };
  return typeof event === 'string' ? { type: 'other' } : undefined;
}

/** Reads a field that should hold an object. */
export function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

/** Reads a field that should hold text, or a number that is written as one. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
}

/** The fields of an object that hold text. */
export function texts(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields(value)).flatMap(([name, field]) =>
      typeof field === 'string' ? [[name, field]] : [],
    ),
  );
}

/** A whole number that may be written as text. */
export function count(value: unknown): number | undefined {
  const number = typeof value === 'string' ? Number(value) : value;
  return Number.isSafeInteger(number) ? (number as number) : undefined;
}
