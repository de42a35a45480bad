import { readFileSync } from 'node:fs';
import { contractHash, type Clock, type DuologueError } from '@duologue/core';
import { readFrame } from '../../messages/client-contract.ts';
import type { WireMessage } from '../../messages/wire-message.ts';
import type { FrameDirection, LiveFrame } from '../format/cassette-frame.ts';
import { CassetteWriter } from '../format/cassette-writer.ts';
import { isoTime } from '../format/iso-time.ts';
import { laneOf } from '../format/frame-lane.ts';
import type { Redactor } from '../format/redactor.ts';

export interface TapeOptions {
  readonly clock: Clock;
  /** The file of the cassette. */
  readonly file: string;
  readonly name: string;
  /** Who records: `session` or `proxy`. */
  readonly source: string;
  /** The address of the conversation; its host and path are kept. */
  readonly url: string | undefined;
  readonly redactor: Redactor;
  /** How long the cassette may be trusted, in days; default for ever. */
  readonly expiresInDays?: number | undefined;
  /** A hash of how the agent is configured, where it is known. */
  readonly agentConfigHash?: string | undefined;
  /** Is told once, when nothing more can be recorded. The conversation itself goes on. */
  readonly failed: (error: DuologueError) => void;
  /** Is told when the cassette is complete. */
  readonly recorded?: () => void;
}

/** Records one conversation. Trouble with the disk or with redaction ends the recording and never the conversation. */
export class Tape {
  readonly #clock: Clock;
  readonly #startMs: number;
  readonly #failed: TapeOptions['failed'];
  readonly #recorded: TapeOptions['recorded'];
  #writer: CassetteWriter | undefined;

  constructor(options: TapeOptions) {
    const { clock, file, name, source, url, redactor, expiresInDays, failed, recorded } = options;
    this.#clock = clock;
    this.#startMs = clock.now();
    this.#failed = failed;
    this.#recorded = recorded;
    const address = url !== undefined && URL.canParse(url) ? new URL(url) : undefined;
    const provenance = {
      source,
      ...(address && { host: address.host, path: address.pathname }),
      recorded_at: isoTime(clock.epochMs()),
      recorder: recorderName(),
      redaction: redactor.version,
    };
    const protocol = { contract: contractHash };
    const agent = options.agentConfigHash === undefined ? {} : { agent_config_hash: options.agentConfigHash };
    const expires =
      expiresInDays === undefined ? {} : { expires: isoTime(clock.epochMs() + expiresInDays * dayMs) };
    this.#guard(() => {
      this.#writer = new CassetteWriter(file, {
        header: { name, provenance, protocol, ...agent, ...expires },
        redactor,
      });
    });
  }

  /** A frame as it crossed the wire. */
  frame(dir: FrameDirection, frame: string | Uint8Array): void {
    const data = typeof frame === 'string' ? readFrame(frame) : undefined;
    if (data) return this.message(dir, data);
    const raw =
      typeof frame === 'string' ? { text: frame } : { base64: Buffer.from(frame).toString('base64') };
    this.#add({ lane: 'control', dir, t: this.#t(), raw });
  }

  message(dir: FrameDirection, data: WireMessage): void {
    this.#add({ lane: laneOf(dir, data), dir, t: this.#t(), data });
  }

  /** The connection is gone. */
  end(code: number, reason: string, dir: FrameDirection): void {
    this.#guard(() => {
      if (!this.#writer?.isOpen) return;
      this.#writer.end({ code, reason, dir, t: this.#t() });
      this.#recorded?.();
    });
  }

  /** Stops; the cassette stays incomplete. */
  abandon(): void {
    this.#guard(() => {
      if (!this.#writer?.isOpen) return;
      this.#writer.flush();
      this.#writer.abandon();
    });
  }

  #add(frame: LiveFrame): void {
    this.#guard(() => this.#writer?.add(frame));
  }

  #t(): number {
    return Math.round(this.#clock.now() - this.#startMs);
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#failed(error as DuologueError);
    }
  }
}

const dayMs = 86_400_000;

function recorderName(): string {
  const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
    readonly version: string;
  };
  return `duologue ${manifest.version}`;
}
