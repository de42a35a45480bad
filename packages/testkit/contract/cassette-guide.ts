import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { cassetteOutput } from './cassette-output.ts';

const repository = fileURLToPath(new URL('../../../', import.meta.url));

/** The pages on cassettes. */
export const cassetteGuides: readonly string[] = [
  `${repository}docs/cassettes.md`,
  `${repository}docs/guides/production-call-to-regression-test.md`,
];

/** What should stand in a page, formatted. */
export async function cassetteGuideText(guide: string): Promise<string> {
  const text = await fillCassetteGuide(await readFile(guide, 'utf8'));
  return format(text, { ...(await resolveConfig(guide)), parser: 'markdown' });
}

/** A page with its blocks filled in: code as its file has it, and what replays say of apps that were changed. */
export async function fillCassetteGuide(page: string): Promise<string> {
  let text = page;
  for (const [block, name = ''] of text.matchAll(/^```text cassette (\S+)\n[^]*?^```$/gm)) {
    const output = await cassetteOutput(`${repository}examples/cassettes`, name);
    const shown = output.replaceAll(repository, '').trimEnd();
    text = text.replace(block, () => `\`\`\`text cassette ${name}\n${shown}\n\`\`\``);
  }
  for (const [block, source = ''] of text.matchAll(/<!-- from (\S+) -->\n\n```ts\n[^]*?```/g)) {
    const code = await readFile(`${repository}${source}`, 'utf8');
    text = text.replace(block, () => `<!-- from ${source} -->\n\n\`\`\`ts\n${code}\`\`\``);
  }
  return text;
}
