import { asDuologueError } from '../errors.ts';
import type { ClientMessage } from '../protocol/client-messages.ts';
import { McpApprovals } from '../tools/mcp-approvals.ts';
import type { ToolApprovalRequest, ToolCall } from '../tools/tool.ts';
import { ToolRunner } from '../tools/tool-runner.ts';
import type { SessionParts } from './session-parts.ts';
import type { Transcript } from './transcript.ts';
import type { TurnMeter } from './turn-meter.ts';

export interface ToolDeskOptions {
  readonly parts: SessionParts;
  readonly transcript: Transcript;
  readonly meter: TurnMeter;
  /** False where the connection is gone. */
  readonly send: (message: ClientMessage) => boolean;
  /** Sends what the app could have sent as well, past the taps of `outgoingMessage`. */
  readonly tell: (message: ClientMessage) => void;
}

/** How long `answerToolCall` taps may take for a tool that nobody registered, in milliseconds. */
const unknownToolMs = 20_000;

/** Where tool calls and approvals are dealt with. Each connection has a desk of its own: ids do not outlive it. */
export class ToolDesk {
  readonly #runner: ToolRunner;
  readonly #approvals: McpApprovals;

  constructor({ parts, transcript, meter, send, tell }: ToolDeskOptions) {
    const { hooks, clock, registry, limits, turnstile, report, approvalTimeoutMs } = parts;
    const approve = async (request: ToolApprovalRequest, timeoutMs: number) =>
      hooks.approveToolCall.isUsed
        ? hooks.approveToolCall.call(request, { timeoutMs, signal: request.signal })
        : undefined;
    this.#runner = new ToolRunner({
      clock,
      registry,
      limit: limits.pendingTools,
      approve: (request) => approve(request, approvalTimeoutMs),
      answer: async (call, signal) => {
        if (!hooks.answerToolCall.isUsed) return undefined;
        const timeoutMs = registry.get(call.toolName)?.timeoutMs ?? unknownToolMs;
        return hooks.answerToolCall.call(call, { timeoutMs, signal });
      },
      sendResult: (toolCallId, result, isError) =>
        send({ type: 'client_tool_result', toolCallId, result, isError }),
      progress: (toolCallId, text) => {
        try {
          tell({ type: 'contextual_update', text, contextId: `tool-progress-${toolCallId}` });
        } catch (error) {
          // a tool does not fail because nobody can be told how far it is
          report(asDuologueError(error, 'SEND_FAILED', 'The progress of a tool could not be told'));
        }
      },
      began: ({ toolName, toolCallId, parameters, eventId }) =>
        transcript.toolCalled({ toolName, toolCallId, parameters }, eventId),
      finished: (finish) =>
        turnstile.pass(() => {
          const { call, result, outcome, durationMs } = finish;
          transcript.toolFinished(call.toolCallId, result, outcome, durationMs);
          meter.toolFinished(durationMs);
          hooks.toolFinished.call(finish);
        }),
      report,
    });
    this.#approvals = new McpApprovals({
      ask: approve,
      send: (toolCallId, isApproved) => send({ type: 'mcp_tool_approval_result', toolCallId, isApproved }),
      limit: limits.pendingTools,
      report,
    });
  }

  take(call: ToolCall): void {
    this.#runner.take(call);
  }

  /** The approvals of MCP tools, which are also answered by hand. */
  get approvals(): McpApprovals {
    return this.#approvals;
  }

  /** Answers a call that could not be read. */
  refuse(toolCallId: string, text: string): void {
    this.#runner.refuse(toolCallId, text);
  }

  /** Aborts the calls whose tools ask for it. Returns their ids. */
  interrupt(): string[] {
    return this.#runner.interrupt();
  }

  /** Aborts everything; nothing is answered any more. */
  close(): void {
    this.#runner.close();
    this.#approvals.close();
  }
}
