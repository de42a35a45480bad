import { isPlainObject, show } from '../match/show.ts';
import type { FileSchema } from './file-schema.ts';
import type { Fields } from './read-fields.ts';
import { definition, resolved } from './resolve-schema.ts';
import { writeFields } from './write-fields.ts';
import type { Writing } from './writing.ts';

/** The one of several kinds of step that a step is: the last, for the short forms come last. */
export function stepSchema(kinds: readonly FileSchema[], step: Fields): FileSchema | undefined {
  return kinds.findLast((kind) => {
    const schema = schemaOf(kind);
    return schema?.steps ? wordOf(schema, step) !== undefined : shortForm(schema, step) !== undefined;
  });
}

/** A step behind the name of its family, or by its short form. */
export function writeStep(kinds: readonly FileSchema[], step: Fields, at: string, writing: Writing): unknown {
  const kind = stepSchema(kinds, step) ?? {};
  const [name = ''] = kind.required ?? [];
  const schema = schemaOf(kind) ?? {};
  if (schema.steps) return { [name]: writeWord(schema, step, at, writing) };
  return { [name]: writeFields(shortForm(schema, step) ?? {}, bodyOf(step, ['server']), at, writing) };
}

/** The word of a step alone, or with its fields. */
export function writeWord(schema: FileSchema, step: unknown, at: string, writing: Writing): unknown {
  const word = isPlainObject(step) ? wordOf(schema, step) : undefined;
  if (word === undefined || !isPlainObject(step)) return writing.refuse(at, show(step));
  const form = definition(schema.steps?.[word] ?? '');
  const { is = {}, alone } = form.step ?? {};
  const body = bodyOf(step, Object.keys(is));
  if (alone && isSame(body, alone)) return word;
  const fields = writeFields(form, body, at, writing);
  return { [word]: null, ...fields };
}

/** The word of a step among those of a choice; of two the one that says more. */
function wordOf({ steps = {} }: FileSchema, step: Fields): string | undefined {
  const identity = (word: string) => Object.entries(definition(steps[word] ?? '').step?.is ?? {});
  const fitting = Object.keys(steps).filter((word) => {
    const known = identity(word);
    const fixed = new Set(known.map(([key]) => key));
    const rest = Object.keys(bodyOf(step, [...fixed]));
    const { properties = {} } = definition(steps[word] ?? '');
    const fields = Object.entries(properties).map(([key, { field = [key] }]) => field[0] ?? key);
    return (
      known.every(([key, value]) => step[key] === value) &&
      (known.length === 1 || rest.every((key) => fields.includes(key)))
    );
  });
  return fitting.reduce<string | undefined>(
    (best, word) => (best === undefined || identity(word).length > identity(best).length ? word : best),
    undefined,
  );
}

function schemaOf({ properties = {}, required: [name = ''] = [] }: FileSchema): FileSchema | undefined {
  return properties[name];
}

function shortForm(schema: FileSchema | undefined, step: Fields): FileSchema | undefined {
  return schema?.anyOf
    ?.map(resolved)
    .find((form) => form.step && Object.entries(form.step.is).every(([key, value]) => step[key] === value));
}

function bodyOf(step: Fields, without: readonly string[]): Fields {
  return Object.fromEntries(
    Object.entries(step).filter(
      ([key, value]) => key !== 'place' && value !== undefined && !without.includes(key),
    ),
  );
}

function isSame(one: Fields, other: Fields): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
