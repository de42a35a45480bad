/** A message exactly as on the wire. */
export type WireMessage = Readonly<Record<string, unknown>>;
