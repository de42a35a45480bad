import type { FileSchema } from './file-schema.ts';
import { scenarioSchema } from './scenario-schema.generated.ts';

/** The schema itself, or the definition that it refers to. */
export function resolved(schema: FileSchema): FileSchema {
  return schema.$ref === undefined ? schema : definition(schema.$ref.replace('#/definitions/', ''));
}

export function definition(name: string): FileSchema {
  return scenarioSchema.definitions?.[name] ?? {};
}
