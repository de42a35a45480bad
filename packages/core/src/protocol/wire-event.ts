import type { WireObject } from './payload.ts';

/** What every event has. */
export interface WireEvent<Type extends string> {
  readonly type: Type;
  /** The message as it came, with all that this version does not know. */
  readonly raw: WireObject;
}

/** A known set of words that the service may extend. */
export type OpenWord<Known extends string> = Known | (string & {});

/** For each type of message, what turns its raw form into an event. */
export type Decoders<Events> = {
  readonly [Type in keyof Events]: (raw: WireObject) => Events[Type];
};

/** The fields that have a value, so that an event does not have the others at all. */
export function present<Fields extends object>(
  fields: Fields,
): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  const found: Partial<Fields> = {};
  for (const name in fields) {
    if (fields[name] !== undefined) found[name] = fields[name];
  }
  return found as { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };
}
