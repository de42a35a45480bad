import type { AudioDirection } from './audio-backend.ts';

/**
 * Whether a sink or source of a sound server is a speaker or a microphone. A server without a sound card has a dummy output that nobody
 * hears, and one without a microphone records what it plays (a monitor): both work without a word of complaint.
 */
export function isRealDevice(direction: AudioDirection, id: string): boolean {
  return direction === 'output' ? id !== 'auto_null' : !id.endsWith('.monitor');
}

/** Why none is there, as the end of a sentence. */
export function noRealDevice(direction: AudioDirection): string {
  return direction === 'output'
    ? 'the sound server has only a dummy output, which nobody hears'
    : 'the sound server has no microphone';
}
