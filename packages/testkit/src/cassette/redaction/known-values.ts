import type { Finding } from './finding.ts';
import type { RedactedType } from './placeholder.ts';

/** Shorter values are too common in ordinary words to be taken out of them. */
const shortestSecret = 6;

/** Shorter words say too little to be looked for in texts. */
const shortestWord = 3;

const secretName =
  /(?:^|_)(?:KEY|APIKEY|TOKEN|SECRET|PASSWORD|PASSWD|PASS|PASSPHRASE|CREDENTIALS?|COOKIE|SIGNATURE|AUTH|PAT|DSN)(?:_|$|\d)/;

/** Longer values are looked for one by one: together they would make too large a pattern. */
const longestInPattern = 200;

/** What is known to be nobody's business, whatever it looks like. */
export class KnownValues {
  readonly #secrets = new Map<string, RedactedType>();
  /** Each way in which a secret may be written, with the secret. */
  readonly #writings = new Map<string, string>();
  readonly #words = new Map<string, RedactedType>();
  #pattern: RegExp | undefined;

  /** The values of variables of the environment that are named like secrets. */
  static secretsOf(env: Readonly<Record<string, string | undefined>>): string[] {
    return Object.entries(env).flatMap(([name, value]) =>
      value !== undefined && secretName.test(name.toUpperCase()) && isPlausible(value) ? [value] : [],
    );
  }

  get secrets(): readonly string[] {
    return [...this.#secrets.keys()];
  }

  /** A value that is taken out wherever it stands, and that nothing may hold that is written. */
  addSecret(value: string, type: RedactedType): void {
    if (value.length < shortestSecret || this.#secrets.has(value)) return;
    this.#secrets.set(value, type);
    for (const writing of writingsOf(value)) this.#writings.set(writing, value);
    this.#pattern = undefined;
  }

  /** A value that is taken out of texts where it stands as a word of its own. */
  addWord(value: string, type: RedactedType): void {
    const isWordy = value.length >= shortestWord && /[\p{L}\p{N}]/u.test(value);
    if (!isWordy || this.#words.has(value)) return;
    this.#words.set(value, type);
    this.#pattern = undefined;
  }

  /** Where a text holds one of them; only secrets where `onlySecrets`. */
  find(text: string, onlySecrets: boolean): Finding[] {
    if (this.#secrets.size + this.#words.size === 0) return [];
    this.#pattern ??= patternOf(
      [...this.#writings.keys()].filter(isShort),
      [...this.#words.keys()].filter(isShort),
    );
    const found = this.#findLong(text, onlySecrets);
    for (const { 0: match, index } of text.matchAll(this.#pattern)) {
      const secret = this.#writings.get(match);
      const type = secret === undefined ? this.#words.get(match) : this.#secrets.get(secret);
      if (type !== undefined && !(onlySecrets && secret === undefined))
        found.push({ from: index, to: index + match.length, type });
    }
    return found;
  }

  #findLong(text: string, onlySecrets: boolean): Finding[] {
    if (isShort(text)) return [];
    const values = onlySecrets
      ? [...this.#writings.keys()]
      : [...this.#writings.keys(), ...this.#words.keys()];
    return values.flatMap((value) => {
      const type = this.#secrets.get(this.valueOf(value)) ?? this.#words.get(value);
      if (isShort(value) || type === undefined) return [];
      const found: Finding[] = [];
      for (let from = text.indexOf(value); from >= 0; from = text.indexOf(value, from + value.length))
        found.push({ from, to: from + value.length, type });
      return found;
    });
  }

  /** The secret that a stretch of text is a writing of; the text itself where it is none. */
  valueOf(text: string): string {
    return this.#writings.get(text) ?? text;
  }
}

/** How a secret stands in addresses, in JSON and in base64. */
function writingsOf(secret: string): string[] {
  const writings = [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('base64'),
    Buffer.from(secret).toString('base64url'),
  ];
  return [...new Set(writings)].filter(({ length }) => length >= shortestSecret);
}

function isShort({ length }: string): boolean {
  return length <= longestInPattern;
}

function patternOf(secrets: readonly string[], words: readonly string[]): RegExp {
  const groups = [
    ...(secrets.length > 0 ? [alternatives(secrets)] : []),
    ...(words.length > 0 ? [String.raw`(?<![\p{L}\p{N}_])(?:${alternatives(words)})(?![\p{L}\p{N}_])`] : []),
  ];
  return new RegExp(groups.length > 0 ? groups.join('|') : '(?!)', 'gu');
}

function alternatives(values: readonly string[]): string {
  return values
    .toSorted((one, other) => other.length - one.length)
    .map((value) => value.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`))
    .join('|');
}

/** Not a path, a number or a word such as `true`. */
function isPlausible(value: string): boolean {
  return value.length >= 8 && !/^(?:[./~]|[A-Za-z]:\\|\d+$|[a-z]+$)/.test(value);
}
