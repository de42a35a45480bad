/** A JSON Schema (draft-07) as plain data, with what the reader of files needs to know beside. */
export interface FileSchema {
  readonly $ref?: string;
  readonly type?: string;
  readonly description?: string;
  readonly const?: unknown;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly FileSchema[];
  readonly items?: FileSchema;
  readonly minItems?: number;
  readonly properties?: Readonly<Record<string, FileSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | FileSchema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly pattern?: string;
  readonly definitions?: Readonly<Record<string, FileSchema>>;
  /** How the value is written. */
  readonly reads?: 'duration' | 'expected' | 'expected text' | 'wav';
  /** The words of `enum` as the engine has them, where they differ. */
  readonly words?: readonly string[];
  /** Of a property: where its value belongs in what the engine gets, where that is not a field of the same name. */
  readonly field?: readonly string[];
  /** Of a property: null means that it is left out. */
  readonly nullIsNothing?: boolean;
  /** Of an object: which properties are ways to say the same, of which only one may be there. */
  readonly oneOf?: readonly string[];
  /** Of a step: what it is for the engine. */
  readonly step?: StepIdentity;
  /** Of a choice of steps: each word with the definition of its step. */
  readonly steps?: Readonly<Record<string, string>>;
  /** Of a choice of steps: the words that may stand alone. */
  readonly alone?: readonly string[];
}

/** The fields that make a step what it is, such as `{ server: 'say' }`, and those it has where its word stands alone. */
export interface StepIdentity {
  readonly is: Readonly<Record<string, unknown>>;
  readonly alone?: Readonly<Record<string, unknown>>;
}

/** What only the reader of files needs. */
export const readerKeywords: readonly (keyof FileSchema)[] = [
  'reads',
  'words',
  'field',
  'nullIsNothing',
  'oneOf',
  'step',
  'steps',
  'alone',
];
