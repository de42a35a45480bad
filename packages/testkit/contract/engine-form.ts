import { definitions } from './fields.ts';
import type { EngineDefinitions, EngineSchema } from './engine-schema.ts';
import { scenarioDocument } from './scenario-document.ts';
import { isStep } from './step-identity.ts';
import type { Shape } from '../src/scenario/shape.ts';

/** TypeBox keeps marks of its own in what it makes; what is written down is what counts. */
function plain<T>(value: unknown): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** Where a step or a scenario was written. */
const place: Shape = {};

/** Speech that is in memory, only in TypeScript. */
const samples: Shape = objectWith({
  samples: {},
  sampleRateHz: { type: 'number', exclusiveMinimum: 0 },
});

/** What a scenario may hold in TypeScript: the same as in a file, by the names of the engine. */
export const scenarioShape: Shape = withDefinitions();

function withDefinitions(): Shape {
  const own = Object.entries(plain<EngineDefinitions>(definitions)).map(([name, schema]): [string, Shape] => {
    const shape = engineForm(schema);
    return [name, isStep(schema) ? { ...shape, properties: { ...shape.properties, place } } : shape];
  });
  const document = engineForm(plain<EngineSchema>(scenarioDocument));
  const { matrix: _matrix, ...properties } = document.properties ?? {};
  return {
    ...document,
    properties: { ...properties, place },
    required: [...(document.required ?? []), 'name'],
    definitions: Object.fromEntries(own),
  };
}

function engineForm(schema: EngineSchema): Shape {
  if (schema.reads === 'wav') return objectWith({ wav: { type: 'string' } });
  if (schema.reads === 'expected') return {};
  const { $ref, type, const: only, enum: words, minimum, maximum, exclusiveMinimum, minItems } = schema;
  const { anyOf, items, properties, required, additionalProperties, orFunction } = schema;
  const isSpeech = anyOf?.some(({ reads }) => reads === 'wav');
  return {
    ...plain<Shape>({ $ref, type, const: only, enum: words, minimum, maximum, exclusiveMinimum, minItems }),
    ...plain<Shape>({ required, additionalProperties, orFunction }),
    ...(items && { items: engineForm(items) }),
    ...(anyOf && { anyOf: [...anyOf.filter(isInEngine).map(engineForm), ...(isSpeech ? [samples] : [])] }),
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties)
          .filter(([, { into }]) => into === undefined)
          .map(([name, inner]) => [name, engineForm(inner)]),
      ),
    }),
  };
}

/** Steps of other files are read before the engine gets any. */
function isInEngine({ properties }: EngineSchema): boolean {
  return !(properties && 'include' in properties);
}

function objectWith(properties: Readonly<Record<string, Shape>>): Shape {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}
