import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { errorCatalogue, type ErrorCode } from '../src/errors.ts';

/** Where the list stands. */
export const errorReferenceFile: string = fileURLToPath(new URL('../../../docs/errors.md', import.meta.url));

const intro = `# Errors

<!-- Made from the catalogue in packages/core/src/errors.ts by \`pnpm generate\`. Do not edit. -->

Every error of Duologue is a \`DuologueError\`: \`code\` is for programs and is listed here, \`message\` says what failed, with which
value, and what to do, \`details\` holds facts for programs, and \`cause\` what went wrong underneath. Neither audio nor what was said,
neither prompts nor keys are ever in them.

Wrong use throws where it is called. What keeps a conversation from starting rejects \`start()\`. What ends one stands in
\`SessionEnd.error\`. Everything else is told to the hook \`problemOccurred\`, and the conversation goes on.
`;

/** What should stand there: the codes in the groups of the catalogue. */
export async function errorReferenceText(): Promise<string> {
  const source = await readFile(new URL('../src/errors.ts', import.meta.url), 'utf8');
  const catalogue = source.slice(source.indexOf('errorCatalogue = {'), source.indexOf('} as const'));
  const lines = catalogue.split('\n').flatMap((line) => {
    const [, group] = /^ {2}\/\/ (.+)$/.exec(line) ?? [];
    if (group !== undefined)
      return [`\n## ${group[0]?.toUpperCase()}${group.slice(1)}\n\n| code | meaning |\n| --- | --- |`];
    const [, code] = /^ {2}([A-Z_]+):/.exec(line) ?? [];
    return code === undefined ? [] : [`| \`${code}\` | ${errorCatalogue[code as ErrorCode]} |`];
  });
  return format([intro, ...lines].join('\n'), {
    ...(await resolveConfig(errorReferenceFile)),
    parser: 'markdown',
  });
}
