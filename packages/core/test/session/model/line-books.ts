import assert from 'node:assert/strict';
import type { FakeLine } from '../../support/fake-line.ts';
import type { WireMessage } from '../../support/server-words.ts';
import { HeardBooks } from './heard-books.ts';
import type { ToolKind } from './steps.ts';
import { isDenied, isUndecided } from './tools.ts';

interface Call {
  readonly tool: ToolKind;
  readonly expects: boolean;
}

/** How a call of each tool may end that was let through, but for those that the end of the connection cut. */
const outcomes: Readonly<Record<ToolKind, readonly string[]>> = {
  quick: ['succeeded'],
  slow: ['succeeded'],
  abortable: ['succeeded', 'aborted'],
  narrow: ['succeeded'],
  stuck: ['timed_out'],
  broken: ['failed'],
  missing: ['unknown_tool'],
};

/** What was asked of the session on one connection, and must have been answered. */
export class LineBooks {
  readonly line: FakeLine;
  readonly audio = new HeardBooks();
  readonly #calls = new Map<string, Call>();
  /** Whether each answer was an error. */
  readonly #answered = new Map<string, boolean>();
  readonly #approvals = new Set<string>();
  readonly #approved = new Set<string>();
  readonly #answeredByHand = new Set<string>();
  #pings = 0;
  #pongs = 0;
  #framesRead = 0;
  #userAudio: string[] = [];

  constructor(line: FakeLine) {
    this.line = line;
  }

  /** A call; the first with an id counts. */
  called(id: string, call: Call): void {
    if (!this.#calls.has(id)) this.#calls.set(id, call);
  }

  asked(id: string): void {
    this.#approvals.add(id);
  }

  /** The user says no by hand; `send` throws where it is not asked for. */
  deniedByHand(id: string, send: () => void): void {
    this.check();
    send();
    this.#answeredByHand.add(id);
  }

  pinged(): void {
    this.#pings += 1;
    this.check();
    assert.equal(this.#pongs, this.#pings, 'a ping is not answered in its tick');
  }

  /** The session tells what became of a call. */
  finished(id: string, outcome: string, answered: boolean): void {
    const call = this.#calls.get(id);
    assert.ok(call, 'a call ended that nobody made');
    if (answered) {
      const allowed = isDenied(id) ? ['denied', 'aborted'] : outcomes[call.tool];
      assert.ok(allowed.includes(outcome), `a call of ${call.tool} was answered as ${outcome}`);
      this.check();
      assert.equal(this.#answered.get(id), outcome !== 'succeeded', `is_error of a call that ${outcome}`);
    }
  }

  /** What the microphone heard just now went out, as zeros where it was not to be heard. */
  spoke(silenced: boolean): void {
    this.check();
    const frames = this.#userAudio.splice(0);
    assert.equal(frames.length, 1, 'a frame of the microphone did not go out');
    const isSilence = Buffer.from(frames[0] ?? '', 'base64').every((byte) => byte === 0);
    assert.equal(isSilence, silenced, silenced ? 'the user is heard though muted' : 'the user is not heard');
  }

  /**
   * Reads what the session has sent since: no call has more than one result, and none a result that nobody wanted;
   * each is one string. A no stays a no.
   */
  check(): void {
    for (const frame of this.line.frames.slice(this.#framesRead)) {
      const message = JSON.parse(frame) as WireMessage;
      const id = message['tool_call_id'] as string;
      if (message['type'] === 'pong') this.#pongs += 1;
      if (message['type'] === 'client_tool_result') this.#answer(id, message);
      if (message['type'] === 'mcp_tool_approval_result') this.#approve(id, message);
      if (typeof message['user_audio_chunk'] === 'string') this.#userAudio.push(message['user_audio_chunk']);
    }
    this.#framesRead = this.line.frames.length;
  }

  /** Every call that wants a result has had it. */
  checkAllAnswered(): void {
    this.check();
    for (const [id, { expects }] of this.#calls) {
      assert.equal(this.#answered.has(id), expects, `call ${id} has no answer`);
    }
  }

  #answer(id: string, { result, is_error: isError }: WireMessage): void {
    assert.ok(!this.#answered.has(id), 'a call was answered twice');
    assert.equal(this.#calls.get(id)?.expects, true, 'a call was answered that wants no answer');
    assert.equal(typeof result, 'string', 'a result is no string');
    this.#answered.set(id, isError as boolean);
  }

  #approve(id: string, { is_approved: isApproved }: WireMessage): void {
    assert.ok(!this.#approved.has(id), 'an approval was answered twice');
    assert.ok(this.#approvals.has(id), 'nobody asked for an approval');
    const wanted = !isDenied(id) && !isUndecided(id) && !this.#answeredByHand.has(id);
    assert.equal(isApproved, wanted, 'a no became a yes, or a yes a no');
    this.#approved.add(id);
  }
}
