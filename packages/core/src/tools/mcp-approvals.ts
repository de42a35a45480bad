import { asDuologueError, DuologueError } from '../errors.ts';
import { guardSignal } from '../guarded-signal.ts';
import type { McpToolCallEvent } from '../protocol/tool-events.ts';
import { RecentIds } from './recent-ids.ts';
import type { ToolApprovalRequest } from './tool.ts';

export interface McpApprovalsOptions {
  /** Asks the `approveToolCall` hook within the time that the service allows; undefined where nobody answers. Never rejects. */
  readonly ask: (request: ToolApprovalRequest, timeoutMs: number) => Promise<boolean | undefined>;
  readonly send: (toolCallId: string, isApproved: boolean) => void;
  /** Approvals that may wait; one more is denied. */
  readonly limit: number;
  readonly report: (error: DuologueError) => void;
}

/** The default of the service's own `approval_timeout_secs`. */
const defaultTimeoutSecs = 300;

/** Nobody is asked for longer than this. */
const longestTimeoutSecs = 24 * 60 * 60;

/** Answers the approvals that MCP tools on the side of the service wait for: once each, and with a no unless somebody says yes. */
export class McpApprovals {
  readonly #options: McpApprovalsOptions;
  readonly #seen = new RecentIds(1_000);
  readonly #waiting = new Map<string, AbortController>();
  /** The call that is about to be taken. */
  #arriving: string | undefined;

  constructor(options: McpApprovalsOptions) {
    this.#options = options;
  }

  /** Taps see a call before it is taken; they may answer it already. */
  announce({ toolCallId, state }: McpToolCallEvent): void {
    this.#arriving = state === 'awaiting_approval' && !this.#seen.has(toolCallId) ? toolCallId : undefined;
  }

  take(event: McpToolCallEvent): void {
    const { toolCallId, state } = event;
    this.#arriving = undefined;
    if (state !== 'awaiting_approval') return this.#withdraw(toolCallId);
    if (!this.#seen.add(toolCallId)) return;
    if (this.#waiting.size >= this.#options.limit) return this.#overflow(toolCallId);
    const abort = new AbortController();
    guardSignal(abort.signal, (thrown) =>
      this.#options.report(
        asDuologueError(thrown, 'TAP_FAILED', 'A listener of the signal of an approval failed'),
      ),
    );
    this.#waiting.set(toolCallId, abort);
    void this.#ask(event, abort.signal);
  }

  /** Whether the call has no answer yet. */
  awaits(toolCallId: string): boolean {
    return this.#waiting.has(toolCallId) || this.#arriving === toolCallId;
  }

  /** An answer by hand, which is then the only one: who is still being asked learns of it by the signal. False where none is waited for. */
  answer(toolCallId: string, isApproved: boolean): boolean {
    if (!this.#waiting.has(toolCallId)) return false;
    this.#withdraw(toolCallId);
    this.#options.send(toolCallId, isApproved);
    return true;
  }

  /** The conversation is over: nothing is answered any more. */
  close(): void {
    for (const toolCallId of this.#waiting.keys()) this.#withdraw(toolCallId);
  }

  async #ask(event: McpToolCallEvent, signal: AbortSignal): Promise<void> {
    const {
      toolCallId,
      toolName,
      toolDescription,
      parameters,
      approvalTimeoutSecs = defaultTimeoutSecs,
    } = event;
    const request: ToolApprovalRequest = {
      kind: 'mcp',
      toolName,
      toolCallId,
      parameters,
      expectsResponse: true,
      ...(toolDescription !== undefined && { description: toolDescription }),
      signal,
    };
    const timeoutSecs = Math.min(approvalTimeoutSecs, longestTimeoutSecs);
    const approved = await this.#options.ask(request, timeoutSecs * 1_000);
    if (signal.aborted) return;
    this.#waiting.delete(toolCallId);
    this.#options.send(toolCallId, approved === true);
  }

  #overflow(toolCallId: string): void {
    const { limit, send, report } = this.#options;
    const text = `${limit} approvals of MCP tools already wait, so one more was denied.`;
    report(new DuologueError('OVERFLOW', text, { details: { limit, toolCallId } }));
    send(toolCallId, false);
  }

  #withdraw(toolCallId: string): void {
    this.#waiting.get(toolCallId)?.abort();
    this.#waiting.delete(toolCallId);
  }
}
