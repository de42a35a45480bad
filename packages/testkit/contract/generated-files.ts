import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { editorForm } from './editor-form.ts';
import { scenarioShape } from './engine-form.ts';
import { failureReference } from './failure-output.ts';
import { fillBlocks } from './guide-blocks.ts';
import { readerSchema } from './scenario-file.ts';
import { scenarioReference } from './scenario-reference.ts';

/** The schema for editors, shipped with the package. */
export const schemaFile: string = fileURLToPath(new URL('../scenario.schema.json', import.meta.url));

/** The schema for the reader of scenario files. */
export const moduleFile: string = fileURLToPath(
  new URL('../src/document/scenario-schema.generated.ts', import.meta.url),
);

/** What a scenario may hold in TypeScript. */
export const shapeFile: string = fileURLToPath(
  new URL('../src/scenario/scenario-shape.generated.ts', import.meta.url),
);

/** The guide to scenario files, which ends with their reference. */
export const scenarioGuide: string = fileURLToPath(new URL('../../../docs/scenarios.md', import.meta.url));

/** The guide to the command line. */
export const cliGuide: string = fileURLToPath(new URL('../../../docs/cli.md', import.meta.url));

/** The guide to failures, which ends with all their codes. */
export const failureGuide: string = fileURLToPath(new URL('../../../docs/failures.md', import.meta.url));

/** The guide to a first test. */
export const firstTestGuide: string = fileURLToPath(
  new URL('../../../docs/guides/first-replay-test.md', import.meta.url),
);

const references: Readonly<Record<string, () => string>> = {
  [scenarioGuide]: scenarioReference,
  [failureGuide]: failureReference,
};

/** Everything behind this line of the guide is generated. */
const referenceMark = '<!-- From here on made from packages/testkit by `pnpm generate`. Edit it there. -->';

/** What should stand in a guide: what people have written, with its blocks filled in, and the reference where it has one. */
export async function guideText(file: string): Promise<string> {
  const [written = '', reference] = (await readFile(file, 'utf8')).split(referenceMark);
  const filled = await fillBlocks(written);
  const text =
    reference === undefined ? filled : `${filled}${referenceMark}\n\n${references[file]?.() ?? ''}\n`;
  return format(text, { ...(await resolveConfig(file)), parser: 'markdown' });
}

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

/** What should stand in the module for scenarios that are objects. */
export async function shapeText(): Promise<string> {
  const code = `// Written by scripts/generate-scenario-schema.ts from contract/*.ts: change those, then run \`pnpm generate\`.
import type { Shape } from './shape.ts';

/** What a scenario may hold, by the names of the engine. */
export const scenarioShape: Shape = ${JSON.stringify(scenarioShape)};
`;
  return format(code, { ...(await resolveConfig(shapeFile)), parser: 'typescript' });
}
