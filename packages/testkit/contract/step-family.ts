import { Type, type TLiteral, type TObject, type TProperties } from 'typebox';
import { closed, type StepWriting } from './fields.ts';

/** Writes one step of a family. */
type WriteStep<Family extends string, Common extends TProperties> = <
  const Word extends string,
  Fields extends TProperties,
>(
  word: Word,
  description: string,
  fields: Fields,
  writing?: StepWriting<Fields>,
) => TObject<{ [Key in Family]: TLiteral<Word> } & Fields & Common>;

/** The steps of those who do something: `common` are the fields that all of them have. */
export function stepFamily<const Family extends string, Common extends TProperties>(
  family: Family,
  common: Common,
  ownWriting: StepWriting = {},
): WriteStep<Family, Common> {
  return <const Word extends string, Fields extends TProperties>(
    word: Word,
    description: string,
    fields: Fields,
    writing: StepWriting<Fields> = {},
  ) => {
    const head = { [family]: Type.Literal(word) } as { [Key in Family]: TLiteral<Word> };
    return closed({ ...head, ...fields, ...common }, description, { ...writing, ...ownWriting });
  };
}
