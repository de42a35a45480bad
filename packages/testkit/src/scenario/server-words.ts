import type {
  CallTool,
  CallMcpTool,
  Close,
  Interrupt,
  Pause,
  ReportAgentTool,
  Say,
  ScenarioText,
  SendCorrection,
  SendError,
  SendMetadata,
  SendPing,
  SendQueueStatus,
  SendRaw,
  SendTextParts,
  SendTranscript,
  SendVadScore,
} from './server-steps.ts';
import { placed, type Options } from './placed.ts';

/** What the agent's side does, one step a word. */
export interface ServerWords {
  /** Accepts the conversation. */
  metadata(options?: Options<SendMetadata>): SendMetadata;
  /** A turn of the agent: text alone, or speech with `{ audio: wav('hello.wav') }`. */
  say(text: ScenarioText, options?: Options<Say, 'text'>): Say;
  /** Text as it is written. */
  textParts(parts: readonly ScenarioText[], options?: Options<SendTextParts, 'parts'>): SendTextParts;
  /** What was understood of the user's speech. */
  userTranscript(text: ScenarioText, options?: Options<SendTranscript, 'text'>): SendTranscript;
  tentativeTranscript(text: ScenarioText, options?: Options<SendTranscript, 'text'>): SendTranscript;
  /** Calls a tool of the client. Later steps refer to it by `as`, or by the name of the tool. */
  toolCall(
    name: string,
    parameters?: CallTool['parameters'],
    options?: Options<CallTool, 'name' | 'parameters'>,
  ): CallTool;
  /** Calls a tool on an MCP server, or says what became of the call. */
  mcpToolCall(
    name: string,
    state: CallMcpTool['state'],
    options?: Options<CallMcpTool, 'name' | 'state'>,
  ): CallMcpTool;
  agentToolRequest(name: string, options?: Options<ReportAgentTool, 'name'>): ReportAgentTool;
  agentToolResponse(name: string, options?: Options<ReportAgentTool, 'name'>): ReportAgentTool;
  /** The agent hangs up: the report of its own `end_call` tool. A `close` follows. */
  endCall(): ReportAgentTool;
  /** The user cuts in. */
  interrupt(options?: Options<Interrupt>): Interrupt;
  correction(heard: ScenarioText, options?: Options<SendCorrection, 'heard'>): SendCorrection;
  vad(score: number): SendVadScore;
  ping(options?: Options<SendPing>): SendPing;
  error(code: number, options?: Options<SendError, 'code'>): SendError;
  queueStatus(status: SendQueueStatus['status']): SendQueueStatus;
  /** An object becomes JSON, a string is sent as it stands. */
  raw(message: SendRaw['message']): SendRaw;
  pause(ms: number): Pause;
  /** Default code 1000; 1005 closes without a code, 1006 cuts the connection without a close frame. */
  close(options?: Options<Close>): Close;
}

export const server: ServerWords = {
  metadata: (options) => placed({ server: 'metadata', ...options }),
  say: (text, options) => placed({ server: 'say', text, ...options }),
  textParts: (parts, options) => placed({ server: 'textParts', parts, ...options }),
  userTranscript: (text, options) => placed({ server: 'userTranscript', text, ...options }),
  tentativeTranscript: (text, options) => placed({ server: 'tentativeTranscript', text, ...options }),
  toolCall: (name, parameters, options) =>
    placed({ server: 'toolCall', name, ...(parameters && { parameters }), ...options }),
  mcpToolCall: (name, state, options) => placed({ server: 'mcpToolCall', name, state, ...options }),
  agentToolRequest: (name, options) => placed({ server: 'agentToolRequest', name, ...options }),
  agentToolResponse: (name, options) => placed({ server: 'agentToolResponse', name, ...options }),
  endCall: () => placed({ server: 'agentToolResponse', name: 'end_call', toolType: 'system' }),
  interrupt: (options) => placed({ server: 'interrupt', ...options }),
  correction: (heard, options) => placed({ server: 'correction', heard, ...options }),
  vad: (score) => placed({ server: 'vad', score }),
  ping: (options) => placed({ server: 'ping', ...options }),
  error: (code, options) => placed({ server: 'error', code, ...options }),
  queueStatus: (status) => placed({ server: 'queueStatus', status }),
  raw: (message) => placed({ server: 'raw', message }),
  pause: (ms) => placed({ server: 'pause', ms }),
  close: (options) => placed({ server: 'close', ...options }),
};
