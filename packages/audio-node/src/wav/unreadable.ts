import { DuologueError } from '@duologue/core';

/** Says why a file cannot be read, and how to make one that can. */
export function unreadable(name: string, why: string): DuologueError {
  const advice = 'Convert it with "sox IN -b 16 OUT.wav" or "ffmpeg -i IN OUT.wav".';
  return new DuologueError('WAV_UNREADABLE', `${name} cannot be read as a WAV file: ${why}. ${advice}`, {
    details: { source: name },
  });
}

/** The text with everything that a terminal would not show as it is written out. */
export function printable(text: string): string {
  return text.replaceAll(
    /[^\x20-\x7e]/g,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}
