import type { Clock } from '../clock.ts';
import { DuologueError, isDuologueError, type ErrorCode } from '../errors.ts';
import { GuardedClock } from '../guarded-clock.ts';
import { guardSignal } from '../guarded-signal.ts';
import { thrownText } from '../thrown-text.ts';
import type { ToolAnswer, ToolApprovalRequest, ToolCall, ToolContext, ToolOutcome } from './tool.ts';
import type { RegisteredTool } from './tool-registry.ts';
import { encodeToolResult, errorText } from './tool-result.ts';

export interface ToolRunOptions {
  readonly clock: Clock;
  readonly call: ToolCall;
  /** Undefined for a tool that nobody registered. */
  readonly registered: RegisteredTool | undefined;
  /** The names of the tools that there are. */
  readonly names: () => readonly string[];
  /** Asks the `approveToolCall` hook; undefined where nobody taps it. Never rejects. */
  readonly approve: (request: ToolApprovalRequest) => Promise<boolean | undefined>;
  /** Asks the `answerToolCall` hook. Never rejects. */
  readonly answer: (call: ToolCall, signal: AbortSignal) => Promise<ToolAnswer | undefined>;
  /** Waits until the tool may run once more. The function that it gives lets the next call in. */
  readonly enter: (tool: RegisteredTool, signal: AbortSignal) => Promise<() => void>;
  readonly progress: (text: string) => void;
  /** The call has its outcome; told once. */
  readonly settled: (outcome: ToolOutcome, result: string, durationMs: number) => void;
  readonly report: (code: ErrorCode, message: string, cause?: unknown) => void;
}

/** One call of a tool on its way: validate, approve, answer, run. Its first outcome counts. */
export class ToolRun {
  readonly call: ToolCall;
  readonly #options: ToolRunOptions;
  readonly #abort = new AbortController();
  readonly #startedAtMs: number;
  #isOver = false;

  constructor(options: ToolRunOptions) {
    this.#options = options;
    this.call = options.call;
    this.#startedAtMs = options.clock.now();
    guardSignal(this.#abort.signal, (thrown) => this.#failedAside('a listener of its signal', thrown));
  }

  /** What becomes of the call where the user interrupts. */
  get policy(): 'keep' | 'abort' {
    return this.#options.registered?.onInterruption ?? 'keep';
  }

  begin(): void {
    this.#run().catch((error: unknown) => {
      if (this.#abort.signal.aborted) return; // it was told to stop, and has its outcome
      const text = errorText(error);
      this.#options.report(codeOf(error), `The tool "${this.call.toolName}" failed: ${text}`, error);
      this.settle('failed', text);
    });
  }

  /** Gives the call its outcome, where it has none yet. */
  settle(outcome: ToolOutcome, result: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#options.settled(outcome, result, this.#options.clock.now() - this.#startedAtMs);
    if (outcome === 'timed_out' || outcome === 'aborted') this.#abort.abort(stopped(this.call, outcome));
  }

  async #run(): Promise<void> {
    const { registered, report, approve, enter } = this.#options;
    const { signal } = this.#abort;
    let { parameters } = this.call;
    if (registered) {
      const checked = await this.#inTime(() => registered.check(parameters));
      if (signal.aborted) return;
      if (!checked.valid) {
        report(
          'INVALID_TOOL_PARAMETERS',
          `The call of "${this.call.toolName}" was refused: ${checked.message}`,
        );
        return this.settle('invalid_parameters', checked.message);
      }
      ({ parameters } = checked);
    }
    const description = registered ? { description: registered.tool.description } : {};
    const approved = await approve({ ...this.call, kind: 'client', ...description, signal });
    if (signal.aborted) return;
    if (approved === false)
      return this.settle('denied', `The call of "${this.call.toolName}" was not allowed.`);
    const leave = registered && (await enter(registered, signal));
    if (signal.aborted) return leave?.();
    // at once: a tool that ignores its signal must not hold up the calls that wait
    if (leave) signal.addEventListener('abort', leave, { once: true });
    try {
      await this.#inTime(() => this.#answerOrRun({ ...this.call, parameters }));
    } finally {
      leave?.();
    }
  }

  async #answerOrRun(call: ToolCall): Promise<void> {
    const { registered, answer: ask, report, names } = this.#options;
    const { signal } = this.#abort;
    const answer = await ask(call, signal);
    if (signal.aborted) return;
    if (answer)
      return this.settle(answer.isError === true ? 'failed' : 'succeeded', encodeToolResult(answer.result));
    if (!registered) {
      const text = `The agent called the tool "${call.toolName}", which the session does not have.`;
      report('UNKNOWN_TOOL', text);
      return this.settle('unknown_tool', unknownToolText(call.toolName, names()));
    }
    const result: unknown = await registered.tool.run(call.parameters, this.#context());
    if (!signal.aborted) this.settle('succeeded', encodeToolResult(result));
  }

  /** Does a part of the call within the time of its tool; when that is over, the call is. */
  async #inTime<T>(work: () => T | Promise<T>): Promise<T> {
    const { registered, clock, report } = this.#options;
    if (!registered) return work();
    const { signal } = this.#abort;
    const { timeoutMs } = registered;
    const timer = clock.setTimeout(() => {
      const text = `The tool "${this.call.toolName}" did not answer within ${timeoutMs} ms.`;
      report('TOOL_TIMEOUT', text);
      this.settle('timed_out', text);
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

  #context(): ToolContext {
    const { clock, progress } = this.#options;
    const { toolCallId, eventId } = this.call;
    return {
      signal: this.#abort.signal,
      toolCallId,
      ...(eventId !== undefined && { eventId }),
      clock: new GuardedClock(clock, (thrown) => this.#failedAside('a callback of its clock', thrown)),
      async io(work) {
        const release = clock.hold();
        try {
          return await work;
        } finally {
          release();
        }
      },
      progress: (text) => {
        if (!this.#isOver) progress(text);
      },
    };
  }

  /** A failure beside the answer, which it does not change. */
  #failedAside(where: string, thrown: unknown): void {
    const text = `The tool "${this.call.toolName}" failed in ${where}: ${thrownText(thrown)}`;
    this.#options.report('TOOL_FAILED', text, thrown);
  }
}

function stopped({ toolName }: ToolCall, outcome: ToolOutcome): DuologueError {
  return new DuologueError('TOOL_ABORTED', `The call of "${toolName}" is over: ${outcome}.`);
}

function codeOf(thrown: unknown): ErrorCode {
  const isOurs = isDuologueError(thrown) && thrown.code === 'TOOL_RESULT_UNSERIALISABLE';
  return isOurs ? thrown.code : 'TOOL_FAILED';
}

function unknownToolText(name: string, known: readonly string[]): string {
  const hint = known.length === 0 ? 'There are no tools here.' : `The tools here are: ${known.join(', ')}.`;
  return `There is no tool "${name}". ${hint}`;
}
