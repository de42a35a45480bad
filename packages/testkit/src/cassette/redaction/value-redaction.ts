import { isPlainObject } from '../../match/show.ts';
import { isCardNumber } from './card-number.ts';
import { cutText } from './cut-text.ts';
import { findDecoded } from './decoded-text.ts';
import {
  isFree,
  isIdentifier,
  isNoSecret,
  isProtocolId,
  isProtocolWord,
  isQuantity,
  plainName,
  tellsAbout,
  typeOfField,
} from './field-names.ts';
import { findByShape, findSensitive, outsidePlaceholders, type TextPlace } from './find-sensitive.ts';
import { notWithin, withoutOverlaps, type Finding } from './finding.ts';
import { jsonIn } from './json-text.ts';
import type { KnownValues } from './known-values.ts';
import { isKnownType } from './message-types.ts';
import { isOfPair, nameOfPair } from './pairs.ts';
import { isPhoneNumber } from './phone-number.ts';
import type { PlaceholderBook } from './placeholder-book.ts';
import { isPlaceholder, type RedactedType } from './placeholder.ts';
import type { RedactionOptions } from './redaction-options.ts';

/** Where a value stands. */
export interface Place extends TextPlace {
  readonly field?: string;
  /** Whether it is a message itself: then its type says whether the protocol knows what is in it. */
  readonly isMessage?: boolean;
  /** Whether names mean here what they mean to the protocol. */
  readonly isProtocol?: boolean;
  /** Whether it is held against a schema, as the arguments of a tool are: then its spelling counts. */
  readonly isSpelled?: boolean;
  /** The name of what surrounds it that says what all of it is. */
  readonly within?: string | undefined;
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
    if (Array.isArray(value)) return this.#list(value, place);
    return isPlainObject(value) ? this.#object(value, place) : value;
  }

  /** All that has to go of a text, in whatever code it is written. */
  find(text: string, place: Place = {}): Finding[] {
    const { field = '', isProtocol = false, isCut = false } = place;
    const isWord = isProtocol && (isProtocolId(field) || isProtocolWord(field, text));
    const look = (written: string, isInside = false) => {
      const known = this.#known.find(written);
      const shaped = withoutOverlaps([...findByShape(written, place), ...(isCut ? cutText(written) : [])]);
      return [
        // a secret inside of something else ends the recording: who sends it that way has to say so
        ...(isInside ? [] : known.secrets),
        ...(isWord ? [] : notWithin(shaped, known.words)),
        ...shaped,
      ];
    };
    return withoutOverlaps(outsidePlaceholders(text, [...look(text), ...findDecoded(text, look)]));
  }

  /** The placeholder of a stretch of text, which is looked for from now on. */
  write({ type, text }: { readonly type: RedactedType; readonly text: string }, isSpelled = false): string {
    const value = this.#known.valueOf(text);
    if (isSecretType(type)) this.#remember(value, type);
    return this.#book.of(type, value, isSpelled);
  }

  text(text: string, place: Place = {}): string {
    let [written, end] = ['', 0];
    for (const { from, to, type } of this.find(text, place)) {
      written += text.slice(end, from) + this.write({ type, text: text.slice(from, to) }, place.isSpelled);
      end = to;
    }
    return written + text.slice(end);
  }

  #list(list: readonly unknown[], place: Place): unknown[] {
    const [name, value, ...others] = list;
    const isPair = typeof name === 'string' && typeof value === 'string' && others.length === 0;
    if (!isPair || this.#typeByName(name) === undefined || this.#typeByName(value) !== undefined)
      return list.map((item) => this.redact(item, place));
    return [this.redact(name, place), this.redact(value, { ...place, field: name })];
  }

  #object(value: Readonly<Record<string, unknown>>, place: Place): unknown {
    const isKnown = place.isProtocol === true && !(place.isMessage === true && !isKnownType(value.type));
    const correction = this.#correction(value);
    const listed = nameOfPair(value, (name) => this.#typeByName(name) !== undefined);
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => {
        if (key === 'dynamic_variables' && isPlainObject(inner)) return [key, this.#variables(inner)];
        const field = this.#fieldOf(listed !== undefined && isOfPair(key) ? listed : key, place.within);
        const isProtocol = (isKnown && !isFree(key)) || (place.isMessage === true && key === 'type');
        const known = key === 'corrected_agent_response' ? (correction ?? inner) : inner;
        const inside: Place = {
          field,
          within: this.#typeByName(field) === undefined ? undefined : field,
          isSpelled: place.isSpelled === true || key === 'parameters',
          isMessage: key === 'data' && 'lane' in value,
          isProtocol,
          isCut: place.isCut === true || /^(?:internal_)?tentative_|^corrected_/.test(key),
          isIdentifier: isIdentifier(field),
          isProtocolId: isProtocol && isProtocolId(field),
        };
        return [this.#key(key), this.redact(known, inside)];
      }),
    );
  }

  /** The name that says what a value is: its own, or that of what surrounds it. */
  #fieldOf(name: string, within: string | undefined): string {
    return within === undefined || this.#typeByName(name) !== undefined || tellsAbout(name) ? name : within;
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
    const isName = /^[a-z_]{1,60}$/.test(key) && this.#known.find(key).secrets.length === 0;
    return isName ? key : this.text(key);
  }

  #variables(variables: Readonly<Record<string, unknown>>): unknown {
    return Object.fromEntries(
      Object.entries(variables).map(([name, value]) => {
        const isKept = this.#keepVariables === 'all' || this.#keepVariables.has(name);
        return [this.#key(name), isKept ? this.redact(value, { field: name }) : this.#variable(value)];
      }),
    );
  }

  #variable(value: unknown): unknown {
    if (typeof value === 'string') return value === '' ? value : this.#whole(value, 'variable');
    if (typeof value === 'number') return this.#book.of('number', String(value));
    if (Array.isArray(value)) return value.map((item) => this.#variable(item));
    if (!isPlainObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [this.#key(key), this.#variable(inner)]),
    );
  }

  /** The placeholder of a text that goes as a whole, as what it is by its shape, or else by where it stands. */
  #whole(text: string, byPlace: RedactedType, isSpelled = false): string {
    if (isPlaceholder(text)) return text;
    const value = this.#known.valueOf(text);
    const byLook = wholeType(text);
    // a date of birth may look like a telephone number
    const type = byLook === undefined || (byLook === 'phone' && byPlace === 'identity') ? byPlace : byLook;
    if (isSecretType(type)) this.#remember(value, type);
    else this.#known.addWord(text, type);
    return this.#book.of(type, value, isSpelled);
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
    const byName = field === undefined ? undefined : this.#typeOf(field, text);
    if (byName !== undefined) return this.#whole(text, byName, place.isSpelled);
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

  /** What a text is by the name of its field, but for words that say that there is nothing. */
  #typeOf(field: string, text: string): RedactedType | undefined {
    const type = this.#typeByName(field);
    if (type === undefined || this.#fields.has(plainName(field))) return type;
    // `mobile` or `twilio` beside a telephone number is none
    if (isNoSecret(field, text) || (type === 'phone' && /^[\p{L}_-]+$/u.test(text))) return undefined;
    return type;
  }

  #number(value: number, { field = '', isProtocolId: isId = false, within }: Place): unknown {
    if (isId || !Number.isFinite(value)) return value;
    const text = String(value);
    const isNamed =
      this.#typeByName(field) !== undefined &&
      !/(?:^|_)(?:token|auth|mail|email|tel)(?:$|_)/.test(plainName(field)) &&
      !(field === within && typeOfField(field) === 'phone' && text.length < 5);
    const isOne = isCardNumber(text) || (/^\d+$/.test(text) && !isQuantity(field) && isPhoneNumber(text));
    if (!isNamed && !isOne) return value;
    this.#known.addWord(text, 'number');
    return this.#book.of('number', text);
  }
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
