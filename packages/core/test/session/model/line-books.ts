import assert from 'node:assert/strict';
import type { FakeLine } from '../../support/fake-line.ts';
import type { WireMessage } from '../../support/server-words.ts';
import { HeardBooks } from './heard-books.ts';

/** What was asked of the session on one connection, and must have been answered. */
export class LineBooks {
  readonly line: FakeLine;
  readonly audio = new HeardBooks();
  readonly #calls = new Map<string, boolean>();
  readonly #approvals = new Set<string>();
  readonly #answered = new Set<string>();
  readonly #approved = new Set<string>();
  #pings = 0;
  #pongs = 0;
  #framesRead = 0;

  constructor(line: FakeLine) {
    this.line = line;
  }

  /** A call; the first with an id counts. */
  called(id: string, expects: boolean): void {
    if (!this.#calls.has(id)) this.#calls.set(id, expects);
  }

  asked(id: string): void {
    this.#approvals.add(id);
  }

  pinged(): void {
    this.#pings += 1;
    this.#read();
    assert.equal(this.#pongs, this.#pings, 'a ping is not answered in its tick');
  }

  /** No call has more than one result, and none a result that nobody wanted; each is one string. */
  checkResults(): void {
    this.#read();
  }

  /** Every call that wants a result has had it. */
  checkAllAnswered(): void {
    this.#read();
    for (const [id, expects] of this.#calls) {
      assert.equal(this.#answered.has(id), expects, `call ${id} has no answer`);
    }
  }

  /** Reads what the session has sent since. */
  #read(): void {
    for (const frame of this.line.frames.slice(this.#framesRead)) {
      const message = JSON.parse(frame) as WireMessage;
      const id = message['tool_call_id'] as string;
      if (message['type'] === 'pong') this.#pongs += 1;
      if (message['type'] === 'client_tool_result') this.#answer(id, message);
      if (message['type'] === 'mcp_tool_approval_result') {
        assert.ok(!this.#approved.has(id), 'an approval was answered twice');
        assert.ok(this.#approvals.has(id), 'nobody asked for an approval');
        this.#approved.add(id);
      }
    }
    this.#framesRead = this.line.frames.length;
  }

  #answer(id: string, { result }: WireMessage): void {
    assert.ok(!this.#answered.has(id), 'a call was answered twice');
    assert.equal(this.#calls.get(id), true, 'a call was answered that wants no answer');
    assert.equal(typeof result, 'string', 'a result is no string');
    this.#answered.add(id);
  }
}
