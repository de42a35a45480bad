import {
  DuologueError,
  Session,
  type Clock,
  type Hooks,
  type Plugin,
  type Problem,
  type Tool,
  type ToolFinish,
} from '@duologue/core';
import { VirtualClock } from '../clock/virtual-clock.ts';
import { BenchTransport } from './bench-transport.ts';

export interface ToolBenchOptions {
  /** Default a virtual clock of the bench's own, which goes with it. */
  readonly clock?: Clock;
  /** What that clock says at the start, in milliseconds since 1970; default 2026-01-01T00:00:00Z. */
  readonly epochMs?: number;
  /** Plugins beside the one that is tested: taps that approve, answer or watch. */
  readonly plugins?: readonly Plugin[];
  /** Seeds the random choices of the pack; default 1. */
  readonly seed?: number;
}

/** How a call went, and what happened on the way. */
export interface ToolTrial extends ToolFinish {
  /** What the tool told the agent while it worked, in order. */
  readonly progress: readonly string[];
  /** What was reported meanwhile. */
  readonly problems: readonly Problem[];
}

/**
 * A pack, or a few tools, set up as in a conversation but with nobody on the line: calls pass validation, approval,
 * taps, time limits and result coding, exactly as the agent's calls do.
 *
 * @example
 * await using bench = await ToolBench.open(bookingPack());
 * expect(await bench.call('book_table', { party: 4 })).toMatchObject({ outcome: 'succeeded' });
 */
export class ToolBench {
  readonly #session: Session;
  readonly #transport: BenchTransport;
  readonly #ownClock: VirtualClock | undefined;
  readonly #waiting = new Map<string, (finish: ToolFinish) => void>();
  readonly #problems: Problem[] = [];
  #calls = 0;

  private constructor(tested: Plugin | readonly Tool<never>[], options: ToolBenchOptions) {
    const { plugins = [], seed = 1, epochMs } = options;
    this.#ownClock = options.clock ? undefined : new VirtualClock(epochMs === undefined ? {} : { epochMs });
    this.#transport = new BenchTransport();
    this.#session = new Session({
      url: 'ws://tool-bench.invalid',
      transport: this.#transport,
      clock: options.clock ?? (this.#ownClock as VirtualClock),
      seed,
      overrides: { conversation: { textOnly: true } },
      tools: 'apply' in tested ? [] : tested,
      plugins: 'apply' in tested ? [...plugins, tested] : plugins,
    });
    this.#session.hooks.problemOccurred.tap({ name: 'ToolBench', stage: 'capture' }, (problem) => {
      this.#problems.push(problem);
    });
    this.#session.hooks.toolFinished.tap({ name: 'ToolBench', stage: 'observe' }, (finish) => {
      this.#waiting.get(finish.call.toolCallId)?.(finish);
      this.#waiting.delete(finish.call.toolCallId);
    });
  }

  /** Sets a pack or some tools up. @throws DuologueError as `Session` and `start` */
  static async open(
    tested: Plugin | readonly Tool<never>[],
    options: ToolBenchOptions = {},
  ): Promise<ToolBench> {
    const bench = new ToolBench(tested, options);
    try {
      await bench.#session.start();
    } catch (error) {
      await bench[Symbol.asyncDispose]();
      throw error;
    }
    return bench;
  }

  get clock(): Clock {
    return this.#session.clock;
  }

  get hooks(): Hooks {
    return this.#session.hooks;
  }

  /** Every problem so far. */
  get problems(): readonly Problem[] {
    return this.#problems;
  }

  /** Calls a tool as the agent would, and resolves with its outcome; it never rejects because of the tool. */
  async call(toolName: string, parameters: object = {}): Promise<ToolTrial> {
    if (this.#session.state !== 'connected') {
      throw new DuologueError('INVALID_STATE', `call("${toolName}") is not possible: the bench is closed.`);
    }
    this.#calls += 1;
    const toolCallId = `call_${this.#calls}`;
    const problemsBefore = this.#problems.length;
    const finish = await new Promise<ToolFinish>((resolve) => {
      this.#waiting.set(toolCallId, resolve);
      this.#transport.receive({
        type: 'client_tool_call',
        client_tool_call: {
          tool_name: toolName,
          tool_call_id: toolCallId,
          parameters,
          event_id: this.#calls,
        },
      });
    });
    const progress = this.#transport.progressOf(toolCallId);
    return { ...finish, progress, problems: this.#problems.slice(problemsBefore) };
  }

  /** Cuts in as a user does: tools with `onInterruption: 'abort'` are aborted. */
  interrupt(): void {
    this.#transport.receive({ type: 'interruption', interruption_event: { event_id: this.#calls } });
  }

  /** Ends the conversation: every running call is aborted. */
  async end(): Promise<void> {
    await this.#session.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session[Symbol.asyncDispose]();
    this.#ownClock?.[Symbol.dispose]();
  }
}
