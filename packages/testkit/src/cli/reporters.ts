import type { Conversation } from '../conversation/conversation.ts';
import type { Refusal } from '../server/admission.ts';
import { paint, print, type CliIo } from './io.ts';
import { StatusLine } from './status-line.ts';

/** A scenario that is served. */
export interface ServedAgent {
  readonly id: string;
  readonly scenario: string;
  readonly url: string;
}

/** Tells what happens on a server. */
export interface Reporter {
  listening(http: string, agents: readonly ServedAgent[]): void;
  opened(conversation: Conversation): void;
  /** The user is to do something now. */
  user(conversation: Conversation, line: string, event: Readonly<Record<string, unknown>>): void;
  ended(conversation: Conversation): void;
  /** A client got no conversation. */
  refused(refusal: Refusal): void;
  stopped(): void;
}

/** A line for each conversation, and on a terminal one that counts them. */
export class TextReporter implements Reporter {
  readonly #io: CliIo;
  readonly #status: StatusLine;
  #open = 0;
  #passed = 0;
  #failed = 0;

  constructor(io: CliIo) {
    this.#io = io;
    this.#status = new StatusLine(io);
  }

  listening(http: string, agents: readonly ServedAgent[]): void {
    print(this.#io, `Listening on ${paint(this.#io, 'bold', http)}. Ctrl-C stops.`);
    for (const { url, scenario } of agents) print(this.#io, `  ${url}  ${scenario}`);
    this.#count();
  }

  opened(): void {
    this.#open += 1;
    this.#count();
  }

  user({ id }: Conversation, line: string): void {
    this.#status.print(paint(this.#io, 'dim', `     ${id} ${line}`));
  }

  ended(conversation: Conversation): void {
    const { id, failure, scenario } = conversation;
    this.#open -= 1;
    if (failure) this.#failed += 1;
    else this.#passed += 1;
    const verdict = failure ? paint(this.#io, 'red', 'bad') : paint(this.#io, 'green', 'ok ');
    const seconds = (lengthOf(conversation) / 1_000).toFixed(1);
    this.#status.print(`${verdict}  ${scenario.name}  ${id}  ${seconds} s`);
    if (failure) this.#status.print(`${failure.message}\n`);
    this.#count();
  }

  refused({ status, message }: Refusal): void {
    this.#status.print(`${paint(this.#io, 'red', 'no ')}  ${status}  ${message}`);
  }

  stopped(): void {
    this.#status.show('');
  }

  #count(): void {
    this.#status.show(`${this.#open} talking, ${this.#passed} ok, ${this.#failed} bad`);
  }
}

/** One JSON object a line. */
export class JsonReporter implements Reporter {
  readonly #io: CliIo;

  constructor(io: CliIo) {
    this.#io = io;
  }

  listening(http: string, agents: readonly ServedAgent[]): void {
    this.#tell({ event: 'listening', http, url: agents[0]?.url, agents });
  }

  opened({ id, scenario, seed }: Conversation): void {
    this.#tell({ event: 'opened', conversation: id, scenario: scenario.name, seed });
  }

  user({ id }: Conversation, _line: string, event: Readonly<Record<string, unknown>>): void {
    this.#tell({ conversation: id, ...event });
  }

  ended(conversation: Conversation): void {
    const { id, failure, scenario } = conversation;
    this.#tell({
      event: 'ended',
      conversation: id,
      scenario: scenario.name,
      ok: !failure,
      ms: lengthOf(conversation),
      ...(failure && { code: failure.code, problem: failure.message }),
    });
  }

  refused(refusal: Refusal): void {
    this.#tell({ event: 'refused', ...refusal });
  }

  stopped(): void {
    this.#tell({ event: 'stopped' });
  }

  #tell(event: Readonly<Record<string, unknown>>): void {
    print(this.#io, JSON.stringify(event));
  }
}

function lengthOf({ trace }: Conversation): number {
  return Math.round(trace.entries.at(-1)?.t ?? 0);
}
