import assert from 'node:assert/strict';
import type { Tool, ToolContext } from '../../../src/index.ts';

/** The tools of one conversation, one of each temper, and what is running of them; the tool `missing` is not there. */
export class ModelTools {
  readonly tools: readonly Tool[];
  /** The calls that run and were not told to stop, by tool. */
  readonly #running = new Map<string, Set<string>>();
  readonly #hold: (check: () => void) => void;

  /** `hold` keeps what a check throws, which a tool could not. */
  constructor(hold: (check: () => void) => void) {
    this.#hold = hold;
    this.tools = [
      this.#tool('quick', () => 'done'),
      this.#tool('slow', ({ clock, signal }) => clock.sleep(180, signal).then(() => ({ slow: true }))),
      this.#tool('abortable', ({ clock, signal }) => clock.sleep(400, signal).then(() => 'done'), {
        onInterruption: 'abort',
      }),
      this.#tool('narrow', ({ clock, signal }) => clock.sleep(60, signal), { concurrency: 1 }),
      this.#tool('stuck', () => new Promise(() => {}), { timeoutMs: 500 }),
      this.#tool('broken', () => {
        throw new Error('broken');
      }),
    ];
  }

  get isAnyRunning(): boolean {
    return [...this.#running.values()].some(({ size }) => size > 0);
  }

  /** Those that go on where the user cuts in. */
  get kept(): string[] {
    return [...this.#running].flatMap(([name, calls]) => (name === 'abortable' ? [] : [...calls]));
  }

  /** After an interruption in which `kept` were running: they run, and nothing that asked to be aborted does. */
  checkInterrupted(kept: readonly string[]): void {
    assert.deepEqual([...this.#callsOf('abortable')], [], 'a tool runs on that asked to be aborted');
    assert.deepEqual(this.kept, kept, 'a tool was stopped that asked to be kept');
  }

  #tool(name: string, work: (context: ToolContext) => unknown, more: Partial<Tool> = {}): Tool {
    const run = async (_: unknown, context: ToolContext): Promise<unknown> => {
      const calls = this.#callsOf(name);
      const { toolCallId, signal } = context;
      this.#hold(() => {
        assert.ok(!isDenied(toolCallId), 'a tool runs that was denied');
        assert.ok(name !== 'narrow' || calls.size === 0, 'more calls of a tool run at once than may');
      });
      calls.add(toolCallId);
      signal.addEventListener('abort', () => calls.delete(toolCallId), { once: true });
      try {
        return await work(context);
      } finally {
        calls.delete(toolCallId);
      }
    };
    return { name, description: 'For the model.', ...more, run };
  }

  #callsOf(name: string): Set<string> {
    let calls = this.#running.get(name);
    if (!calls) this.#running.set(name, (calls = new Set()));
    return calls;
  }
}

/** What the judge of the model says nothing about: a client tool then runs, and an MCP tool does not. */
export function isUndecided(toolCallId: string): boolean {
  return toolCallId.endsWith('6');
}

/** What the judge of the model says no to. */
export function isDenied(toolCallId: string): boolean {
  return toolCallId.endsWith('5');
}
