import type { AudioFormat } from '@duologue/core';
import type { LiveFrame } from './cassette-frame.ts';
import type { CassetteHeader } from './cassette-header.ts';

/** What both directions of audio are coded in, as the service has announced it so far. */
export interface WireFormats {
  /** Of the agent. */
  readonly output: AudioFormat;
  /** Of the user. */
  readonly input: AudioFormat;
}

/**
 * Takes out what must not be written. It sees every frame before anything of it touches the disk, in order, one redactor for each
 * conversation. Where it throws, nothing of the frame is written and the recording ends there, incomplete.
 */
export interface Redactor {
  /** Names the rules, for the header. */
  readonly version: string;
  /** The header as it may be written. */
  header(header: CassetteHeader): CassetteHeader;
  /**
   * The frames that may be written now, in order: this one, none while it is held back, or also those that were held back before.
   * The frame of the end brings all of them. Audio is still base64; in its place may stand other base64, or a `DroppedAudio`.
   */
  frame(frame: LiveFrame, formats: WireFormats): readonly LiveFrame[];
}
