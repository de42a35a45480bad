import type { Finding } from './finding.ts';

/** How often a text is decoded: what was coded twice is read, and so is a code in a code. */
const mostLevels = 3;

/** A text that was decoded, and where each character of it stands in what was written. */
interface DecodedText {
  readonly text: string;
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/** Figures in circles and on their own, which have no plain form in Unicode: nine in a row, from one on. */
const firstOfNine: readonly number[] = [0x24_f5, 0x27_76, 0x27_80, 0x27_8a];

const namedCharacters: ReadonlyMap<string, string> = new Map([
  ['commat', '@'],
  ['period', '.'],
  ['plus', '+'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
  ['lt', '<'],
  ['gt', '>'],
  ['nbsp', ' '],
]);

/** Codes of addresses, of HTML and of JSON, figures that are pictures, and what is seen as nothing. */
const code =
  /(?:%(?:25)*[89a-f][\da-f])+|%(?:25)*(?<percent>[0-7][\da-f])|&#(?<decimal>\d{1,6});?|&#x(?<hex>[\da-f]{1,5});?|&(?<named>commat|period|plus|amp|quot|apos|lt|gt|nbsp);|(?<!\\)\\{1,64}(?:u(?<unit>[\da-f]{4})|(?<escaped>["'/nrt]))|(?<nothing>\0|\uFE0F|\u20E3)|[\u00B2\u00B3\u00B9\u2070-\u2079\u2080-\u2089\u2460-\u2468\u2474-\u247C\u2488-\u2490\u24EA\u24F5-\u24FD\u2776-\u277E\u2780-\u2788\u278A-\u2792\u{1D400}-\u{1D7FF}]/giu;

const mayBeCoded = /[%&\\\0\u00B2-\u{1D7FF}]/u;

const base64Run = /(?<![\w+/-])[\w+/-]{8,}={0,2}/g;

type Look = (text: string, isInside: boolean) => readonly Finding[];

/** What is found in a text once it is decoded: a whole run of base64, or the codes that something is written in. */
export function findDecoded(text: string, look: Look): Finding[] {
  return [...findInCodes(text, look), ...findInBase64(text, look)];
}

/** A text without its codes: what somebody reads who decodes it. */
export function readable(text: string): string {
  return plainBase64(text) ?? decoded(text)?.text ?? text;
}

function findInCodes(text: string, look: Look): Finding[] {
  const view = decoded(text);
  if (!view) return [];
  return look(view.text, false).map(({ from, to, type }) => ({
    from: view.from[from] ?? 0,
    to: view.to[to - 1] ?? text.length,
    type,
  }));
}

function findInBase64(text: string, look: Look): Finding[] {
  return [...text.matchAll(base64Run)].flatMap(({ 0: run, index }): Finding[] => {
    const plain = plainBase64(run);
    const [first] = plain === undefined ? [] : look(plain, true);
    if (!first) return [];
    const isWhole = first.from === 0 && first.to === plain?.length;
    return [{ from: index, to: index + run.length, type: isWhole ? first.type : 'secret' }];
  });
}

/** What a run of base64 says; undefined where it is none, or says nothing that can be read. */
function plainBase64(run: string): string | undefined {
  if (run.length < 8 || !/^[\w+/-]+={0,2}$/.test(run) || !/[A-Z\d]/.test(run)) return undefined;
  const plain = Buffer.from(run, 'base64').toString('utf8');
  return /(?![\0\t\n\r])\p{Cc}|\uFFFD/u.test(plain) ? undefined : plain.replaceAll('\0', '');
}

function decoded(written: string): DecodedText | undefined {
  let view: DecodedText | undefined;
  for (let level = 0; level < mostLevels; level += 1) {
    const next = decodedOnce(view?.text ?? written);
    if (!next) break;
    const before = view;
    view = before
      ? {
          text: next.text,
          from: next.from.map((at) => before.from[at] ?? 0),
          to: next.to.map((at) => before.to[at - 1] ?? 0),
        }
      : next;
  }
  return view;
}

function decodedOnce(written: string): DecodedText | undefined {
  if (!mayBeCoded.test(written)) return undefined;
  const texts: string[] = [];
  const [from, to]: [number[], number[]] = [[], []];
  let end = 0;
  for (const match of written.matchAll(code)) {
    for (; end < match.index; end += 1) {
      texts.push(written[end] ?? '');
      from.push(end);
      to.push(end + 1);
    }
    const text = meaningOf(match);
    end = match.index + match[0].length;
    texts.push(text);
    for (let unit = 0; unit < text.length; unit += 1) {
      from.push(match.index);
      to.push(end);
    }
  }
  if (end === 0) return undefined;
  for (; end < written.length; end += 1) {
    texts.push(written[end] ?? '');
    from.push(end);
    to.push(end + 1);
  }
  return { text: texts.join(''), from, to };
}

function meaningOf({ 0: whole, groups = {} }: RegExpMatchArray): string {
  const { percent, decimal, hex, named, unit, escaped, nothing } = groups;
  const point = percent ?? hex ?? unit;
  if (point !== undefined) return String.fromCodePoint(Number.parseInt(point, 16));
  if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
  if (named !== undefined) return namedCharacters.get(named.toLowerCase()) ?? whole;
  if (escaped !== undefined) return /[nrt]/.test(escaped) ? ' ' : escaped;
  if (nothing !== undefined) return '';
  if (whole.startsWith('%')) return Buffer.from(whole.replaceAll(/%(?:25)*/g, ''), 'hex').toString('utf8');
  return figure(whole);
}

function figure(char: string): string {
  const point = char.codePointAt(0) ?? 0;
  const first = firstOfNine.find((start) => point >= start && point < start + 9);
  if (first !== undefined) return String(point - first + 1);
  return char.normalize('NFKC').replaceAll(/[().]/g, '');
}
