import type { TranscriptEntry } from './facts.ts';
import { cuesOf, cueTime, type CueOptions } from './transcript-cues.ts';

export interface TranscriptVttOptions extends CueOptions {
  /** Stands in the first line; default nothing. */
  readonly title?: string;
}

/**
 * Writes what was said and heard as WebVTT (https://www.w3.org/TR/webvtt1), for a recording that begins where the
 * session connected. Who speaks stands in a voice tag.
 *
 * @example
 * await writeFile('call.vtt', transcriptToVtt(session.transcript));
 */
export function transcriptToVtt(
  entries: readonly TranscriptEntry[],
  { title = '', ...options }: TranscriptVttOptions = {},
): string {
  const heading = `WEBVTT ${asText(title.replace(/\s+/g, ' '))}`.trim();
  const cues = cuesOf(entries, options).map(({ startMs, endMs, speaker, lines }, index) => {
    const times = `${cueTime(startMs, '.')} --> ${cueTime(endMs, '.')}`;
    return `${index + 1}\n${times}\n<v ${asText(speaker)}>${lines.map(asText).join('\n')}</v>`;
  });
  return `${[heading, ...cues].join('\n\n')}\n`;
}

/** No markup, and no arrow: `>` is never itself. */
function asText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
