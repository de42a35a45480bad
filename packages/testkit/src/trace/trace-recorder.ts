import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import path from 'node:path';
import {
  encodeMessage,
  type ClientMessage,
  type Plugin,
  type PluginHost,
  type SessionEnd,
} from '@duologue/core';
import { readFrame } from '../messages/client-contract.ts';
import { CallRedactor } from './call-redactor.ts';
import type { TraceEntry } from './trace-entry.ts';
import { TraceLog } from './trace-log.ts';

export interface TraceRecorderOptions {
  /** A file for the trace, one JSON object a line. It is written once the agent has answered: a start that fails leaves the trace of an earlier call whole. A second conversation of the same session goes to `name-2`, and so on. */
  readonly path?: string;
  /** How many entries are kept in memory; default 100,000. The oldest are dropped. */
  readonly keep?: number;
}

/** Bytes that may wait for the disk; what comes on top is left out and reported. */
const bufferBytes = 8 * 1024 * 1024;

/** Writes down every conversation of a session, with any agent: a real one too. Secrets, audio and sensitive parameters of tools stay out. */
export class TraceRecorder implements Plugin {
  readonly name = 'TraceRecorder';
  readonly #options: TraceRecorderOptions;
  #log: TraceLog | undefined;
  #calls: CallRedactor | undefined;
  #file: WriteStream | undefined;
  #written: Promise<void> = Promise.resolve();
  /** Entries that wait for the agent to answer; undefined once the file is open. */
  #early: TraceEntry[] | undefined;
  /** Conversations that were written down. */
  #count = 0;
  #isOpen = false;
  #leftOut = 0;
  #host: PluginHost | undefined;
  /** Of the turn that is being heard, in milliseconds. */
  #playedMs = 0;

  constructor(options: TraceRecorderOptions = {}) {
    this.#options = options;
  }

  /** The trace of the running conversation, or of the last one. */
  get entries(): readonly TraceEntry[] {
    return this.#log?.entries ?? [];
  }

  /** Whether the session is in a call, so that more may still come. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Resolves when everything so far is in the file. */
  get written(): Promise<void> {
    return this.#written;
  }

  apply(host: PluginHost): void {
    const { hooks } = host;
    const tap = { name: this.name, stage: 'observe' } as const;
    this.#host = host;
    hooks.stateChanged.tap(tap, ({ state }) => {
      this.#isOpen = state !== 'idle' && state !== 'ended';
      if (state === 'connecting') this.#begin(host);
      if (state === 'connected') this.#openFile();
    });
    hooks.messageReceived.tap(tap, ({ raw }) => this.#log?.down(this.#calls?.received(raw) ?? raw));
    hooks.messageSent.tap(tap, (message) => {
      const wire = wireOf(message);
      this.#log?.up(this.#calls?.sent(wire) ?? wire);
    });
    hooks.interrupted.tap(tap, ({ by, heardText, playedMs }) =>
      this.#log?.tell('session', 'interrupted', {
        by,
        playedMs,
        ...(heardText !== undefined && { heardText }),
      }),
    );
    hooks.audioDropped.tap(tap, (dropped) => this.#log?.tell('session', 'audioDropped', dropped));
    hooks.agentStartedSpeaking.tap(tap, (edge) => this.#log?.tell('session', 'agentStartedSpeaking', edge));
    hooks.agentAudioPlayed.tap(tap, ({ samples, sampleRateHz }) => {
      this.#playedMs += (samples.length * 1_000) / sampleRateHz;
    });
    hooks.agentStoppedSpeaking.tap(tap, ({ eventId, atMs }) => {
      this.#log?.tell('session', 'agentStoppedSpeaking', {
        eventId,
        atMs,
        playedMs: Math.round(this.#playedMs),
      });
      this.#playedMs = 0;
    });
    hooks.toolFinished.tap(tap, ({ call, outcome, durationMs }) =>
      this.#log?.tell('session', 'toolFinished', {
        name: call.toolName,
        id: call.toolCallId,
        outcome,
        durationMs,
      }),
    );
    hooks.ended.tap(tap, (end) => this.#end(end));
  }

  #begin({ clock, tools }: PluginHost): void {
    this.#calls = new CallRedactor(tools);
    this.#early = [];
    this.#file = undefined;
    this.#leftOut = 0;
    this.#playedMs = 0;
    const { keep } = this.#options;
    this.#log = new TraceLog({
      clock,
      write: (entry) => this.#write(entry),
      ...(keep !== undefined && { keep }),
    });
  }

  #open(): WriteStream | undefined {
    const { path: file } = this.#options;
    if (file === undefined) return undefined;
    const { dir, name, ext } = path.parse(file);
    if (dir !== '') mkdirSync(dir, { recursive: true });
    const stream = createWriteStream(
      this.#count === 1 ? file : path.join(dir, `${name}-${this.#count}${ext}`),
    );
    this.#written = new Promise((resolve) => {
      stream.once('close', resolve);
      stream.once('error', (error) => this.#host?.reportProblem(error));
    });
    return stream;
  }

  /** Opens the file, with what came before the agent had answered; of a conversation that is brought back it is open already. */
  #openFile(): void {
    if (!this.#early) return;
    this.#count += 1;
    this.#file = this.#open();
    const entries = this.#early;
    this.#early = undefined;
    for (const entry of entries) this.#write(entry);
  }

  #write(entry: TraceEntry): void {
    if (this.#early) this.#early.push(entry);
    if (!this.#file || this.#file.destroyed) return;
    if (this.#file.writableLength > bufferBytes) this.#leftOut += 1;
    else this.#file.write(`${JSON.stringify(entry)}\n`);
  }

  #end({ reason, closeCode }: SessionEnd): void {
    this.#log?.tell('session', 'ended', { reason, ...(closeCode !== undefined && { closeCode }) });
    if (closeCode !== undefined)
      this.#log?.end({ code: closeCode, by: reason === 'user' ? 'client' : 'server' });
    this.#file?.end();
    if (this.#leftOut > 0)
      this.#host?.reportProblem(
        new Error(`The disk was too slow: ${this.#leftOut} entries are missing from the trace.`),
      );
  }
}

function wireOf(message: ClientMessage): Readonly<Record<string, unknown>> {
  if (message.type === 'user_audio_chunk') return { user_audio_chunk: message.audioBase64 };
  return readFrame(encodeMessage(message)) ?? {};
}
