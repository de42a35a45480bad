import { decodeAudio, encodeAudio, type AudioFormat } from '@duologue/core';
import { audioFacts } from '../../speech/audio-facts.ts';
import type { DroppedAudio } from '../format/cassette-frame.ts';
import { msOf } from '../format/wire-formats.ts';
import { noiseLike } from './noise-like.ts';
import type { UserAudioPolicy } from './redaction-options.ts';

/** What is kept of the speech of the user. */
export class UserAudio {
  readonly #policy: UserAudioPolicy;
  readonly #seed: number;
  #pieces = 0;

  constructor(policy: UserAudioPolicy, seed: number) {
    this.#policy = policy;
    this.#seed = seed;
  }

  /** What stands for a piece of audio: base64 as long as it, or a description of it. */
  kept(bytes: Buffer, format: AudioFormat): string | DroppedAudio {
    if (this.#policy === 'keep') return bytes.toString('base64');
    this.#pieces += 1;
    // a sample that is cut in two is none
    const whole = format.encoding === 'pcm' ? bytes.subarray(0, bytes.length - (bytes.length % 2)) : bytes;
    const samples = decodeAudio(whole.toString('base64'), format);
    if (this.#policy === 'drop') {
      const { dbfs } = audioFacts(whole, samples);
      return { dropped: true, bytes: bytes.length, ms: msOf(bytes.length, format), rms_dbfs: dbfs };
    }
    const noise = noiseLike(samples, {
      sampleRateHz: format.sampleRateHz,
      seed: this.#seed,
      piece: this.#pieces,
    });
    const coded = Buffer.from(encodeAudio(noise, format), 'base64');
    return Buffer.concat([coded, Buffer.alloc(bytes.length - coded.length)]).toString('base64');
  }
}
