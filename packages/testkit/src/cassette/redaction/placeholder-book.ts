import { readable } from './decoded-text.ts';
import { wordGap } from './known-values.ts';
import { writePlaceholder, type RedactedType } from './placeholder.ts';
import { phoneDigits } from './phone-number.ts';
import { plainText } from './plain-text.ts';
import { commonShapeOf, shapeOf } from './value-shape.ts';

/** Which value has which number: the same value in another spelling has the same. */
export class PlaceholderBook {
  readonly #indexes = new Map<string, number>();
  readonly #counts = new Map<RedactedType, number>();

  /** The placeholder of a value; in its very spelling where `isSpelled`. */
  of(type: RedactedType, value: string, isSpelled = false): string {
    const key = `${type} ${comparable(type, value)}`;
    let index = this.#indexes.get(key);
    if (index === undefined) {
      index = (this.#counts.get(type) ?? 0) + 1;
      this.#counts.set(type, index);
      this.#indexes.set(key, index);
    }
    const shape = isSpelled ? shapeOf(type, value) : commonShapeOf(type, value);
    return writePlaceholder({ type, index, shape });
  }
}

/** A value without what its spelling may differ in. */
export function comparable(type: RedactedType, value: string): string {
  if (type === 'phone') return phoneDigits(value);
  if (type === 'variable') return readable(value).toLowerCase().replaceAll(wordGap, ' ');
  if (type === 'email')
    return plainText(readable(value))
      .toLowerCase()
      .replaceAll(/ at | ?[([]at[)\]] ?/g, '@')
      .replaceAll(/ dot | ?[([]dot[)\]] ?/g, '.');
  if (type === 'card' || type === 'iban')
    return plainText(readable(value))
      .replaceAll(/[^A-Za-z\d]/g, '')
      .toUpperCase();
  return value;
}
