import { existsSync as exists } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseScenarios } from '@duologue/testkit';
import { expect, it } from 'vitest';
import {
  cliGuide,
  failureGuide,
  firstTestGuide,
  guideText,
  scenarioGuide,
} from '../../contract/generated-files.ts';
import { exampleFolder } from '../../contract/guide-blocks.ts';

it('shows in the guide to a first test what files, commands and the reader really say', async () => {
  expect(await readFile(firstTestGuide, 'utf8')).toBe(await guideText(firstTestGuide));
});

const guide = await readFile(scenarioGuide, 'utf8');
const snippets = [...guide.matchAll(/^```yaml(?: (?!wrong)\S+)?\n([^]*?)^```$/gm)].map(
  ([, text = '']) => text,
);

it('shows more than a few snippets', () => {
  expect(snippets.length).toBeGreaterThan(8);
});

it.each(snippets)('can read its snippet %#', (snippet) => {
  const file = path.join(exampleFolder, 'snippet.yaml');
  const whole = snippet.includes('version:')
    ? snippet
    : `version: 1\nsteps:\n${snippet.replaceAll(/^/gm, '  ')}`;
  expect(parseScenarios(whole, { file })).not.toEqual([]);
});

it('has only links that lead somewhere', async () => {
  for (const file of [scenarioGuide, cliGuide, failureGuide, firstTestGuide]) {
    const text = await readFile(file, 'utf8');
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link = '']) => link);
    const missing = links.filter((link) => !exists(path.resolve(path.dirname(file), link)));
    expect(missing).toEqual([]);
  }
});
