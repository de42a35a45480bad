import { DuologueError } from '@duologue/core';
import { audioIn, withAudio } from '../format/audio-place.ts';
import type { LiveFrame, RawFrame } from '../format/cassette-frame.ts';
import type { CassetteHeader } from '../format/cassette-header.ts';
import type { Redactor, WireFormats } from '../format/redactor.ts';
import { HeldText, type Framed } from './held-text.ts';
import { KnownValues } from './known-values.ts';
import { PlaceholderBook } from './placeholder-book.ts';
import type { RedactionOptions } from './redaction-options.ts';
import { SecretAudit } from './secret-audit.ts';
import { UserAudio } from './user-audio.ts';
import { ValueRedaction, type Place } from './value-redaction.ts';

/** How often a value is gone through until nothing more is found. */
const mostPasses = 4;

/** A frame whose audio was taken out of its message. */
interface SilentFrame extends Framed {
  readonly live: LiveFrame;
  readonly audio?: unknown;
}

/**
 * Takes keys and personal data out of one conversation before it is written, and puts placeholders in their place:
 * the same value gets the same one everywhere.
 */
export class StandardRedactor implements Redactor {
  readonly version: string;
  readonly #known = new KnownValues();
  readonly #audit = new SecretAudit();
  readonly #values: ValueRedaction;
  readonly #held: HeldText;
  readonly #userAudio: UserAudio;

  constructor(options: RedactionOptions = {}) {
    const { env = process.env, secrets = [], userAudio = 'noise', seed = 1 } = options;
    this.version = `1, user audio: ${userAudio}`;
    this.#values = new ValueRedaction(this.#known, new PlaceholderBook(), options);
    this.#held = new HeldText(this.#values);
    this.#userAudio = new UserAudio(userAudio, seed);
    for (const value of [...KnownValues.secretsOf(env), ...secrets])
      this.#known.addSecret(value, this.#values.find(value)[0]?.type ?? 'secret');
  }

  /** @throws DuologueError REDACTION_BLOCKED */
  header(header: CassetteHeader): CassetteHeader {
    return this.#redact(header, { isProtocol: true }) as CassetteHeader;
  }

  /** Any JSON value without what has to go. @throws DuologueError REDACTION_BLOCKED */
  value(value: unknown): unknown {
    return this.#redact(value, { isProtocol: true });
  }

  /**
   * Frames that can be written now. Text that arrives in pieces is held back until its end, for a number may be spread over
   * several of them; the end of the conversation brings what is left.
   * @throws DuologueError REDACTION_BLOCKED
   */
  frame(frame: LiveFrame, formats: WireFormats): readonly LiveFrame[] {
    const ready = this.#held.push(this.#withoutAudio(frame, formats));
    if (frame.lane === 'end') ready.push(...this.#held.flush<SilentFrame>());
    return ready.map((one) => this.#finished(one));
  }

  #withoutAudio(live: LiveFrame, formats: WireFormats): SilentFrame {
    const { lane, data, raw } = live;
    const base64 = audioIn(lane, data);
    const bytes = typeof base64 === 'string' ? bytesIn(base64) : undefined;
    if (!data || !bytes) return { live, data: data ?? textOf(raw) };
    this.#refuse(this.#audit.survivorInBytes(bytes, this.#known.secrets));
    const audio = lane === 'mic' ? this.#userAudio.kept(bytes, formats.input) : base64;
    return { live, audio, data: withAudio(lane, data, null) };
  }

  #finished({ live, data, audio }: SilentFrame): LiveFrame {
    const clean = this.#redact(data, { isProtocol: !live.raw, isMessage: !live.raw });
    if (live.raw) return { ...live, raw: rawOf(live.raw, clean as RawFrame) };
    const message = clean as NonNullable<LiveFrame['data']>;
    return { ...live, data: audio === undefined ? message : withAudio(live.lane, message, audio) };
  }

  /** A value without what has to go, gone through until nothing more is found. */
  #redact(value: unknown, place: Place): unknown {
    let redacted = value;
    for (let pass = 0; pass < mostPasses; pass += 1) {
      const before = JSON.stringify(redacted) ?? '';
      redacted = this.#values.redact(redacted, place);
      if (JSON.stringify(redacted) !== before) continue;
      this.#refuse(this.#audit.survivorIn(before, this.#known.secrets));
      return redacted;
    }
    return this.#refuse('what takes the place of something looks like a secret itself');
  }

  #refuse(survivor: string | undefined): void {
    if (survivor === undefined) return;
    throw new DuologueError(
      'REDACTION_BLOCKED',
      `A secret would have been written: ${survivor}. Keep it out of what is sent, or add the spelling in which it is sent to the option secrets.`,
      { details: { survivor } },
    );
  }
}

/** The bytes of base64, with its padding or without; undefined where a text is something else, and has to be looked at as a text. */
function bytesIn(base64: string): Buffer | undefined {
  const bytes = Buffer.from(base64, 'base64');
  const coded = bytes.toString('base64');
  // a short text without padding may as well be a word
  const isAll = coded === base64 || (base64.length >= 64 && coded.replace(/=+$/, '') === base64);
  return isAll ? bytes : undefined;
}

/** What a frame that is no JSON says, as far as it is text. */
function textOf(raw: RawFrame | undefined): unknown {
  return raw && 'base64' in raw ? { text: Buffer.from(raw.base64, 'base64').toString('utf8') } : raw;
}

function rawOf(raw: RawFrame, clean: RawFrame): RawFrame {
  if (!('base64' in raw) || !('text' in clean)) return clean;
  const was = Buffer.from(raw.base64, 'base64').toString('utf8');
  return clean.text === was ? raw : { base64: Buffer.from(clean.text).toString('base64') };
}
