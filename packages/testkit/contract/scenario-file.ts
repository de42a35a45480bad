import { definitions } from './fields.ts';
import { fileForm, type EngineDefinitions, type EngineSchema } from './file-form.ts';
import { snakeCase } from './file-names.ts';
import { readerKeywords, type FileSchema } from './file-schema.ts';
import { scenarioDocument } from './scenario-document.ts';
import { isStep } from './step-form.ts';

/** TypeBox keeps marks of its own in what it makes; what is written down is what counts. */
function plain<T>(value: unknown): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

const steps = plain<EngineDefinitions>(definitions);

/** What a scenario file may hold, with what its reader needs to know. */
export const readerSchema: FileSchema = withDefinitions();

function withDefinitions(): FileSchema {
  const forms = Object.entries(steps).map(([name, schema]): [string, FileSchema] => [
    isStep(schema) ? snakeCase(name) : name,
    fileForm(schema, steps),
  ]);
  const own: Record<string, FileSchema> = Object.fromEntries(forms);
  const document = fileForm(plain<EngineSchema>(scenarioDocument), steps);
  return { ...document, definitions: { ...own, ...shortForms(own) } };
}

/** Ways to write a step that deserve a word of their own. */
function shortForms(own: Readonly<Record<string, FileSchema>>): Record<string, FileSchema> {
  const interrupt = own['server.interrupt'];
  if (!interrupt) throw new Error('there is no step to interrupt with');
  const { interrupt: _word, ...properties } = interrupt.properties ?? {};
  return {
    barge_in: { ...interrupt, properties, required: [] },
    'server.end_call': {
      type: 'object',
      description: 'The agent hangs up: the report of its own end_call tool. A close follows.',
      properties: { end_call: { type: 'null', nullIsNothing: true } },
      required: ['end_call'],
      additionalProperties: false,
      step: { is: { server: 'agentToolResponse', name: 'end_call', toolType: 'system' }, alone: {} },
    },
  };
}

/** The same for editors, which know only JSON Schema. */
export const editorSchema: FileSchema = forEditors(readerSchema);

/** Where a file is a template, `${name}` stands for a value of any kind. */
const placeholder: FileSchema = { type: 'string', pattern: '^\\$\\{\\w+\\}$' };

function forEditors(schema: FileSchema): FileSchema {
  const { properties, definitions: own, items, anyOf, additionalProperties, oneOf, ...rest } = schema;
  const kept = Object.fromEntries(
    Object.entries(rest).filter(([key]) => !readerKeywords.includes(key as keyof FileSchema)),
  ) as FileSchema;
  if (kept.type === 'number' || kept.type === 'integer' || kept.type === 'boolean' || kept.enum) {
    const { description, ...value } = kept;
    return { ...(description !== undefined && { description }), anyOf: [value, placeholder] };
  }
  return {
    ...kept,
    ...(properties && { properties: each(properties) }),
    ...(typeof additionalProperties === 'object'
      ? { additionalProperties: forEditors(additionalProperties) }
      : additionalProperties !== undefined && { additionalProperties }),
    ...(items && { items: forEditors(items) }),
    ...(anyOf && { anyOf: anyOf.map(forEditors) }),
    ...(oneOf && { not: { anyOf: pairs(oneOf).map((pair) => ({ required: pair })) } }),
    ...(own && { definitions: each(own) }),
  };
}

function each(schemas: Readonly<Record<string, FileSchema>>): Record<string, FileSchema> {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, forEditors(schema)]));
}

function pairs(names: readonly string[]): string[][] {
  return names.flatMap((one, index) => names.slice(index + 1).map((other) => [one, other]));
}
