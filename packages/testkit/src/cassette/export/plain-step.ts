import type { WireMessage } from '../../messages/wire-message.ts';
import type { ServerStep } from '../../scenario/server-steps.ts';

/** What of the metadata is said by the settings of the agent. */
const settled = new Set(['conversation_id', 'agent_output_audio_format', 'user_input_audio_format']);

/** The step for a message of the service that stands alone; one that no step can say is sent as it is. */
export function plainStep(message: WireMessage, event: WireMessage, calls: Map<string, string>): ServerStep {
  switch (message.type) {
    case 'conversation_initiation_metadata': {
      const fields = Object.fromEntries(Object.entries(event).filter(([name]) => !settled.has(name)));
      return { server: 'metadata', ...(Object.keys(fields).length > 0 && { fields }) };
    }
    case 'ping':
      return { server: 'ping', ...(typeof event.ping_ms === 'number' && { pingMs: event.ping_ms }) };
    case 'vad_score':
      return { server: 'vad', score: Number(event.vad_score) };
    case 'tentative_user_transcript':
      return { server: 'tentativeTranscript', text: String(event.user_transcript).replaceAll('{{', '{ {') };
    case 'queue_status': {
      const { status } = event;
      return status === 'waiting' || status === 'admitted' || status === 'timed_out'
        ? { server: 'queueStatus', status }
        : { server: 'raw', message };
    }
    case 'mcp_tool_call':
      return mcpStep(message, event, calls);
    case 'agent_tool_request':
    case 'agent_tool_response':
      return toolStep(message.type, event);
    default:
      return { server: 'raw', message };
  }
}

function mcpStep(message: WireMessage, event: WireMessage, calls: Map<string, string>): ServerStep {
  const {
    tool_name: tool,
    tool_call_id: id,
    state,
    parameters,
    service_id: _service,
    timestamp: _time,
    ...fields
  } = event;
  if (state !== 'loading' && state !== 'awaiting_approval' && state !== 'success' && state !== 'failure')
    return { server: 'raw', message };
  const of = calls.get(String(id));
  const as = of ?? `${String(tool)}_${calls.size + 1}`;
  calls.set(String(id), as);
  return {
    server: 'mcpToolCall',
    name: String(tool),
    state,
    ...(of === undefined ? { as, parameters: parameters as WireMessage } : { of }),
    ...(Object.keys(fields).length > 0 && { fields }),
  };
}

function toolStep(type: 'agent_tool_request' | 'agent_tool_response', event: WireMessage): ServerStep {
  const { tool_name: tool, tool_type: toolType, is_error: isError } = event;
  return {
    server: type === 'agent_tool_request' ? 'agentToolRequest' : 'agentToolResponse',
    name: String(tool),
    ...(typeof toolType === 'string' && { toolType }),
    ...(isError === true && { isError }),
  };
}
