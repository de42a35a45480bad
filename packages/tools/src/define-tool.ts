import type { JsonSchema, Tool, ToolContext } from '@duologue/core';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { Static } from 'typebox';
import { checkShape, shapeResult, type ResultShape } from './result-shape.ts';

/** A schema that types flow from: TypeBox, JSON Schema written `as const`, or any Standard Schema. */
export type TypedSchema = StandardSchemaV1 | JsonSchema;

/** What a handler gets for a schema: the output type of a Standard Schema, otherwise what the JSON Schema describes. */
export type ParametersOf<S> =
  S extends StandardSchemaV1<unknown, infer Output>
    ? Output
    : unknown extends Static<S & object>
      ? Readonly<Record<string, unknown>>
      : Static<S & object>;

/** A tool as its author writes it. */
export interface ToolDefinition<S, R = unknown> extends Omit<Tool, 'parameters' | 'run'> {
  /** Calls whose parameters do not fit never reach `run`. */
  readonly parameters?: S;
  /** How the agent gets what `run` returns; default a string as it is, and anything else as JSON, cut at 10,000 characters. */
  readonly result?: ResultShape<Awaited<R>>;
  run(parameters: ParametersOf<S>, context: ToolContext): R;
}

/**
 * Makes a tool whose handler knows the types of its parameters.
 * @throws DuologueError INVALID_OPTIONS where the limit of its result cannot work
 *
 * @example
 * const bookTable = defineTool({
 *   name: 'book_table',
 *   description: 'Books a table at the restaurant.',
 *   parameters: Type.Object({ party: Type.Integer({ minimum: 1, maximum: 12 }) }),
 *   run: ({ party }) => `A table for ${party} is booked.`,
 * });
 */
export function defineTool<const S extends TypedSchema = JsonSchema, R = unknown>(
  definition: ToolDefinition<S, R>,
): Tool<ParametersOf<S>> {
  const { result: shape, ...rest } = definition;
  checkShape(rest.name, shape);
  return {
    ...rest,
    async run(parameters, context) {
      const value = await definition.run(parameters, context);
      return shapeResult(value, shape);
    },
  };
}
