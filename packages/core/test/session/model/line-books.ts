import assert from 'node:assert/strict';
import type { FakeLine } from '../../support/fake-line.ts';
import { HeardBooks } from './heard-books.ts';

/** What was asked of the session on one connection, and must have been answered. */
export class LineBooks {
  readonly line: FakeLine;
  readonly audio = new HeardBooks();
  readonly #calls = new Map<string, boolean>();
  readonly #approvals = new Set<string>();
  #pings = 0;

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
    assert.equal(this.line.heard('pong').length, this.#pings, 'a ping is not answered in its tick');
  }

  /** No call has more than one result, and none a result that nobody wanted; each is one string. */
  checkResults(): void {
    const results = this.line.heard('client_tool_result');
    const ids = results.map(({ tool_call_id }) => tool_call_id as string);
    assert.equal(new Set(ids).size, ids.length, 'a call was answered twice');
    for (const { tool_call_id: id, result } of results) {
      assert.equal(this.#calls.get(id as string), true, 'a call was answered that wants no answer');
      assert.equal(typeof result, 'string', 'a result is no string');
    }
    const approvals = this.line.heard('mcp_tool_approval_result').map(({ tool_call_id }) => tool_call_id);
    assert.equal(new Set(approvals).size, approvals.length, 'an approval was answered twice');
    for (const id of approvals) assert.ok(this.#approvals.has(id as string), 'nobody asked for an approval');
  }

  /** Every call that wants a result has had it. */
  checkAllAnswered(): void {
    const answered = new Set(this.line.heard('client_tool_result').map(({ tool_call_id }) => tool_call_id));
    for (const [id, expects] of this.#calls) {
      assert.equal(answered.has(id), expects, `call ${id} has no answer`);
    }
  }
}
