import { Type, type Static, type TObject, type TProperties, type TSchema, type TUnsafe } from 'typebox';

/*
 * Words for the fields of a step, by the names that the engine has for them; each says what editors show. What files make of them
 * is the business of file-form.ts: `reads` says how a value is written there.
 */

/** What editors add to some descriptions. */
export const durationNote = 'A duration, such as 2s or 250ms.';
export const patternNote = 'Text between slashes is a regular expression: /weather/i.';

export const text = (description: string) => Type.String({ description });
/** A day, in milliseconds: no conversation is longer. */
const longest = 86_400_000;
export const ms = (description: string) =>
  Type.Number({
    minimum: 0,
    maximum: longest,
    reads: 'duration',
    description: `${description}. ${durationNote}`,
  });
export const count = (description: string) => Type.Integer({ minimum: 0, description });
export const flag = (description: string) => Type.Boolean({ description });
export const oneOf = <const Words extends readonly string[]>(words: Words, description: string) =>
  Type.Unsafe<Words[number]>({ type: 'string', enum: words, description });
export const fields = (description: string) =>
  Type.Unsafe<Record<string, unknown>>({ type: 'object', description });
export const matcher = (description: string) =>
  Type.Unknown({
    reads: 'expected',
    description: `${description} ${patternNote}`,
  });
/** One field of a message, as a short way to write `match`. */
export const textMatcher = (description: string) =>
  Type.Unknown({
    reads: 'expected text',
    into: 'match',
    description: `${description} ${patternNote}`,
  });

/** An object that has these fields and no others. */
export function closed<Fields extends TProperties>(
  properties: Fields,
  description?: string,
  writing?: StepWriting<Fields>,
): TObject<Fields> {
  return Type.Object(properties, {
    additionalProperties: false,
    ...(description !== undefined && { description }),
    ...writing,
  });
}

/** How files write a step. */
export interface StepWriting<Fields = Readonly<Record<string, unknown>>> {
  /** The field that stands right behind the word of the step: `say: Hello`. */
  readonly main?: keyof Fields;
  /** What that field is where the word stands alone. */
  readonly bare?: unknown;
  /** Fields that hold an object with one key, with the prefix of the fields that stand in their place: `at_word: sunny`. */
  readonly spread?: Readonly<Record<string, string>>;
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
  'speech_source',
  Type.Union(
    [
      Type.String({ reads: 'wav', description: 'A WAV file, relative to this file.' }),
      closed({
        toneHz: Type.Number({ minimum: 1, description: 'A tone, loud enough to count as speech.' }),
        ms: ms('How long it lasts'),
      }),
      closed({ silenceMs: ms('Silence') }),
    ],
    { description: 'Where the audio comes from.' },
  ),
);
