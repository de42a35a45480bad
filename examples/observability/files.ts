import { writeFile } from 'node:fs/promises';
import {
  transcriptToJson,
  transcriptToMarkdown,
  transcriptToSrt,
  transcriptToVtt,
  type Session,
} from '@duologue/core';

/** Keeps what was said, in every form. */
export async function keepTranscript({ transcript }: Session, folder: string): Promise<void> {
  await writeFile(`${folder}/call.md`, transcriptToMarkdown(transcript));
  await writeFile(`${folder}/call.json`, transcriptToJson(transcript));
  await writeFile(`${folder}/call.srt`, transcriptToSrt(transcript));
  await writeFile(`${folder}/call.vtt`, transcriptToVtt(transcript));
}
