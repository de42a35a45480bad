import { differences, type Difference } from '../../match/differences.ts';
import { clientTypeOf } from '../../messages/client-contract.ts';
import { describeMessage } from '../../messages/describe-message.ts';
import type { WireMessage } from '../../messages/wire-message.ts';
import { StepFailure } from '../../engine/step-failure.ts';
import type { CassetteFrame } from '../format/cassette-frame.ts';
import type { Placeholders } from '../redaction/placeholders.ts';

/** A message of the client that the recording has and the replay waits for. */
export interface Awaited {
  readonly frame: CassetteFrame;
  /** Where it stands in the cassette. */
  readonly line: number;
  /** The message as it has to be in this conversation; values may be matchers. */
  readonly expected: WireMessage;
}

export interface ClientPartOptions {
  /** Whether messages may come in another order than they were recorded in. */
  readonly relaxed: boolean;
  /** JSON pointers into messages of the client, such as `/result`, below which everything may differ. */
  readonly ignore: readonly string[];
  /** Goes round a comparison that may bind placeholders, and takes the binding back where the message is another one. */
  readonly placeholders?: Pick<Placeholders, 'attempt'>;
}

/** What the client says in a recording, against what it says now. */
export class ClientPart {
  readonly #options: ClientPartOptions;
  #awaited: Awaited[] = [];
  #waiting: WireMessage[] = [];

  constructor(options: ClientPartOptions) {
    this.#options = options;
  }

  /** Messages of the recording that have not come yet. */
  get awaited(): readonly Awaited[] {
    return this.#awaited;
  }

  /** Messages that have come before their turn. */
  get waiting(): readonly WireMessage[] {
    return this.#waiting;
  }

  /** The recording goes on with a message of the client. */
  await(message: Awaited): void {
    this.#awaited.push(message);
  }

  add(message: WireMessage): void {
    this.#waiting.push(message);
  }

  /** Whether a message of the recording has not come yet. */
  isAwaited(seq: number): boolean {
    return this.#awaited.some(({ frame }) => frame.seq === seq);
  }

  /** How many messages have found their place. @throws StepFailure where one is not what was recorded */
  match(): number {
    let matched = 0;
    while (this.#waiting.length > 0 && this.#awaited.length > 0) {
      if (!(this.#options.relaxed ? this.#matchAny() : this.#matchFirst())) break;
      matched += 1;
    }
    return matched;
  }

  #matchFirst(): boolean {
    const [message, awaited] = [this.#waiting[0], this.#awaited[0]];
    if (!message || !awaited) return false;
    const found = this.#compare(awaited, message);
    if (found?.length === 0) {
      this.#waiting.shift();
      this.#awaited.shift();
      return true;
    }
    throw this.#mismatch(awaited, message, found);
  }

  #matchAny(): boolean {
    for (const [index, message] of this.#waiting.entries()) {
      const found = this.#awaited.find((awaited) => this.#compare(awaited, message)?.length === 0);
      if (!found) continue;
      this.#waiting.splice(index, 1);
      this.#awaited = this.#awaited.filter((awaited) => awaited !== found);
      return true;
    }
    const [message] = this.#waiting;
    const near = message && this.#awaited.find((awaited) => this.#compare(awaited, message));
    if (near && message) throw this.#mismatch(near, message, this.#compare(near, message));
    return false;
  }

  /** The places where a message differs; undefined where it is another message altogether. */
  #compare({ expected }: Awaited, message: WireMessage): Difference[] | undefined {
    const type = clientTypeOf(message);
    if (type !== clientTypeOf(expected)) return undefined;
    const isAnswer = type === 'client_tool_result' || type === 'mcp_tool_approval_result';
    if (isAnswer && message.tool_call_id !== expected.tool_call_id) return undefined;
    const { ignore, placeholders } = this.#options;
    const compare = () =>
      differences(withoutSource(expected), withoutSource(message), { exact: true }).filter(
        ({ pointer }) => !ignore.some((ignored) => isBelow(pointer, ignored)),
      );
    return placeholders ? placeholders.attempt(compare, (found) => found.length === 0) : compare();
  }

  #mismatch(awaited: Awaited, message: WireMessage, found: Difference[] | undefined): StepFailure {
    const later = this.#awaited.find((other) => this.#compare(other, message)?.length === 0);
    const what = describeMessage(message);
    const facts: StepFailure['facts'] = found
      ? {
          code: 'field_mismatch',
          cause: `The client sent ${what}, which is not what was recorded.`,
          differences: found,
          hints: hintsFor(message, found),
        }
      : {
          code: later ? 'out_of_order' : 'unexpected_message',
          cause: `The client sent ${what} where the recording has ${describeMessage(awaited.frame.data ?? {})}.`,
          hints: later
            ? [
                `It looks like line ${later.line} came early. Where the order means nothing, relax the cassette: duologue relax.`,
              ]
            : hintsFor(message, []),
        };
    return new StepFailure({ ...facts, unmatched: this.#waiting, at: atLine(awaited) });
  }
}

/** Where a frame stands, for the message of a failure. */
export function atLine({ frame, line }: Pick<Awaited, 'frame' | 'line'>): { what: string; line: number } {
  const who = frame.dir === 'up' ? 'of the client' : 'of the service';
  const type = frame.data ? (clientTypeOf(frame.data) ?? 'unknown') : 'a frame that is no message';
  return { what: `frame ${frame.seq} ${who}: ${type}`, line };
}

function hintsFor(message: WireMessage, found: readonly Difference[]): string[] {
  const type = clientTypeOf(message);
  if (type === 'client_tool_result')
    return found.some(({ pointer }) => pointer === '/result')
      ? ['Where results differ from run to run, ignore them: cassette(path, { ignore: ["/result"] }).']
      : [];
  if (type === 'conversation_initiation_client_data') return [];
  return type === 'user_message' || type === 'feedback'
    ? [
        'The replay does what the user did in the recording. An app that does it itself needs cassette(path, { plays: [] }).',
      ]
    : [];
}

function isBelow(pointer: string, ignored: string): boolean {
  return pointer === ignored || pointer.startsWith(`${ignored}/`);
}

/** Which client it is says nothing about the conversation. */
function withoutSource(message: WireMessage): WireMessage {
  const { source_info: _source, ...rest } = message;
  return rest;
}
