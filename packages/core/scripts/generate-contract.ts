import { writeFile } from 'node:fs/promises';
import { contractFile, contractText } from '../contract/generated-file.ts';

await writeFile(contractFile, await contractText());
