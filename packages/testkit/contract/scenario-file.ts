import { definitions } from './fields.ts';
import type { EngineDefinitions, EngineSchema } from './engine-schema.ts';
import { fileForm } from './file-form.ts';
import { snakeCase } from './file-names.ts';
import type { FileSchema } from '../src/document/file-schema.ts';
import { scenarioDocument } from './scenario-document.ts';
import { stepForm } from './step-form.ts';
import { isStep } from './step-identity.ts';

/** TypeBox keeps marks of its own in what it makes; what is written down is what counts. */
function plain<T>(value: unknown): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

const steps = plain<EngineDefinitions>(definitions);

/** What a scenario file may hold, with what its reader needs to know. */
export const readerSchema: FileSchema = withDefinitions();

function withDefinitions(): FileSchema {
  const forms = Object.entries(steps).map(([name, schema]): [string, FileSchema] => [
    snakeCase(name),
    isStep(schema) ? stepForm(schema, steps) : fileForm(schema, steps),
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
