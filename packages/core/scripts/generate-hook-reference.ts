import { writeFile } from 'node:fs/promises';
import { referenceFile, referenceText } from './hook-reference/reference-file.ts';

await writeFile(referenceFile, await referenceText());
