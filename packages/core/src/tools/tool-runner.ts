import type { Clock } from '../clock.ts';
import { DuologueError, type ErrorCode } from '../errors.ts';
import { GuardedClock } from '../guarded-clock.ts';
import { guardSignal } from '../guarded-signal.ts';
import { RecentIds } from './recent-ids.ts';
import type {
  ToolAnswer,
  ToolApprovalRequest,
  ToolCall,
  ToolContext,
  ToolFinish,
  ToolOutcome,
} from './tool.ts';
import type { RegisteredTool, ToolRegistry } from './tool-registry.ts';
import { encodeToolResult, errorText } from './tool-result.ts';
import { Semaphore } from './semaphore.ts';
import { thrownText } from '../thrown-text.ts';

export interface ToolRunnerOptions {
  readonly clock: Clock;
  readonly registry: ToolRegistry;
  /** Calls that run or wait; one more is answered as an error. */
  readonly limit: number;
  /** Asks the `approveToolCall` hook; undefined where nobody taps it. Never rejects. */
  readonly approve: (request: ToolApprovalRequest) => Promise<boolean | undefined>;
  /** Asks the `answerToolCall` hook. Never rejects. */
  readonly answer: (call: ToolCall, signal: AbortSignal) => Promise<ToolAnswer | undefined>;
  /** Sends a result; false where the connection is gone. */
  readonly sendResult: (toolCallId: string, result: string, isError: boolean) => boolean;
  /** Tells the agent how far a call is. */
  readonly progress: (toolCallId: string, text: string) => void;
  /** A call was taken, before anything is done about it. */
  readonly began: (call: ToolCall) => void;
  readonly finished: (finish: ToolFinish) => void;
  readonly report: (error: DuologueError) => void;
}

interface Running {
  readonly call: ToolCall;
  readonly abort: AbortController;
  readonly startedAtMs: number;
  readonly policy: 'keep' | 'abort';
  /** Ends the call early; the first end counts. */
  readonly settle: (outcome: ToolOutcome, result: string) => void;
}

/**
 * Runs the agent's client tool calls: one result for each call that expects one, whatever the tool does.
 * The order is dedupe, validate, approve, answer, run.
 */
export class ToolRunner {
  readonly #options: ToolRunnerOptions;
  readonly #seen = new RecentIds(1_000);
  readonly #running = new Map<string, Running>();
  readonly #turns = new Map<string, Semaphore>();
  #open = true;

  constructor(options: ToolRunnerOptions) {
    this.#options = options;
  }

  /** Takes a call. A call whose id was seen before is ignored: it has had, or will have, its one answer. */
  take(call: ToolCall): void {
    if (!this.#open || this.#running.has(call.toolCallId) || !this.#seen.add(call.toolCallId)) return;
    const { clock, registry, limit, began } = this.#options;
    began({ ...call, parameters: registry.shown(call).parameters });
    const registered = registry.get(call.toolName);
    const abort = new AbortController();
    guardSignal(abort.signal, (thrown) => this.#failedAside(call, 'a listener of its signal', thrown));
    const startedAtMs = clock.now();
    const settle = (outcome: ToolOutcome, result: string) => {
      if (!this.#running.delete(call.toolCallId)) return;
      this.#conclude(call, outcome, result, clock.now() - startedAtMs);
      if (outcome === 'timed_out' || outcome === 'aborted') abort.abort(stopped(call, outcome));
    };
    const full = this.#running.size >= limit;
    this.#running.set(call.toolCallId, {
      call,
      abort,
      startedAtMs,
      policy: registered?.onInterruption ?? 'keep',
      settle,
    });
    if (full) {
      this.#report(
        'OVERFLOW',
        call,
        `${limit} tool calls are already running or waiting, so "${call.toolName}" was refused.`,
      );
      return settle('refused', 'Too many tool calls are running. Wait for one to finish and try again.');
    }
    this.#run(call, registered, abort.signal, settle).catch((error: unknown) => {
      if (abort.signal.aborted) return; // it was told to stop, and has its outcome
      const text = errorText(error);
      this.#report(codeOf(error), call, `The tool "${call.toolName}" failed: ${text}`, error);
      settle('failed', text);
    });
  }

  /** Answers a call that could not be read: the agent waits for it all the same. */
  refuse(toolCallId: string, text: string): void {
    if (this.#open && this.#seen.add(toolCallId)) this.#options.sendResult(toolCallId, text, true);
  }

  /** Aborts the calls whose tools ask for it. Returns their ids. */
  interrupt(): string[] {
    const aborted = [...this.#running.values()].filter(({ policy }) => policy === 'abort');
    for (const { settle } of aborted)
      settle('aborted', 'The call was given up, because the user interrupted.');
    return aborted.map(({ call }) => call.toolCallId);
  }

  /** Aborts everything; from now on no result is sent and no call is taken. */
  close(): void {
    this.#open = false;
    for (const { settle } of this.#running.values())
      settle('aborted', 'The call was given up, because the conversation ended.');
  }

  async #run(
    call: ToolCall,
    registered: RegisteredTool | undefined,
    signal: AbortSignal,
    settle: Running['settle'],
  ): Promise<void> {
    let { parameters } = call;
    if (registered) {
      const checked = await this.#inTime(call, registered, signal, settle, () =>
        registered.check(parameters),
      );
      if (signal.aborted) return;
      if (!checked.valid) {
        this.#report(
          'INVALID_TOOL_PARAMETERS',
          call,
          `The call of "${call.toolName}" was refused: ${checked.message}`,
        );
        return settle('invalid_parameters', checked.message);
      }
      ({ parameters } = checked);
    }
    const approved = await this.#options.approve({
      ...call,
      kind: 'client',
      ...describe(registered),
      signal,
    });
    if (signal.aborted) return;
    if (approved === false) return settle('denied', `The call of "${call.toolName}" was not allowed.`);
    const leave = registered && (await this.#turnOf(registered).enter(signal));
    if (signal.aborted) return leave?.();
    // at once: a tool that ignores its signal must not hold up the calls that wait
    if (leave) signal.addEventListener('abort', leave, { once: true });
    try {
      await this.#inTime(call, registered, signal, settle, () =>
        this.#answerOrRun({ ...call, parameters }, registered, signal, settle),
      );
    } finally {
      leave?.();
    }
  }

  async #answerOrRun(
    call: ToolCall,
    registered: RegisteredTool | undefined,
    signal: AbortSignal,
    settle: Running['settle'],
  ): Promise<void> {
    const answer = await this.#options.answer(call, signal);
    if (signal.aborted) return;
    if (answer)
      return settle(answer.isError === true ? 'failed' : 'succeeded', encodeToolResult(answer.result));
    if (!registered) {
      this.#report(
        'UNKNOWN_TOOL',
        call,
        `The agent called the tool "${call.toolName}", which the session does not have.`,
      );
      return settle('unknown_tool', unknownToolText(call.toolName, this.#options.registry.names));
    }
    const result: unknown = await registered.tool.run(call.parameters, this.#contextOf(call, signal));
    if (!signal.aborted) settle('succeeded', encodeToolResult(result));
  }

  /** Does a part of a call within the time of its tool; when that is over, the call is. */
  async #inTime<T>(
    call: ToolCall,
    registered: RegisteredTool | undefined,
    signal: AbortSignal,
    settle: Running['settle'],
    work: () => T | Promise<T>,
  ): Promise<T> {
    if (!registered) return work();
    const { timeoutMs } = registered;
    const timer = this.#options.clock.setTimeout(() => {
      const text = `The tool "${call.toolName}" did not answer within ${timeoutMs} ms.`;
      this.#report('TOOL_TIMEOUT', call, text);
      settle('timed_out', text);
    }, timeoutMs);
    const cancel = () => timer.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      return await work();
    } finally {
      cancel();
      signal.removeEventListener('abort', cancel);
    }
  }

  #turnOf({ tool, concurrency }: RegisteredTool): Semaphore {
    let turn = this.#turns.get(tool.name);
    if (!turn) this.#turns.set(tool.name, (turn = new Semaphore(concurrency)));
    return turn;
  }

  #contextOf(call: ToolCall, signal: AbortSignal): ToolContext {
    const { clock } = this.#options;
    const { toolCallId, eventId } = call;
    return {
      signal,
      toolCallId,
      ...(eventId !== undefined && { eventId }),
      clock: new GuardedClock(clock, (thrown) => this.#failedAside(call, 'a callback of its clock', thrown)),
      async io(work) {
        const release = clock.hold();
        try {
          return await work;
        } finally {
          release();
        }
      },
      progress: (text) => {
        if (this.#running.has(toolCallId)) this.#options.progress(toolCallId, text);
      },
    };
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

  /** A failure beside the answer, which it does not change. */
  #failedAside(call: ToolCall, where: string, thrown: unknown): void {
    const text = `The tool "${call.toolName}" failed in ${where}: ${thrownText(thrown)}`;
    this.#report('TOOL_FAILED', call, text, thrown);
  }

  #report(code: ErrorCode, call: ToolCall, message: string, cause?: unknown): void {
    const { toolName, toolCallId } = call;
    const shown = this.#options.registry.shown(call).text(message);
    this.#options.report(new DuologueError(code, shown, { cause, details: { toolName, toolCallId } }));
  }
}

function stopped({ toolName }: ToolCall, outcome: ToolOutcome): DuologueError {
  return new DuologueError('TOOL_ABORTED', `The call of "${toolName}" is over: ${outcome}.`);
}

function codeOf(thrown: unknown): ErrorCode {
  const isOurs = thrown instanceof DuologueError && thrown.code === 'TOOL_RESULT_UNSERIALISABLE';
  return isOurs ? thrown.code : 'TOOL_FAILED';
}

function describe(registered: RegisteredTool | undefined): { description?: string } {
  return registered ? { description: registered.tool.description } : {};
}

function unknownToolText(name: string, known: readonly string[]): string {
  const hint = known.length === 0 ? 'There are no tools here.' : `The tools here are: ${known.join(', ')}.`;
  return `There is no tool "${name}". ${hint}`;
}
