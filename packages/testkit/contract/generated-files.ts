import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { editorForm } from './editor-form.ts';
import { readerSchema } from './scenario-file.ts';

/** The schema for editors, shipped with the package. */
export const schemaFile: string = fileURLToPath(new URL('../scenario.schema.json', import.meta.url));

/** The schema for the reader of scenario files. */
export const moduleFile: string = fileURLToPath(
  new URL('../src/document/scenario-schema.generated.ts', import.meta.url),
);

/** What should stand in the file for editors. */
export async function schemaText(): Promise<string> {
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Duologue scenario',
    ...editorForm(readerSchema),
  };
  return format(JSON.stringify(schema), { ...(await resolveConfig(schemaFile)), parser: 'json' });
}

/** What should stand in the module: the same, without what editors show, and with what the reader needs. */
export async function moduleText(): Promise<string> {
  const bare = JSON.stringify(readerSchema, (key, value: unknown) =>
    key === 'description' && typeof value === 'string' ? undefined : value,
  );
  const code = `// Written by scripts/generate-scenario-schema.ts from contract/*.ts: change those, then run \`pnpm generate\`.
import type { FileSchema } from './file-schema.ts';

/** What a scenario file may hold. */
export const scenarioSchema: FileSchema = ${bare};
`;
  return format(code, { ...(await resolveConfig(moduleFile)), parser: 'typescript' });
}
