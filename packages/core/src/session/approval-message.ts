import type { ClientMessage } from '../protocol/client-messages.ts';

/** Whether an MCP tool may run, as an app or a plugin has said by hand. */
export interface ApprovalByHand {
  readonly toolCallId: string;
  readonly isApproved: boolean;
}

/** The approval in a message, also where it was written as on the wire; undefined in any other message. */
export function approvalIn(message: ClientMessage): ApprovalByHand | undefined {
  if (message.type === 'mcp_tool_approval_result') return message;
  if (message.type !== 'raw') return undefined;
  const { type, tool_call_id: toolCallId, is_approved: isApproved } = message.message;
  if (type !== 'mcp_tool_approval_result') return undefined;
  return { toolCallId: String(toolCallId), isApproved: isApproved === true };
}
