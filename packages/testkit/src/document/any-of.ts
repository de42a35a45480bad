/** The types that a file can ask for with `{ $any: … }`. */
export const typeNames = ['anything', 'string', 'number', 'boolean', 'list', 'object'] as const;

export type TypeName = (typeof typeNames)[number];

/** Matches every value of a type; `anything` is all that is there. */
export class AnyOf {
  readonly type: TypeName;

  constructor(type: TypeName) {
    this.type = type;
  }

  asymmetricMatch(actual: unknown): boolean {
    if (this.type === 'anything') return actual !== undefined;
    return this.type === typeOf(actual);
  }

  toAsymmetricMatcher(): string {
    return this.type === 'anything' ? 'anything' : `any ${this.type}`;
  }
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'list';
  return value === null ? 'null' : typeof value;
}
