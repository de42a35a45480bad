import { eventId, flag, integer, list, nullable, oneOf, open, optional, record, text } from './shapes.ts';
import { serverMessage } from './server-message.ts';

const agentTool = {
  tool_name: text(),
  tool_call_id: text(),
  tool_type: text('`client`, `system`, `webhook` or `mcp`.'),
};

const agentToolResponse = {
  ...agentTool,
  is_error: flag(),
  is_called: optional(flag('Whether the tool began to run.')),
  is_blocked: optional(nullable(flag('Seen live; not in the public contract of every message.'))),
  status: optional(nullable(text('Seen live; not in the public contract.'))),
  event_id: eventId,
};

const mcpIntegration = open('McpIntegrationPayload', {
  integration_id: text(),
  integration_type: oneOf(['mcp_server', 'mcp_integration']),
  is_connected: flag(),
  tool_count: integer(),
});

/** The tools that the agent calls: of the client, of the service and of MCP servers. */
export const toolMessages = [
  serverMessage(
    'client_tool_call',
    'ClientToolCallWireMessage',
    'The agent wants the client to run a tool.',
    {
      client_tool_call: open('ClientToolCallPayload', {
        tool_name: text(),
        tool_call_id: text(),
        parameters: record(),
        event_id: eventId,
        expects_response: optional(flag('Seen live; not in the public contract.')),
      }),
    },
  ),
  serverMessage(
    'agent_tool_request',
    'AgentToolRequestWireMessage',
    'The agent called a tool, whoever runs it.',
    {
      agent_tool_request: open('AgentToolRequestPayload', { ...agentTool, event_id: eventId }),
    },
  ),
  serverMessage('agent_tool_response', 'AgentToolResponseWireMessage', 'A tool of the agent is through.', {
    agent_tool_response: open('AgentToolResponsePayload', agentToolResponse),
  }),
  serverMessage(
    'agent_tool_response_full_payload',
    'AgentToolResponseFullPayloadWireMessage',
    'A tool of the agent is through; carries its result.',
    {
      agent_tool_response_full_payload: open('AgentToolResponseFullPayload', {
        ...agentToolResponse,
        full_tool_result: text('At most 64 KB of it.'),
        truncated: optional(flag('Whether the result was longer.')),
      }),
    },
  ),
  serverMessage('mcp_tool_call', 'McpToolCallWireMessage', 'A call of an MCP tool has a new state.', {
    mcp_tool_call: open('McpToolCallPayload', {
      service_id: text(),
      tool_call_id: text(),
      tool_name: text(),
      tool_description: optional(nullable(text())),
      parameters: record(),
      timestamp: text('ISO 8601.'),
      state: oneOf(['loading', 'awaiting_approval', 'success', 'failure']),
      approval_timeout_secs: optional(nullable(integer('With `awaiting_approval`.'))),
      result: optional(nullable(list(record(), 'With `success`: content blocks of MCP.'))),
      error_message: optional(nullable(text('With `failure`.'))),
    }),
  }),
  serverMessage(
    'mcp_connection_status',
    'McpConnectionStatusWireMessage',
    'Which MCP servers are connected.',
    {
      mcp_connection_status: open('McpConnectionStatusPayload', { integrations: list(mcpIntegration) }),
    },
  ),
];
