import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { cliGuide, failureGuide, guideText, scenarioGuide } from '../../contract/generated-files.ts';

it.each([
  ['the guide to scenarios', scenarioGuide],
  ['the guide to the command line', cliGuide],
  ['the guide to failures', failureGuide],
])('shows in %s what files, commands and the reader really say', async (_what, file) => {
  expect(await readFile(file, 'utf8')).toBe(await guideText(file));
});
