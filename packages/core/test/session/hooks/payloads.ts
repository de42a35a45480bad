import type { AudioChunk } from '../../../src/audio/audio-chunk.ts';
import { DuologueError } from '../../../src/errors.ts';
import type { ServerEvents } from '../../../src/protocol/server-events.ts';
import type { ConnectedFact } from '../../../src/session/facts.ts';
import type { LostConnection } from '../../../src/session/hooks.ts';
import type { ToolApprovalRequest, ToolCall } from '../../../src/tools/tool.ts';
import type { ConnectionRequest } from '../../../src/transport/transport.ts';

export const connected: ConnectedFact = {
  conversationId: 'conv_1',
  agentFormat: { encoding: 'pcm', sampleRateHz: 16_000 },
  userFormat: { encoding: 'pcm', sampleRateHz: 16_000 },
  reconnected: false,
};

export const chunk: AudioChunk = { samples: Int16Array.of(1, 2, 3), sampleRateHz: 16_000, eventId: 1 };

export const toolCall: ToolCall = {
  toolName: 'book_table',
  toolCallId: 'call_1',
  parameters: { party: 4 },
  expectsResponse: true,
};

export const approvalRequest: ToolApprovalRequest = {
  ...toolCall,
  kind: 'client',
  signal: new AbortController().signal,
};

export const request = (url = 'wss://agent.test/first'): ConnectionRequest => ({
  url,
  protocols: [],
  headers: {},
  initiation: [],
});

export const agentResponse: ServerEvents['agent_response'] = {
  type: 'agent_response',
  text: 'Hello.',
  eventId: 1,
  raw: { type: 'agent_response' },
};

export const ping: ServerEvents['ping'] = { type: 'ping', eventId: 7, raw: { type: 'ping' } };

export const lostConnection: LostConnection = {
  error: new DuologueError('CONNECTION_LOST', 'The connection broke.'),
  attempt: 1,
  request: request(),
  transcript: [],
  renew: () => Promise.resolve(request()),
  signal: new AbortController().signal,
};
