import { readable } from './decoded-text.ts';
import { fitsType } from './fits-type.ts';
import type { Placeholder, RedactedType } from './placeholder.ts';
import { plainText } from './plain-text.ts';

/**
 * What a value looked like: `9` for a figure, `A` and `a` for a letter, `YYYY`, `MM` and `DD` for the parts of a date; a zero and
 * everything else stand for themselves. Undefined where what is made up for the type fits anyway, or its look says too much.
 */
export function shapeOf(type: RedactedType, value: string): string | undefined {
  if (!fitsType(type, value)) return anything;
  const text = plainText(readable(value)).replaceAll(/\s/g, ' ');
  const shape = shapeOfText(type, text);
  return shape !== undefined && isShape(shape) && shape !== usualShapes.get(type) ? shape : undefined;
}

/** Of a value that is nothing of the kind that the name of its field says. */
export const anything = '*';

/** The shape that is the same in whatever spelling of a value: how many figures it has. */
export function commonShapeOf(type: RedactedType, value: string): string | undefined {
  const shape = shapeOf(type, value);
  if ((type !== 'phone' && type !== 'card') || shape === anything) return shape;
  const figures = shape?.replaceAll(/[^09]/g, '').replace(/^00/, '');
  if (figures === undefined || figures === '' || figures === usualFigures.get(type)) return undefined;
  return type === 'phone' ? recognisable(figures) : figures;
}

/** Figures of a telephone number so written that they are taken for one in any text, which bare figures are only where they are 9 to 12. */
function recognisable(figures: string): string {
  if (figures.startsWith('0') || (figures.length >= 9 && figures.length <= 12)) return figures;
  return figures.length === 7 ? '999-9999' : `+${figures}`;
}

/** Whether a text can stand in a placeholder as a shape. */
function isShape(text: string): boolean {
  return shapePattern.test(text);
}

/** How a shape is written. */
export const shapeSource: string = String.raw`[09AaYMDTZ +()./:#*,-]{1,40}`;

const shapePattern = new RegExp(`^${shapeSource}$`);

/** Of what is made up where no shape is known. */
const usualShapes: ReadonlyMap<RedactedType, string> = new Map([
  ['phone', '+9 999 999 9999'],
  ['card', '9999999999999999'],
  ['identity', '999-99-9999'],
  ['number', '9'],
]);

const usualFigures: ReadonlyMap<RedactedType, string> = new Map([
  ['phone', '99999999999'],
  ['card', '9999999999999999'],
]);

function shapeOfText(type: RedactedType, text: string): string | undefined {
  const figures = text.replaceAll(/\D/g, '').length;
  switch (type) {
    case 'phone':
      // the zeros before a number say that it is one of the country, or of another one
      return figures >= 7 && !/[A-Za-z]/.test(text)
        ? text.replace(/\d.*/, (number) =>
            classes(number.replace(/^0{1,2}/, '')).padStart(number.length, '0'),
          )
        : undefined;
    case 'card':
    case 'number':
      return classes(text);
    case 'identity':
      return dateShape(text) ?? classes(text);
    case 'secret':
    case 'token':
      // the look of a code, such as a PIN, says little; that of a word says more
      return /^(?=.*\d)[\dA-Z#*-]{1,24}$/.test(text) ? classes(text) : undefined;
    default:
      return undefined;
  }
}

function classes(text: string): string {
  return text
    .replaceAll(/\d/g, '9')
    .replaceAll(/\p{Lu}/gu, 'A')
    .replaceAll(/\p{L}/gu, (letter) => (letter === 'A' ? letter : 'a'));
}

function dateShape(text: string): string | undefined {
  const time = String.raw`(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)?)?`;
  const ofTime = (rest: string) => rest.replaceAll(/\d/g, '0');
  const [, rest] = new RegExp(String.raw`^(?:19|20)\d\d-[01]\d-[0-3]\d(${time})$`).exec(text) ?? [];
  if (rest !== undefined) return `YYYY-MM-DD${ofTime(rest)}`;
  if (/^(?:19|20)\d\d[/.][01]\d[/.][0-3]\d$/.test(text)) return `YYYY${text[4]}MM${text[4]}DD`;
  if (/^(?:19|20)\d\d[01]\d[0-3]\d$/.test(text)) return 'YYYYMMDD';
  const [, first = '', gap = '', second = ''] = /^(\d\d)([/.-])(\d\d)\2(?:19|20)\d\d$/.exec(text) ?? [];
  if (gap === '') return undefined;
  if (Number(first) <= 12 && Number(second) <= 12) return `MM${gap}MM${gap}YYYY`;
  return Number(second) > 12 ? `MM${gap}DD${gap}YYYY` : `DD${gap}MM${gap}YYYY`;
}

/** Puts figures into the places that a shape has for them; undefined where it has more of them or fewer. */
export function poured(figures: string, shape: string): string | undefined {
  const places = shape.match(/[09]/g)?.length ?? 0;
  const all = places === figures.length + 2 && /^\D*00/.test(shape) ? `00${figures}` : figures;
  if (places !== all.length) return undefined;
  let next = 0;
  return shape.replaceAll(/[09]/g, () => all[next++] ?? '');
}

/** A value in the spelling that stood where a placeholder stands. */
export function respelled(value: string, { type, shape }: Placeholder): string {
  if (shape === undefined || (type !== 'phone' && type !== 'card')) return value;
  return poured(plainText(readable(value)).replaceAll(/\D/g, '').replace(/^00/, ''), shape) ?? value;
}
