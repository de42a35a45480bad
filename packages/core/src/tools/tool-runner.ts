import { DuologueError, type ErrorCode } from '../errors.ts';
import { RecentIds } from './recent-ids.ts';
import { Semaphore } from './semaphore.ts';
import type { ToolCall, ToolFinish, ToolOutcome } from './tool.ts';
import type { RegisteredTool, ToolRegistry } from './tool-registry.ts';
import { ToolRun, type ToolRunOptions } from './tool-run.ts';

export interface ToolRunnerOptions extends Pick<ToolRunOptions, 'clock' | 'approve' | 'answer'> {
  readonly registry: ToolRegistry;
  /** Calls that run or wait; one more is answered as an error. */
  readonly limit: number;
  /** Sends a result; false where the connection is gone. */
  readonly sendResult: (toolCallId: string, result: string, isError: boolean) => boolean;
  /** Tells the agent how far a call is. */
  readonly progress: (toolCallId: string, text: string) => void;
  /** A call was taken, before anything is done about it. */
  readonly began: (call: ToolCall) => void;
  readonly finished: (finish: ToolFinish) => void;
  readonly report: (error: DuologueError) => void;
}

/**
 * Runs the agent's client tool calls: one result for each call that expects one, whatever the tool does.
 * The order is dedupe, validate, approve, answer, run.
 */
export class ToolRunner {
  readonly #options: ToolRunnerOptions;
  readonly #seen = new RecentIds(1_000);
  readonly #running = new Map<string, ToolRun>();
  readonly #turns = new Map<string, Semaphore>();
  #open = true;

  constructor(options: ToolRunnerOptions) {
    this.#options = options;
  }

  /** Takes a call. A call whose id was seen before is ignored: it has had, or will have, its one answer. */
  take(call: ToolCall): void {
    if (!this.#open || this.#running.has(call.toolCallId) || !this.#seen.add(call.toolCallId)) return;
    const { clock, registry, limit, began, approve, answer, progress } = this.#options;
    began({ ...call, parameters: registry.shown(call).parameters });
    const run = new ToolRun({
      clock,
      call,
      registered: registry.get(call.toolName),
      names: () => registry.names,
      approve,
      answer,
      enter: (tool, signal) => this.#turnOf(tool).enter(signal),
      progress: (text) => progress(call.toolCallId, text),
      settled: (outcome, result, durationMs) => {
        this.#running.delete(call.toolCallId);
        this.#conclude(call, outcome, result, durationMs);
      },
      report: (code, message, cause) => this.#report(code, call, message, cause),
    });
    const full = this.#running.size >= limit;
    this.#running.set(call.toolCallId, run);
    if (!full) return run.begin();
    const text = `${limit} tool calls are already running or waiting, so "${call.toolName}" was refused.`;
    this.#report('OVERFLOW', call, text);
    run.settle('refused', 'Too many tool calls are running. Wait for one to finish and try again.');
  }

  /** Answers a call that could not be read: the agent waits for it all the same. */
  refuse(toolCallId: string, text: string): void {
    if (this.#open && this.#seen.add(toolCallId)) this.#options.sendResult(toolCallId, text, true);
  }

  /** Aborts the calls whose tools ask for it. Returns their ids. */
  interrupt(): string[] {
    const aborted = [...this.#running.values()].filter(({ policy }) => policy === 'abort');
    for (const run of aborted) run.settle('aborted', 'The call was given up, because the user interrupted.');
    return aborted.map(({ call }) => call.toolCallId);
  }

  /** Aborts everything; from now on no result is sent and no call is taken. */
  close(): void {
    this.#open = false;
    for (const run of this.#running.values())
      run.settle('aborted', 'The call was given up, because the conversation ended.');
  }

  #turnOf({ tool, concurrency }: RegisteredTool): Semaphore {
    let turn = this.#turns.get(tool.name);
    if (!turn) this.#turns.set(tool.name, (turn = new Semaphore(concurrency)));
    return turn;
  }

  #conclude(call: ToolCall, outcome: ToolOutcome, result: string, durationMs: number): void {
    const isError = outcome !== 'succeeded';
    const wanted = this.#open && call.expectsResponse;
    const answered = wanted && this.#options.sendResult(call.toolCallId, result, isError);
    const shown = this.#options.registry.shown(call);
    this.#options.finished({
      call: { ...call, parameters: shown.parameters },
      outcome,
      result: shown.text(result),
      isError,
      answered,
      durationMs,
    });
  }

  #report(code: ErrorCode, call: ToolCall, message: string, cause?: unknown): void {
    const { toolName, toolCallId } = call;
    const shown = this.#options.registry.shown(call).text(message);
    this.#options.report(new DuologueError(code, shown, { cause, details: { toolName, toolCallId } }));
  }
}
