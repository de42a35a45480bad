import type { Finding } from './finding.ts';
import type { RedactedType } from './placeholder.ts';

/** Shorter values are too common in ordinary words to be taken out of them. */
export const shortestSecret = 6;

/** Shorter words say too little to be looked for in texts. */
const shortestWord = 3;

const secretName =
  /(?:^|_)(?:KEY|APIKEY|TOKEN|SECRET|PASSWORD|PASSWD|PASS|PASSPHRASE|CREDENTIALS?|COOKIE|SIGNATURE|AUTH|PAT|DSN)(?:_|$|\d)/;

/** Longer values are looked for one by one: together they would make too large a pattern. */
const longestInPattern = 200;

interface KnownFindings {
  readonly secrets: Finding[];
  readonly words: Finding[];
}

/** What is known to be nobody's business, whatever it looks like. */
export class KnownValues {
  readonly #secrets = new Map<string, RedactedType>();
  /** Each way in which a secret may be written, with the secret. */
  readonly #writings = new Map<string, string>();
  /** By how they are compared. */
  readonly #words = new Map<string, { readonly type: RedactedType; readonly word: string }>();
  #pattern: RegExp | undefined;

  /** The values of variables of the environment that are named like secrets. */
  static secretsOf(env: Readonly<Record<string, string | undefined>>): string[] {
    return Object.entries(env).flatMap(([name, value]) =>
      value !== undefined && secretName.test(name.toUpperCase()) && isPlausible(name, value) ? [value] : [],
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
    const key = comparableWord(value);
    if (!isWordy || this.#words.has(key)) return;
    this.#words.set(key, { type, word: value });
    this.#pattern = undefined;
  }

  /** Where a text holds one of them. */
  find(text: string): KnownFindings {
    const found: KnownFindings = { secrets: [], words: [] };
    if (this.#secrets.size + this.#words.size === 0) return found;
    this.#pattern ??= patternOf(
      [...this.#writings.keys()].filter(isShort),
      [...this.#words.values()].map(({ word }) => word).filter(isShort),
    );
    for (const { 0: match, index } of text.matchAll(this.#pattern)) this.#add(found, match, index);
    if (!isShort(text)) this.#findLong(text, found);
    return found;
  }

  #findLong(text: string, found: KnownFindings): void {
    const values = [...this.#writings.keys(), ...[...this.#words.values()].map(({ word }) => word)];
    for (const value of values) {
      if (isShort(value)) continue;
      for (let from = text.indexOf(value); from >= 0; from = text.indexOf(value, from + value.length))
        this.#add(found, value, from);
    }
  }

  #add({ secrets, words }: KnownFindings, text: string, from: number): void {
    const secret = this.#writings.get(text);
    const type = secret === undefined ? this.#typeOfWord(text) : this.#secrets.get(secret);
    if (type !== undefined)
      (secret === undefined ? words : secrets).push({ from, to: from + text.length, type });
  }

  #typeOfWord(text: string): RedactedType | undefined {
    return (this.#words.get(text) ?? this.#words.get(inSmallLetters(text)))?.type;
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
    ...(secrets.length > 0 ? [alternatives(secrets, escaped)] : []),
    ...(words.length > 0
      ? [String.raw`(?<![\p{L}\p{N}_])(?:${alternatives(words, inAnyCase)})(?![\p{L}\p{N}_])`]
      : []),
  ];
  return new RegExp(groups.length > 0 ? groups.join('|') : '(?!)', 'gu');
}

function alternatives(values: readonly string[], write: (value: string) => string): string {
  return values
    .toSorted((one, other) => other.length - one.length)
    .map(write)
    .join('|');
}

function escaped(value: string): string {
  return value.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}

/** What stands between the words of a name, also in addresses. */
export const wordGap: RegExp = /[\s+_-]+/g;

/** A name in capitals or small letters; a single word that has none but small ones may be any word, and stays as it is. */
function inAnyCase(word: string): string {
  if (!isName(word)) return escaped(word);
  return word
    .split(/([\s+_-]+)/)
    .map((part, index) => (index % 2 === 1 ? String.raw`[\s+_-]{1,3}` : Array.from(part, bothCases).join('')))
    .join('');
}

function bothCases(char: string): string {
  const [small, capital] = [char.toLowerCase(), char.toUpperCase()];
  const isOne = Array.from(small).length === 1 && Array.from(capital).length === 1;
  return small !== capital && isOne ? `[${small}${capital}]` : escaped(char);
}

function comparableWord(word: string): string {
  return isName(word) ? inSmallLetters(word) : word;
}

function inSmallLetters(text: string): string {
  return text.toLowerCase().replaceAll(wordGap, ' ');
}

function isName(word: string): boolean {
  return /^\p{L}.*\p{L}$/su.test(word) && /\p{Lu}|\p{L}\s+\p{L}/u.test(word);
}

/** Names of variables that tell how a secret is used, and where it lies. */
const aboutSecret =
  /_(?:TYPE|METHOD|MODE|KIND|NAME|COUNT|LENGTH|LIMIT|SIZE|FORMAT|ENABLED|REQUIRED|TTL|EXPIRY|FILE|PATH|DIR|SOCK|HEADER|ALGORITHM|PROVIDER|URL|HOST|PORT|REGION)$/;

const filePath =
  /^(?:(?:~|\.{1,2})[/\\]|[A-Za-z]:[/\\]|\/(?:home|Users|root|tmp|private|var|run|etc|usr|opt|mnt|media|srv|dev|proc|app|data|workspaces?)\/)/;

/** Words that settings have, and messages too: without them no message could be written. */
const ordinaryWord =
  /^(?:true|false|none|null|undefined|unknown|default|enabled?|disabled?|required|optional|public|private|secrets?|passwords?|passwd|tokens?|cookies?|session|bearer|basic|oauth2?|redacted|hidden|change-?_?me|example|sample|dummy|guest|testing|development|production|staging|local(?:host)?|agents?|client|server|service|message|conversation|postgres)$/i;

/** No path of a file, and no word that says nothing. */
function isPlausible(name: string, value: string): boolean {
  if (value.length < shortestSecret || filePath.test(value) || ordinaryWord.test(value)) return false;
  return !aboutSecret.test(name.toUpperCase()) || (value.length >= 8 && !/^(?:\/|\d+$|[a-z]+$)/.test(value));
}
