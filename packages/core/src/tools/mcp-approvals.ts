import type { McpToolCallEvent } from '../protocol/tool-events.ts';
import { RecentIds } from './recent-ids.ts';
import type { ToolApprovalRequest } from './tool.ts';

export interface McpApprovalsOptions {
  /** Asks the `approveToolCall` hook within the time that the service allows; undefined where nobody answers. Never rejects. */
  readonly ask: (request: ToolApprovalRequest, timeoutMs: number) => Promise<boolean | undefined>;
  readonly send: (toolCallId: string, isApproved: boolean) => void;
}

/** The default of the service's own `approval_timeout_secs`. */
const defaultTimeoutSecs = 300;

/** Answers the approvals that MCP tools on the side of the service wait for: once each, and with a no unless somebody says yes. */
export class McpApprovals {
  readonly #options: McpApprovalsOptions;
  readonly #seen = new RecentIds(1_000);
  readonly #waiting = new Map<string, AbortController>();

  constructor(options: McpApprovalsOptions) {
    this.#options = options;
  }

  take(event: McpToolCallEvent): void {
    const { toolCallId, state } = event;
    if (state !== 'awaiting_approval') return this.#withdraw(toolCallId);
    if (!this.#seen.add(toolCallId)) return;
    const abort = new AbortController();
    this.#waiting.set(toolCallId, abort);
    void this.#ask(event, abort.signal);
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
    const approved = await this.#options.ask(request, approvalTimeoutSecs * 1_000);
    if (signal.aborted) return;
    this.#waiting.delete(toolCallId);
    this.#options.send(toolCallId, approved === true);
  }

  #withdraw(toolCallId: string): void {
    this.#waiting.get(toolCallId)?.abort();
    this.#waiting.delete(toolCallId);
  }
}
