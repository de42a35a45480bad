import { writeFile } from 'node:fs/promises';
import {
  cliGuide,
  failureGuide,
  firstTestGuide,
  guideText,
  moduleFile,
  moduleText,
  scenarioGuide,
  schemaFile,
  schemaText,
  shapeFile,
  shapeText,
} from '../contract/generated-files.ts';

await writeFile(schemaFile, await schemaText());
await writeFile(moduleFile, await moduleText());
await writeFile(shapeFile, await shapeText());
for (const guide of [scenarioGuide, cliGuide, failureGuide, firstTestGuide])
  await writeFile(guide, await guideText(guide));
