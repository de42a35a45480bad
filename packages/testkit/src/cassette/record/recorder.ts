import path from 'node:path';
import {
  DuologueError,
  encodeMessage,
  type ClientMessage,
  type Plugin,
  type PluginHost,
  type SessionEnd,
} from '@duologue/core';
import { readFrame } from '../../messages/client-contract.ts';
import { CallRedactor } from '../../trace/call-redactor.ts';
import { cassettePath } from '../format/read-cassette.ts';
import type { Redactor } from '../format/redactor.ts';
import { standardRedaction } from '../redaction/standard-redaction.ts';
import { checkExpiresInDays } from './expires-in-days.ts';
import { Tape } from './tape.ts';

export interface RecorderOptions {
  /**
   * The cassette, with or without `.cassette.yaml`. Audio goes to the folder `audio` beside it. A second conversation of the same session
   * goes to `name-2`, and so on. A former cassette of that name is replaced once the new one is complete; until then that one is called
   * `name.part`.
   */
  readonly path: string;
  /** Makes what takes out secrets and personal data, one for each conversation; default `standardRedaction()`. */
  readonly redact?: () => Redactor;
  /** How long a cassette may be trusted, in days; default for ever. */
  readonly expiresInDays?: number;
}

/**
 * Records every conversation of a session as a cassette, with any agent: a real one too.
 * Parameters that tools call sensitive are left out, also where results repeat them.
 * A recording that fails is a problem of the session (RECORDING_FAILED), and the conversation goes on.
 */
export class Recorder implements Plugin {
  readonly name = 'Recorder';
  readonly #file: string;
  readonly #redact: () => Redactor;
  readonly #expiresInDays: number | undefined;
  readonly #cassettes: string[] = [];
  #tape: Tape | undefined;
  /** Of the running conversation: keeps what tools call sensitive out of it. */
  #calls: CallRedactor | undefined;
  #url: string | undefined;

  /** @throws DuologueError INVALID_OPTIONS where there is no path, or no such time */
  constructor({ path: file, redact = standardRedaction(), expiresInDays }: RecorderOptions) {
    if (typeof file !== 'string' || file === '')
      throw new DuologueError(
        'INVALID_OPTIONS',
        'Recorder needs the path of a cassette, such as calls/refund.',
      );
    checkExpiresInDays(expiresInDays);
    this.#file = cassettePath(file);
    this.#redact = redact;
    this.#expiresInDays = expiresInDays;
  }

  /** The files so far, the running one included. */
  get cassettes(): readonly string[] {
    return this.#cassettes;
  }

  apply(host: PluginHost): void {
    const { hooks } = host;
    const tap = { name: this.name, stage: 'observe' } as const;
    hooks.stateChanged.tap(tap, ({ state }) => {
      if (state === 'connecting') this.#url = undefined;
    });
    hooks.beforeConnect.tap(tap, ({ url }) => {
      this.#url = url;
    });
    hooks.messageSent.tap(tap, (message) => {
      const tape = this.#tapeOf(host);
      tape.message('up', this.#calls?.sent(wireOf(message)) ?? wireOf(message));
    });
    hooks.messageReceived.tap(tap, ({ raw }) => {
      const tape = this.#tapeOf(host);
      tape.message('down', this.#calls?.received(raw) ?? raw);
    });
    // what the session cannot read has crossed the wire all the same
    hooks.frameSkipped.tap(tap, ({ frame }) => {
      const tape = this.#tapeOf(host);
      const message = typeof frame === 'string' ? readFrame(frame) : undefined;
      if (message) tape.message('down', this.#calls?.received(message) ?? message);
      else tape.frame('down', frame);
    });
    hooks.ended.tap(tap, (end) => this.#end(end));
  }

  #tapeOf(host: PluginHost): Tape {
    return (this.#tape ??= this.#begin(host));
  }

  #begin(host: PluginHost): Tape {
    const { dir, base } = path.parse(this.#file);
    const [, stem = base, ending = ''] = /^(.*?)((?:\.cassette)?\.ya?ml)$/.exec(base) ?? [];
    const name = this.#cassettes.length === 0 ? stem : `${stem}-${this.#cassettes.length + 1}`;
    const file = path.join(dir, `${name}${ending}`);
    this.#cassettes.push(file);
    this.#calls = new CallRedactor(host.tools);
    return new Tape({
      clock: host.clock,
      file,
      name,
      source: 'session',
      url: this.#url,
      redactor: this.#redact(),
      expiresInDays: this.#expiresInDays,
      failed: (error) => host.reportProblem(error),
    });
  }

  #end({ reason, closeCode, closeReason = '' }: SessionEnd): void {
    if (closeCode === undefined) this.#tape?.abandon();
    else this.#tape?.end(closeCode, closeReason, reason === 'user' ? 'up' : 'down');
    this.#tape = undefined;
  }
}

function wireOf(message: ClientMessage): Readonly<Record<string, unknown>> {
  if (message.type === 'user_audio_chunk') return { user_audio_chunk: message.audioBase64 };
  return readFrame(encodeMessage(message)) ?? {};
}
