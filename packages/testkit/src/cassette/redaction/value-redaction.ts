import { isPlainObject } from '../../match/show.ts';
import { isCardNumber } from './card-number.ts';
import { cutText } from './cut-text.ts';
import { isIdentifier, isProtocolId, isProtocolWord, plainName, typeOfField } from './field-names.ts';
import { findSensitive, outsidePlaceholders, type TextPlace } from './find-sensitive.ts';
import { withoutOverlaps, type Finding } from './finding.ts';
import type { KnownValues } from './known-values.ts';
import type { PlaceholderBook } from './placeholder-book.ts';
import { isPlaceholder, type RedactedType } from './placeholder.ts';
import type { RedactionOptions } from './redaction-options.ts';

/** Where a value stands. */
interface Place extends TextPlace {
  readonly field?: string;
  /** The text may be cut anywhere: any four figures may be the beginning of a telephone number. */
  readonly isCut?: boolean;
}

/** Replaces what has to go in JSON values, and remembers it. */
export class ValueRedaction {
  readonly #known: KnownValues;
  readonly #book: PlaceholderBook;
  readonly #keepVariables: ReadonlySet<string> | 'all';
  readonly #fields: ReadonlySet<string>;
  readonly #redactsPrompts: boolean;

  constructor(
    known: KnownValues,
    book: PlaceholderBook,
    { keepVariables = [], fields = [], prompts = 'keep' }: RedactionOptions,
  ) {
    this.#known = known;
    this.#book = book;
    this.#keepVariables = keepVariables === 'all' ? 'all' : new Set(keepVariables);
    this.#fields = new Set(fields.map(plainName));
    this.#redactsPrompts = prompts === 'redact';
  }

  /** A JSON value without what has to go. */
  redact(value: unknown, place: Place = {}): unknown {
    if (typeof value === 'string') return this.#string(value, place);
    if (typeof value === 'number') return this.#number(value, place);
    if (Array.isArray(value)) return value.map((item) => this.redact(item, place));
    return isPlainObject(value) ? this.#object(value, place) : value;
  }

  /** All that has to go of a text. */
  find(text: string, place: Place = {}): Finding[] {
    const isWord = place.field !== undefined && isProtocolWord(place.field, text);
    const known = outsidePlaceholders(text, this.#known.find(text, isWord || place.isProtocolId === true));
    if (isWord) return known;
    const cut = place.isCut ? outsidePlaceholders(text, cutText(text)) : [];
    return withoutOverlaps([...known, ...findSensitive(text, place), ...cut]);
  }

  /** The placeholder of a stretch of text, which is looked for from now on. */
  write({ type, text }: { readonly type: RedactedType; readonly text: string }): string {
    const value = this.#known.valueOf(text);
    if (isSecretType(type)) this.#remember(value, type);
    return this.#book.of(type, value);
  }

  text(text: string, place: Place = {}): string {
    let [written, end] = ['', 0];
    for (const { from, to, type } of this.find(text, place)) {
      written += text.slice(end, from) + this.write({ type, text: text.slice(from, to) });
      end = to;
    }
    return written + text.slice(end);
  }

  #object(value: Readonly<Record<string, unknown>>, place: Place): unknown {
    const listed = nameOfPair(value);
    const correction = this.#correction(value);
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => {
        if (key === 'dynamic_variables' && isPlainObject(inner)) return [key, this.#variables(inner)];
        const field = listed !== undefined && key === 'value' ? listed : key;
        const isCut = place.isCut === true || /^(?:internal_)?tentative_|^corrected_/.test(key);
        const known = key === 'corrected_agent_response' ? (correction ?? inner) : inner;
        const inside = { field, isCut, isIdentifier: isIdentifier(field), isProtocolId: isProtocolId(field) };
        return [this.#key(key), this.redact(known, inside)];
      }),
    );
  }

  /** What was heard of a text ends anywhere, also inside what has to go of the whole. */
  #correction({
    original_agent_response: original,
    corrected_agent_response: corrected,
  }: Readonly<Record<string, unknown>>): string | undefined {
    if (typeof original !== 'string' || typeof corrected !== 'string') return undefined;
    let same = 0;
    while (same < corrected.length && corrected[same] === original[same]) same += 1;
    const cut = this.find(original).find(({ from, to }) => from < same && to > same);
    if (!cut) return undefined;
    const text = original.slice(cut.from, cut.to);
    return corrected.slice(0, cut.from) + this.write({ type: cut.type, text }) + corrected.slice(same);
  }

  #key(key: string): string {
    const isName = /^[a-z_]{1,60}$/.test(key) && this.#known.find(key, true).length === 0;
    return isName ? key : this.text(key);
  }

  #variables(variables: Readonly<Record<string, unknown>>): unknown {
    return Object.fromEntries(
      Object.entries(variables).map(([name, value]) => {
        const isKept = this.#keepVariables === 'all' || this.#keepVariables.has(name) || value === '';
        if (isKept || (typeof value !== 'string' && typeof value !== 'number'))
          return [name, this.redact(value, { field: name })];
        if (typeof value === 'number') return [name, this.#book.of('number', String(value))];
        return [name, this.#whole(value, 'variable')];
      }),
    );
  }

  /** The placeholder of a text that goes as a whole, as what it is by its shape, or else by where it stands. */
  #whole(text: string, byPlace: RedactedType): string {
    if (isPlaceholder(text)) return text;
    const value = this.#known.valueOf(text);
    const type = wholeType(text) ?? byPlace;
    if (isSecretType(type)) this.#remember(value, type);
    else this.#known.addWord(text, type);
    return this.#book.of(type, value);
  }

  #remember(value: string, type: RedactedType): void {
    // a word that stands where secrets stand may be an ordinary one
    if (value.length >= 8 && /\d/.test(value) && /\p{L}/u.test(value)) this.#known.addSecret(value, type);
    else this.#known.addWord(value, type);
  }

  #string(text: string, place: Place): string {
    const { field } = place;
    if (text === '') return text;
    if (this.#redactsPrompts && (field === 'prompt' || field === 'first_message'))
      return isPlaceholder(text) ? text : this.#book.of('prompt', text);
    const byName = field === undefined ? undefined : this.#typeByName(field);
    if (byName !== undefined) return this.#whole(text, byName);
    const inner = jsonIn(text);
    if (inner !== undefined) {
      const redacted = JSON.stringify(this.redact(inner));
      if (redacted !== JSON.stringify(inner)) return redacted;
    }
    return this.text(text, place);
  }

  #typeByName(field: string): RedactedType | undefined {
    return this.#fields.has(plainName(field)) ? 'secret' : typeOfField(field);
  }

  #number(value: number, { field = '' }: Place): unknown {
    if (isProtocolId(field) || !Number.isFinite(value)) return value;
    const isNamed =
      this.#typeByName(field) !== undefined &&
      !/(?:^|_)(?:token|auth|mail|email|tel)(?:$|_)/.test(plainName(field));
    if (!isNamed && !isCardNumber(String(value))) return value;
    this.#known.addWord(String(value), 'number');
    return this.#book.of('number', String(value));
  }
}

/** Of `{ name: 'authorization', value: '…' }`, as headers are listed: the name. */
function nameOfPair(value: Readonly<Record<string, unknown>>): string | undefined {
  const name = value.name ?? value.key;
  return 'value' in value && typeof name === 'string' ? name : undefined;
}

function isSecretType(type: RedactedType): boolean {
  return type === 'key' || type === 'token' || type === 'secret' || type === 'signature';
}

/** The type of a text that is one finding from its start to its end. */
function wholeType(text: string): RedactedType | undefined {
  const [first] = findSensitive(text);
  const isWhole = first?.from === 0 && first.to === text.length && first.type !== 'secret';
  return isWhole ? first.type : undefined;
}

/** An object or a list that a string holds as JSON. */
function jsonIn(text: string): unknown {
  if (!/^\s*[[{"]/.test(text)) return undefined;
  try {
    const value = JSON.parse(text) as unknown;
    if (typeof value === 'string') return jsonIn(value) === undefined ? undefined : value;
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
