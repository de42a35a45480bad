import { writeFile } from 'node:fs/promises';
import { errorReferenceFile, errorReferenceText } from './error-reference.ts';

await writeFile(errorReferenceFile, await errorReferenceText());
