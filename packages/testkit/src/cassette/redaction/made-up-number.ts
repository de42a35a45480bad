import { isCardNumber, isLuhn } from './card-number.ts';
import { poured } from './value-shape.ts';

/** Beginnings of test numbers, by how many figures a card number has. */
const cardStarts: ReadonlyMap<number, string> = new Map([
  [13, '42222222'],
  [14, '30569309'],
  [15, '37828224'],
  [16, '42424242'],
  [17, '62055000'],
  [18, '62055000'],
  [19, '42424242'],
]);

/** Beginnings of telephone numbers that nobody has: those for films, those of no country, and those without subscribers in Europe. */
const phoneStarts = { short: '55501', usual: '20155501', long: '99920155501', ofTheCountry: '0199001' };

/** A telephone number of a shape. */
export function madeUpPhone(index: number, shape = '+9 999 999 9999'): string {
  const places = shape.replaceAll(/[^09]/g, '').replace(/^00/, '');
  const figures = phoneFigures(index, places.length, places.startsWith('0'));
  return poured(figures, shape) ?? figures;
}

/** A card number of a shape, of a test range and with a right check digit. */
export function madeUpCard(index: number, shape = '9999999999999999'): string {
  const places = shape.replaceAll(/[^09]/g, '').length;
  return poured(cardFigures(index, places), shape) ?? cardFigures(index, 16);
}

/** The text of a JSON number with as many figures. */
export function madeUpAmount(index: number, shape = '9'): string {
  const [, sign = '', whole = '', fraction] = /^(-?)(9+)(?:\.(9+))?$/.exec(shape) ?? [];
  if (whole.length <= 1 && fraction === undefined) return `${sign}${index}`;
  const behind = fraction === undefined ? '' : `.${'1'.padStart(fraction.length, '0')}`;
  return sign + wholeFigures(index, whole.length) + behind;
}

/** Figures and letters of a shape that mean nothing. */
export function madeUpCode(index: number, shape: string): string {
  const places = shape.match(/[09]/g)?.length ?? 0;
  const figures = String(index)
    .padStart(places, '0')
    .slice(-places || undefined);
  return poured(figures, shape) ?? shape;
}

/** A day of the past century, and a moment at its beginning; where a month may be a day, both are months. */
export function madeUpDate(index: number, shape: string): string {
  const two = (number: number) => String(number).padStart(2, '0');
  const [first, second] = [(index - 1) % 12, Math.floor((index - 1) / 12) % 12];
  const isClear = shape.includes('DD');
  return shape
    .replace('YYYY', String(1960 + (Math.floor((index - 1) / 144) % 40)))
    .replace('MM', two(1 + (isClear ? second : first)))
    .replace('MM', two(1 + second))
    .replace('DD', two(13 + first));
}

function phoneFigures(index: number, places: number, isOfTheCountry: boolean): string {
  if (places === 11 && !isOfTheCountry)
    return `1${201 + (Math.floor((index - 1) / 100) % 700)}555${String(100 + ((index - 1) % 100)).padStart(4, '0')}`;
  const start = isOfTheCountry
    ? phoneStarts.ofTheCountry
    : places > 11
      ? phoneStarts.long
      : places > 7
        ? phoneStarts.usual
        : phoneStarts.short;
  const end = String(index - 1).padStart(2, '0');
  return start.padEnd(places, '0').slice(0, places - end.length) + end;
}

function cardFigures(index: number, places: number): string {
  const start = cardStarts.get(places);
  if (start === undefined) return String(index).padStart(places, '0');
  const body = start + String(index).padStart(places - start.length - 1, '0');
  return Array.from('0123456789', (digit) => body + digit).find(isLuhn) ?? body;
}

function wholeFigures(index: number, places: number): string {
  const card = cardStarts.has(places) ? cardFigures(index, places) : '';
  if (isCardNumber(card)) return card;
  if (places >= 9) return phoneFigures(index, places, false);
  const least = 10 ** (places - 1);
  return String(least + ((index - 1) % (9 * least)));
}

const gap = String.raw`[\s().\/-]{0,3}`;

/** What of made-up numbers may stand in a file, whatever its spelling: those of the first hundred of a kind, of the first ten where they are short. */
export const madeUpNumbers: readonly string[] = [
  ...['555010', '2015550'].map((start) => spaced(start, start.length === 6 ? 1 : 2)),
  ...['201555', '20155501', '120155501'].map((start) => spaced(start, 2)),
  ...['9992015550', '99920155501', '999201555010', '9992015550100'].map((start) => spaced(start, 2)),
  ...['01990', '019900', '0199001', '01990010', '019900100'].map((start) => spaced(start, 2)),
  ...Array.from(cardStarts, ([places, start]) => spaced(start.padEnd(places - 4, '0'), 4)),
  String.raw`0{3,22}\d{1,2}`,
  String.raw`1960[-/.]?(?:0\d|1[012])[-/.]?[012]\d(?:T[0:.]+(?:Z|[+-]00:00)?)?`,
  String.raw`[012]\d[-/.][012]\d[-/.]1960`,
];

/** A pattern of figures, the last of which may be any, with what may stand between them. */
function spaced(start: string, others: number): string {
  const figures = Array.from(start).join(gap);
  return String.raw`(?<!\d${gap})[+(]{0,2}(?:00)?${figures}(?:${gap}\d){${others}}(?!${gap}\d)`;
}
