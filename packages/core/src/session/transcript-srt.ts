import type { TranscriptEntry } from './facts.ts';
import { cuesOf, cueTime, type CueOptions } from './transcript-cues.ts';

/** See {@link CueOptions}. */
export type TranscriptSrtOptions = CueOptions;

/**
 * Writes what was said and heard as SubRip subtitles, for a recording that begins where the session connected.
 * The format has no escapes: what a player could read as markup is set apart with a space.
 *
 * @example
 * await writeFile('call.srt', transcriptToSrt(session.transcript, { speakers: { user: 'Caller' } }));
 */
export function transcriptToSrt(
  entries: readonly TranscriptEntry[],
  options: TranscriptSrtOptions = {},
): string {
  return cuesOf(entries, options, (speaker) => `${speaker}: `)
    .map(({ startMs, endMs, lines }, index) => {
      const times = `${cueTime(startMs, ',')} --> ${cueTime(endMs, ',')}`;
      return `${index + 1}\n${times}\n${lines.map(asText).join('\n')}\n`;
    })
    .join('\n');
}

/** Tags (`<i>`), the overrides of ASS (`{\an8}`) and the arrow, made harmless. */
function asText(text: string): string {
  return text
    .replaceAll('-->', '- ->')
    .replace(/<(?=[/!?a-z])/gi, '< ')
    .replaceAll('{\\', '{ \\');
}
