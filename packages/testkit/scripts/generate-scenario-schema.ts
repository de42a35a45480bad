import { writeFile } from 'node:fs/promises';
import { moduleFile, moduleText, schemaFile, schemaText } from '../contract/generated-files.ts';

await writeFile(schemaFile, await schemaText());
await writeFile(moduleFile, await moduleText());
