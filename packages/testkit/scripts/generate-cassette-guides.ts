import { writeFile } from 'node:fs/promises';
import { cassetteGuides, cassetteGuideText } from '../contract/cassette-guide.ts';

for (const guide of cassetteGuides) await writeFile(guide, await cassetteGuideText(guide));
