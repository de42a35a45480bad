import type { Scenario, Step } from '../../scenario/scenario.ts';
import type { ExpectToolResult } from '../../scenario/expect-steps.ts';
import { isPlainObject } from '../../match/show.ts';
import type { RecordedCall, RecordEntry } from './conversation-record.ts';

export interface TurnWriterOptions {
  /** Nobody speaks. */
  readonly isTextOnly: boolean;
  /** Whether tools have to answer what they answered in the call. */
  readonly results: 'exact' | 'any';
}

/** How long a character takes to say, in milliseconds: about 15 of them a second. */
const msPerChar = 65;

/** A pause of the record below this is none: its times are whole seconds. */
const shortestPauseMs = 1_000;
const longestPauseMs = 10_000;

/** Silence that ends what the user says, in milliseconds. */
const silenceMs = 400;

/** Writes the turns of a conversation as steps, and keeps count of the time that they take. */
export class TurnWriter {
  readonly #options: TurnWriterOptions;
  readonly #steps: Step[] = [];
  readonly #names = new Map<string, number>();
  #nowMs = 0;
  #hasEndCall = false;

  constructor(options: TurnWriterOptions) {
    this.#options = options;
  }

  get steps(): Scenario['steps'] {
    return this.#steps;
  }

  /** Whether the agent has hung up. */
  get hasEndCall(): boolean {
    return this.#hasEndCall;
  }

  /** Writes an entry; a turn that was cut goes together with what the user said then. */
  write(entry: RecordEntry, cutBy: RecordEntry | undefined): void {
    if (entry.role === 'agent') this.#agent(entry, cutBy);
    else if (entry.isContext)
      this.#push({ expect: 'contextualUpdate', match: { text: entry.text }, optional: true });
    else if (entry.text !== '' && !entry.isPassedOver) this.#user(entry);
  }

  #agent({ text, planned = text, wasCut, atMs, calls }: RecordEntry, cutBy: RecordEntry | undefined): void {
    if (planned !== '') {
      this.#pause(atMs, 'server');
      const ms = lengthOf(planned);
      const speech = { audio: { toneHz: 440, ms } } as const;
      this.#push({ server: 'say', text: literal(planned), ...(!this.#options.isTextOnly && speech) });
      const heardMs = Math.round(ms * Math.min(0.9, text.length / planned.length));
      if (wasCut && !this.#options.isTextOnly) this.#cut(heardMs, text, cutBy);
      else this.#nowMs += ms;
    }
    this.#calls(calls);
  }

  #cut(heardMs: number, heard: string, cutBy: RecordEntry | undefined): void {
    const correction = literal(heard === '' ? '...' : heard);
    const when = { playedMs: heardMs };
    this.#nowMs += heardMs;
    if (!cutBy) {
      this.#push({ server: 'interrupt', at: when, correction });
    } else if (this.#isWritten(cutBy)) {
      this.#push({ user: 'message', text: cutBy.text, when });
      this.#push({ expect: 'userMessage', match: { text: cutBy.text } });
      this.#push({ server: 'interrupt', correction });
    } else {
      const ms = lengthOf(cutBy.text);
      this.#push({ user: 'say', audio: { toneHz: 300, ms }, when });
      this.#push({ server: 'interrupt', at: { voiceMs: 200 }, correction });
      this.#push({ expect: 'audio', voiceMs: voiceOf(ms - 200), silenceMs });
      this.#push({ server: 'userTranscript', text: literal(cutBy.text) });
      this.#nowMs += ms + silenceMs;
    }
  }

  #user(entry: RecordEntry): void {
    const { text, atMs } = entry;
    this.#pause(atMs, 'user');
    if (this.#isWritten(entry)) {
      this.#push({ user: 'message', text, when: 'silent' });
      this.#push({ expect: 'userMessage', match: { text } });
      return;
    }
    const ms = lengthOf(text);
    this.#push({ user: 'say', audio: { toneHz: 300, ms } });
    this.#push({ expect: 'audio', voiceMs: voiceOf(ms), silenceMs });
    this.#push({ server: 'userTranscript', text: literal(text) });
    this.#nowMs += ms + silenceMs;
  }

  #calls(calls: readonly RecordedCall[]): void {
    const expected: ExpectToolResult[] = [];
    for (const call of calls) {
      if (call.name === 'end_call') {
        this.#hasEndCall = true;
        this.#push({ server: 'agentToolResponse', name: 'end_call', toolType: 'system' });
      } else if (call.by === 'client') expected.push(...this.#clientCall(call));
      else {
        this.#push({
          server: 'agentToolResponse',
          name: call.name,
          toolType: call.by,
          ...(call.answer?.isError && { isError: true }),
        });
      }
    }
    const [only] = expected;
    if (only && expected.length === 1) this.#push(only);
    else if (only) this.#push({ expect: 'anyOrder', steps: expected });
  }

  #clientCall({ name, parameters, answer }: RecordedCall): ExpectToolResult[] {
    const count = (this.#names.get(name) ?? 0) + 1;
    this.#names.set(name, count);
    const as = count === 1 ? name : `${name}_${count}`;
    this.#push({ server: 'toolCall', name, parameters, as, ...(!answer && { expectsResponse: false }) });
    if (!answer) return [];
    const { result, isError } = answer;
    const wanted = this.#options.results === 'exact' && !isError ? { result: resultOf(result) } : {};
    return [{ expect: 'toolResult', of: as, ...wanted, isError }];
  }

  #isWritten({ isWritten }: RecordEntry): boolean {
    return this.#options.isTextOnly || isWritten;
  }

  /** What the record has of silence before a turn. */
  #pause(atMs: number, who: 'server' | 'user'): void {
    const ms = Math.min(longestPauseMs, Math.round(atMs - this.#nowMs));
    this.#nowMs = Math.max(this.#nowMs, atMs);
    if (ms < shortestPauseMs || this.#steps.length < 3) return;
    this.#push(who === 'server' ? { server: 'pause', ms } : { user: 'wait', ms, when: 'silent' });
  }

  #push(step: Step): void {
    this.#steps.push(step);
  }
}

/** How long a text takes to say, in milliseconds. */
function lengthOf(text: string): number {
  return Math.max(400, Math.round((text.length * msPerChar) / 100) * 100);
}

/** How much of speech has to be heard as such. */
function voiceOf(ms: number): number {
  return Math.max(100, Math.round((ms * 0.6) / 100) * 100);
}

/** A text in which nothing refers to anything. */
function literal(text: string): string {
  return text.replaceAll('{{', '{ {');
}

/** A result that is an object is compared with what it holds, however it is written. */
function resultOf(text: string): unknown {
  try {
    const value = JSON.parse(text) as unknown;
    return isPlainObject(value) ? value : text;
  } catch {
    return text;
  }
}
