import { Type, type TSchema } from 'typebox';

/** The fields of an object, by their name on the wire. */
export type Fields = Readonly<Record<string, TSchema>>;

/** An object of the service: more fields may come with any of its releases. */
export function open(title: string, fields: Fields, description?: string): TSchema {
  return Type.Object({ ...fields }, { title, ...described(description) });
}

/** An object that a client sends: a field beyond these is a mistake, or newer than this contract. */
export function closed(title: string, fields: Fields, description?: string): TSchema {
  return Type.Object({ ...fields }, { title, additionalProperties: false, ...described(description) });
}

/** An object with keys that somebody else chooses. */
export function record(values: TSchema = Type.Unknown(), description?: string): TSchema {
  return Type.Object({}, { additionalProperties: values, ...described(description) });
}

export function nullable(schema: TSchema): TSchema {
  const { description, ...rest } = schema as TSchema & { description?: string };
  return Type.Union([rest, Type.Null()], described(description));
}

export function optional(schema: TSchema): TSchema {
  return Type.Optional(schema);
}

export function text(description?: string): TSchema {
  return Type.String(described(description));
}

export function integer(description?: string): TSchema {
  return Type.Integer(described(description));
}

export function flag(description?: string): TSchema {
  return Type.Boolean(described(description));
}

export function ratio(description?: string): TSchema {
  return Type.Number({ minimum: 0, maximum: 1, ...described(description) });
}

export function oneOf(values: readonly string[], description?: string): TSchema {
  return Type.Enum([...values], described(description));
}

export function list(items: TSchema, description?: string): TSchema {
  return Type.Array(items, described(description));
}

/** The number of the turn that a message belongs to. The service's own documentation shows messages without it. */
export const eventId: TSchema = optional(integer('The turn; grows during a conversation.'));

function described(description: string | undefined): { description?: string } {
  return description === undefined ? {} : { description };
}
