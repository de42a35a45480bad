import { Type, type Static, type TObject, type TProperties, type TSchema, type TUnsafe } from 'typebox';

/** Words for the fields of a scenario document; each says what editors show. */
export const text = (description: string) => Type.String({ description });
export const ms = (description: string) =>
  Type.Number({ minimum: 0, description: `${description}, in milliseconds.` });
export const count = (description: string) => Type.Integer({ minimum: 0, description });
export const flag = (description: string) => Type.Boolean({ description });
export const oneOf = <const Words extends readonly string[]>(words: Words, description: string) =>
  Type.Unsafe<Words[number]>({ type: 'string', enum: words, description });
export const fields = (description: string) => Type.Record(Type.String(), Type.Unknown(), { description });
export const matcher = (description: string) =>
  Type.Unknown({ description: `${description} Text between slashes is a regular expression: /weather/i.` });

/** An object that has these fields and no others. */
export function closed<Fields extends TProperties>(
  properties: Fields,
  description?: string,
): TObject<Fields> {
  return Type.Object(properties, {
    additionalProperties: false,
    ...(description !== undefined && { description }),
  });
}

export const optional = Type.Optional;

/** Schemas that stand in one place of the file and are referred to from the others. */
export const definitions: Record<string, TSchema> = {};

/** Puts a schema in `definitions`; the result refers to it. */
export function shared<Schema extends TSchema>(name: string, schema: Schema): TUnsafe<Static<Schema>> {
  definitions[name] = schema;
  return Type.Unsafe<Static<Schema>>({ $ref: `#/definitions/${name}` });
}

export const speechSource = shared(
  'speechSource',
  Type.Union(
    [
      Type.String({ description: 'A WAV file, relative to this file.' }),
      closed({ wav: text('A WAV file, relative to this file.') }),
      closed({
        toneHz: Type.Number({ minimum: 1, description: 'A tone, loud enough to count as speech.' }),
        ms: ms('How long it lasts'),
      }),
      closed({ silenceMs: ms('Silence') }),
    ],
    { description: 'Where the audio comes from.' },
  ),
);
