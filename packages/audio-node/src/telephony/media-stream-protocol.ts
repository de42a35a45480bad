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

/** The JSON of one provider: all send the same things under other names. */
export interface MediaStreamProtocol {
  readonly provider: 'twilio' | 'telnyx';
  /** Undefined for what is no message of this protocol. */
  readonly parse: (message: Readonly<Record<string, unknown>>) => MediaStreamEvent | undefined;
  readonly audio: (streamId: string, payload: string) => object;
  readonly mark: (streamId: string, name: string) => object;
  readonly clear: (streamId: string) => object;
  /** The shortest frame that the provider takes, in milliseconds. */
  readonly shortestFrameMs: number;
}

/** Reads a field that should hold an object. */
export function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
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
