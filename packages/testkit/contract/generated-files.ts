import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { definitions } from './fields.ts';
import { scenarioDocument } from './scenario-document.ts';

/** The schema for editors, shipped with the package. */
export const schemaFile: string = fileURLToPath(new URL('../scenario.schema.json', import.meta.url));

/** The schema for the reader of scenario files. */
export const moduleFile: string = fileURLToPath(
  new URL('../src/document/scenario-schema.generated.ts', import.meta.url),
);

const schema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Duologue scenario',
  ...(JSON.parse(JSON.stringify(scenarioDocument)) as object),
  definitions: JSON.parse(JSON.stringify(definitions)) as object,
};

/** What should stand in the file for editors. */
export async function schemaText(): Promise<string> {
  return format(JSON.stringify(schema), { ...(await resolveConfig(schemaFile)), parser: 'json' });
}

/** What should stand in the module: the same, without the words. */
export async function moduleText(): Promise<string> {
  const bare = JSON.stringify(schema, (key, value: unknown) =>
    key === 'description' && typeof value === 'string' ? undefined : value,
  );
  const code = `// Written by scripts/generate-scenario-schema.ts from contract/*.ts: change those, then run \`pnpm generate\`.

/** A JSON Schema (draft-07), as plain data. */
export interface ScenarioSchema {
  readonly $ref?: string;
  readonly const?: unknown;
  readonly anyOf?: readonly ScenarioSchema[];
  readonly items?: ScenarioSchema;
  readonly properties?: Readonly<Record<string, ScenarioSchema>>;
  readonly required?: readonly string[];
  readonly definitions?: Readonly<Record<string, ScenarioSchema>>;
  readonly [key: string]: unknown;
}

/** What a scenario file may hold. */
export const scenarioSchema: ScenarioSchema = ${bare};
`;
  return format(code, { ...(await resolveConfig(moduleFile)), parser: 'typescript' });
}
