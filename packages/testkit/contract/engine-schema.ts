import type { FileSchema } from '../src/document/file-schema.ts';

/** A schema in terms of the engine, with how files write it. */
export type EngineSchema = Omit<FileSchema, 'anyOf' | 'items' | 'properties'> & {
  readonly anyOf?: readonly EngineSchema[];
  readonly items?: EngineSchema;
  readonly properties?: Readonly<Record<string, EngineSchema>>;
  /** The field of the step that this one is a part of. */
  readonly into?: string;
  /** In TypeScript a function may stand for the value. */
  readonly orFunction?: boolean;
  readonly main?: string;
  readonly bare?: unknown;
  readonly spread?: Readonly<Record<string, string>>;
};

export type EngineDefinitions = Readonly<Record<string, EngineSchema>>;
