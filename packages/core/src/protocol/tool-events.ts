import { Payload, type WireObject } from './payload.ts';
import { present, type Decoders, type OpenWord, type WireEvent } from './wire-event.ts';

/** The agent wants the client to run a tool. */
export interface ClientToolCallEvent extends WireEvent<'client_tool_call'> {
  readonly toolName: string;
  readonly toolCallId: string;
  /** Empty where the service sent none. */
  readonly parameters: WireObject;
  readonly eventId?: number;
  /** False where the agent waits for no result. */
  readonly expectsResponse?: boolean;
}

/** The agent called a tool, whoever runs it. */
export interface AgentToolRequestEvent extends WireEvent<'agent_tool_request'> {
  readonly toolName: string;
  readonly toolCallId: string;
  readonly toolType?: ToolType;
  readonly eventId?: number;
}

export type ToolType = OpenWord<'client' | 'system' | 'webhook' | 'mcp'>;

/** A tool of the agent is through, whoever ran it. */
export interface AgentToolResponseEvent extends WireEvent<'agent_tool_response'>, AgentToolOutcome {}

/** A tool of the agent is through; carries its result. */
export interface AgentToolResponseFullPayloadEvent
  extends WireEvent<'agent_tool_response_full_payload'>, AgentToolOutcome {
  /** At most 64 KB of it. */
  readonly fullToolResult?: string;
  /** Whether the result was longer. */
  readonly truncated?: boolean;
}

export interface AgentToolOutcome {
  readonly toolName: string;
  readonly toolCallId: string;
  readonly toolType?: ToolType;
  readonly isError: boolean;
  /** Whether the tool began to run. */
  readonly isCalled?: boolean;
  /** Whether a guardrail or a denied approval kept it from running. */
  readonly isBlocked?: boolean;
  readonly status?: string;
  readonly eventId?: number;
}

/** A call of an MCP tool has a new state. */
export interface McpToolCallEvent extends WireEvent<'mcp_tool_call'> {
  readonly toolName: string;
  readonly toolCallId: string;
  readonly state: OpenWord<'loading' | 'awaiting_approval' | 'success' | 'failure'>;
  /** Empty where the service sent none. */
  readonly parameters: WireObject;
  readonly serviceId?: string;
  readonly toolDescription?: string;
  /** ISO 8601. */
  readonly timestamp?: string;
  /** With `awaiting_approval`; 300 where the service names none. */
  readonly approvalTimeoutSecs?: number;
  /** With `success`: content blocks of MCP. */
  readonly result?: readonly unknown[];
  /** With `failure`. */
  readonly errorMessage?: string;
}

/** Which MCP servers are connected. */
export interface McpConnectionStatusEvent extends WireEvent<'mcp_connection_status'> {
  readonly integrations: readonly McpIntegration[];
}

export interface McpIntegration {
  readonly integrationId: string;
  readonly isConnected: boolean;
  readonly integrationType?: OpenWord<'mcp_server' | 'mcp_integration'>;
  readonly toolCount?: number;
}

/** The tools that the agent calls: of the client, of the service and of MCP servers. */
export interface ToolEvents {
  readonly client_tool_call: ClientToolCallEvent;
  readonly agent_tool_request: AgentToolRequestEvent;
  readonly agent_tool_response: AgentToolResponseEvent;
  readonly agent_tool_response_full_payload: AgentToolResponseFullPayloadEvent;
  readonly mcp_tool_call: McpToolCallEvent;
  readonly mcp_connection_status: McpConnectionStatusEvent;
}

export const toolDecoders: Decoders<ToolEvents> = {
  client_tool_call: (raw) => {
    const payload = Payload.of(raw, 'client_tool_call');
    return {
      type: 'client_tool_call',
      raw,
      toolName: payload.string('tool_name'),
      toolCallId: payload.string('tool_call_id'),
      parameters: payload.object('parameters'),
      ...present({
        eventId: payload.eventId,
        expectsResponse: payload.maybeBoolean('expects_response'),
      }),
    };
  },
  agent_tool_request: (raw) => {
    const payload = Payload.of(raw, 'agent_tool_request');
    return {
      type: 'agent_tool_request',
      raw,
      toolName: payload.string('tool_name'),
      toolCallId: payload.string('tool_call_id'),
      ...present({ toolType: payload.maybeString('tool_type'), eventId: payload.eventId }),
    };
  },
  agent_tool_response: (raw) => ({
    type: 'agent_tool_response',
    raw,
    ...outcomeOf(Payload.of(raw, 'agent_tool_response')),
  }),
  agent_tool_response_full_payload: (raw) => {
    const payload = Payload.of(raw, 'agent_tool_response_full_payload');
    return {
      type: 'agent_tool_response_full_payload',
      raw,
      ...outcomeOf(payload),
      ...present({
        fullToolResult: payload.maybeString('full_tool_result'),
        truncated: payload.maybeBoolean('truncated'),
      }),
    };
  },
  mcp_tool_call: (raw) => {
    const payload = Payload.of(raw, 'mcp_tool_call');
    return {
      type: 'mcp_tool_call',
      raw,
      toolName: payload.string('tool_name'),
      toolCallId: payload.string('tool_call_id'),
      state: payload.string('state'),
      parameters: payload.object('parameters'),
      ...present({
        serviceId: payload.maybeString('service_id'),
        toolDescription: payload.maybeString('tool_description'),
        timestamp: payload.maybeString('timestamp'),
        approvalTimeoutSecs: payload.maybeNumber('approval_timeout_secs'),
        result: payload.maybeList('result'),
        errorMessage: payload.maybeString('error_message'),
      }),
    };
  },
  mcp_connection_status: (raw) => ({
    type: 'mcp_connection_status',
    raw,
    integrations: Payload.of(raw, 'mcp_connection_status').list('integrations').map(integrationOf),
  }),
};

function outcomeOf(payload: Payload): AgentToolOutcome {
  return {
    toolName: payload.string('tool_name'),
    toolCallId: payload.string('tool_call_id'),
    isError: payload.maybeBoolean('is_error') ?? false,
    ...present({
      toolType: payload.maybeString('tool_type'),
      isCalled: payload.maybeBoolean('is_called'),
      isBlocked: payload.maybeBoolean('is_blocked'),
      status: payload.maybeString('status'),
      eventId: payload.eventId,
    }),
  };
}

function integrationOf(payload: Payload): McpIntegration {
  return {
    integrationId: payload.string('integration_id'),
    isConnected: payload.boolean('is_connected'),
    ...present({
      integrationType: payload.maybeString('integration_type'),
      toolCount: payload.maybeNumber('tool_count'),
    }),
  };
}
