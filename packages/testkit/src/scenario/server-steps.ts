import type { Captured } from './captured.ts';
import type { SpeechSource } from './speech-source.ts';
import type { StepBase } from './step-place.ts';

/** A step in which the server does something. */
export type ServerStep =
  | SendMetadata
  | Say
  | SendTextParts
  | SendTranscript
  | CallTool
  | CallMcpTool
  | ReportAgentTool
  | Interrupt
  | SendCorrection
  | SendVadScore
  | SendPing
  | SendError
  | SendQueueStatus
  | SendRaw
  | Pause
  | Close;

/** Text: `{{weather.result.celsius}}` stands for a value of an earlier step; a function gets all of them. */
export type ScenarioText = string | ((captured: Captured) => string);

/** The first message of the server. It waits for the client's initiation where no step before it does. */
export interface SendMetadata extends StepBase {
  readonly server: 'metadata';
  /** Changes or adds fields of `conversation_initiation_metadata_event`. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** A turn of the agent: text, and speech where there is audio. */
export interface Say extends StepBase {
  readonly server: 'say';
  readonly text: ScenarioText;
  readonly audio?: SpeechSource;
  /** Length of a chunk in milliseconds; default 100. */
  readonly chunkMs?: number;
  /**
   * How fast chunks are sent: `burst` all at once (default; the service is far ahead of what is heard),
   * `realtime`, or a factor of it.
   */
  readonly pace?: 'burst' | 'realtime' | number;
  /** Where the text stands among the audio: `after` (default, as seen live), `before`, `amid` or nowhere. */
  readonly response?: 'after' | 'before' | 'amid' | 'none';
  /** Whether chunks say when each character is heard; default true. */
  readonly alignment?: boolean;
  /** When each word is spoken. Without it the text is spread over the audio that is not silent. */
  readonly words?: readonly SpokenWord[];
  /** The id of the turn; default the turn that is open, or the next one. */
  readonly eventId?: number;
}

export interface SpokenWord {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** Text of the agent as it is written: start, one delta for each part, stop. */
export interface SendTextParts extends StepBase {
  readonly server: 'textParts';
  readonly parts: readonly ScenarioText[];
  readonly eventId?: number;
}

/** What the service understood of the user's speech. */
export interface SendTranscript extends StepBase {
  readonly server: 'userTranscript' | 'tentativeTranscript';
  readonly text: ScenarioText;
  readonly eventId?: number;
}

/** A call of a tool of the client. */
export interface CallTool extends StepBase {
  readonly server: 'toolCall';
  readonly name: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Whether the agent waits for a result. Stands in the message only where it is given. */
  readonly expectsResponse?: boolean;
  readonly eventId?: number;
}

/** A call of a tool on an MCP server, in one of its states. */
export interface CallMcpTool extends StepBase {
  readonly server: 'mcpToolCall';
  readonly name: string;
  readonly state: 'loading' | 'awaiting_approval' | 'success' | 'failure';
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** The name that an earlier state of the same call was given. */
  readonly of?: string;
  /** Further fields of `mcp_tool_call`. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** A tool that the agent ran itself, such as `end_call`. */
export interface ReportAgentTool extends StepBase {
  readonly server: 'agentToolRequest' | 'agentToolResponse';
  readonly name: string;
  readonly toolType?: string;
  readonly isError?: boolean;
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** The user cuts in: `interruption`, and the correction that says what was heard. */
export interface Interrupt extends StepBase {
  readonly server: 'interrupt';
  /**
   * When, of the turn that is being said: after so much speech energy in the microphone, so much played audio,
   * a word heard to its end, or a number of chunks sent. Default at once.
   */
  readonly at?: InterruptAt;
  /** Passed over where the turn is played to its end first. */
  readonly optional?: boolean;
  /** `above` (default): the id of the turn that was cut, so that the next turn is above it. `live`: the id of the next turn, as captured live. */
  readonly ids?: 'above' | 'live';
  /** Whether the correction follows, or what it says; default what was heard by then. */
  readonly correction?: boolean | string;
  /** How many chunks of the turn are held back and arrive after the interruption; default none. */
  readonly lateChunks?: number;
}

export type InterruptAt =
  | { readonly voiceMs: number }
  | { readonly playedMs: number }
  | { readonly word: string }
  | { readonly chunk: number };

/** The correction alone. */
export interface SendCorrection extends StepBase {
  readonly server: 'correction';
  readonly heard: ScenarioText;
  readonly eventId?: number;
}

export interface SendVadScore extends StepBase {
  readonly server: 'vad';
  readonly score: number;
}

export interface SendPing extends StepBase {
  readonly server: 'ping';
  /** Default null, as in the first ping of the service. */
  readonly pingMs?: number | null;
}

export interface SendError extends StepBase {
  readonly server: 'error';
  /** A close code: 1000, 1002, 1008 or 1011. */
  readonly code: number;
  readonly message?: string;
  readonly errorType?: string;
}

export interface SendQueueStatus extends StepBase {
  readonly server: 'queueStatus';
  readonly status: 'waiting' | 'admitted' | 'timed_out';
}

/** Anything at all: an object becomes JSON, a string is sent as it stands. */
export interface SendRaw extends StepBase {
  readonly server: 'raw';
  readonly message: Readonly<Record<string, unknown>> | string;
}

/** The server does nothing for a while, on the clock of the conversation. It orders nothing: steps wait for each other anyway. */
export interface Pause extends StepBase {
  readonly server: 'pause';
  readonly ms: number;
}

/** The server closes the connection. */
export interface Close extends StepBase {
  readonly server: 'close';
  /** 1000 (default) to 1014 without 1004, or 3000 to 4999. 1005 closes without a code, 1006 cuts the connection without a close frame. */
  readonly code?: number;
  /** At most 123 bytes of UTF-8; none with 1005. */
  readonly reason?: string;
}
