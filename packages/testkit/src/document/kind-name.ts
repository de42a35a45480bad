import { show } from '../match/show.ts';
import type { FileSchema } from './file-schema.ts';

const names: Readonly<Record<string, string>> = {
  string: 'a text',
  boolean: 'true or false',
  number: 'a number',
  integer: 'a whole number',
  null: 'null',
  array: 'a list',
  object: 'fields',
};

/** What a schema wants, in a few words. */
export function kindName(schema: FileSchema): string {
  const { type = '', const: only, enum: words, properties = {}, reads } = schema;
  if (reads === 'duration') return 'a duration such as 2s, 250ms or 1.5min';
  if (reads === 'wav') return 'the path of a WAV file';
  if (only !== undefined) return show(only);
  if (words) return words.join(', ');
  if (Object.keys(properties).length > 0) return `{ ${Object.keys(properties).join(', ')} }`;
  const { minimum, maximum, exclusiveMinimum } = schema;
  const limits = [
    minimum === undefined ? '' : `, at least ${minimum}`,
    exclusiveMinimum === undefined ? '' : `, more than ${exclusiveMinimum}`,
    maximum === undefined ? '' : `, at most ${maximum}`,
  ];
  return `${names[type] ?? 'something else'}${limits.join('')}`;
}
