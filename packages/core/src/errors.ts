import { thrownText } from './thrown-text.ts';

/**
 * Every code that Duologue throws or reports, with what it means and the way out.
 * The text is the meaning of the code; the message of a single error also names the value at hand.
 */
export const errorCatalogue = {
  // wrong use
  INVALID_OPTIONS:
    'An option has a value that cannot work. The message names the option, the value and what fits.',
  INVALID_MESSAGE: 'A message to the agent does not fit the contract. The message names the field.',
  INVALID_STATE:
    'The call is not possible in this state of the session. The message names the state and the call that comes first.',
  PLUGIN_IN_USE: 'One plugin object serves one session. Make a new one for each session.',
  DUPLICATE_PLUGIN: 'Two plugins of one session have the same name. Give one of them another name.',
  DUPLICATE_TOOL: 'Two tools of one session have the same name. Remove or rename one.',
  DUPLICATE_AUDIO_SLOT: 'The session already has an audio input or output. Use one plugin for each slot.',
  UNSUPPORTED_AUDIO_FORMAT:
    'The agent announced an audio format that cannot be used here. Change it in the agent settings.',
  SCENARIO_INVALID:
    'A scenario of the testkit cannot be played. The message names the file, the line and the way out.',
  CASSETTE_INVALID:
    'A file is no cassette, or asks for what is not allowed. The message names the file and the line.',
  CASSETTE_INCOMPLETE:
    'A cassette was recorded only in part, so it is not replayed. Record it again, or allow it explicitly.',
  CASSETTE_DAMAGED:
    'Audio of a cassette is missing or is not what was recorded. Restore it, or record again.',
  CASSETTE_EXPIRED: 'A cassette is older than it may be. Record it again, or extend its date.',
  CASSETTE_MISSING: 'There is no such cassette, and the mode of the replay records none.',

  // connecting
  CONNECT_FAILED: 'The connection could not be opened. The cause holds what the network said.',
  CONNECT_TIMEOUT: 'The agent did not answer in time. Check the URL, or raise timeoutMs.',
  QUEUE_TIMEOUT: 'The service kept the conversation waiting for a free place for too long. Try again later.',
  ABORTED:
    'A start was given up: its signal was aborted, or end() was called before the agent had answered. As the reason of a signal that a session hands out: the conversation is over. The message says which.',
  AUTH_FAILED: 'The service refused the credentials. Check the API key, the signed URL or the agent id.',
  AGENT_NOT_FOUND: 'No agent has this id. Check the agent id and the region.',
  MISSING_DYNAMIC_VARIABLES: 'The agent needs dynamic variables that were not given. The details name them.',
  OVERRIDE_REFUSED:
    'The agent does not allow an override that was sent. Allow it in its security settings or leave it out.',
  BEFORE_CONNECT_FAILED:
    'A beforeConnect tap failed, so the session was not started. The message names the plugin.',
  AUDIO_INPUT_FAILED: 'The audio input could not be opened. The cause says why.',
  AUDIO_OUTPUT_FAILED: 'The audio output could not be opened. The cause says why.',
  REST_FAILED: 'An HTTP call to the service failed. The details hold the status.',

  // how a conversation ends
  SERVER_ERROR: 'The service ended the conversation because of a fault of its own.',
  PIPELINE_FAILED:
    'A part of the agent failed, so the service ended the conversation. details.part names it: llm, tts (the voice) or asr (the recogniser).',
  SAFETY_VIOLATION: 'The service ended the conversation because of its safety rules.',
  INVALID_REQUEST: 'The service ended the conversation because it did not accept a message.',
  MAX_DURATION: 'The conversation reached the longest duration that the agent allows.',
  IDLE_TIMEOUT: 'The service ended the conversation because it heard nothing from the user.',
  QUOTA_EXCEEDED: 'The account has no credits or no free conversation left.',
  CONNECTION_LOST: 'The connection broke without a goodbye.',
  CONNECTION_STALLED: 'Nothing arrived for so long that the connection counts as lost.',

  // problems that do not end a session
  BAD_FRAME: 'A message from the service could not be read. It was skipped.',
  BAD_AUDIO: 'A piece of audio could not be decoded. It was skipped.',
  SERVICE_ERROR_EVENT: 'The service reported an error without ending the conversation.',
  TAP_FAILED: 'A tap of a plugin failed. The message names the plugin and the hook.',
  TAP_RETURNED_PROMISE:
    'A tap of a synchronous hook returned a promise, which cannot be waited for. Make the tap synchronous.',
  TAP_TIMEOUT: 'A tap did not finish in time and was left behind.',
  SLOW_TAP: 'The taps of one plugin took so long that audio may stutter. Move heavy work out of the tap.',
  PLUGIN_FAILED: 'A plugin reported a problem of its own.',
  AUDIO_OUTPUT_TROUBLE: 'The audio output failed while playing.',
  AUDIO_INPUT_TROUBLE: 'The audio input failed while recording.',
  OVERFLOW: 'A bounded queue was full, so something was dropped. The details say what and how much.',
  SEND_FAILED: 'A message could not be sent, because the connection was closed or refused it.',
  INTERNAL_ERROR: 'Something in Duologue itself failed and was contained. Please report it, with the cause.',
  CLOSE_TIMEOUT: 'The close handshake took too long and was cut.',

  // audio files and devices
  FILE_UNREADABLE: 'A file cannot be read: it is missing, a folder, or not for this user.',
  FILE_UNWRITABLE: 'A file cannot be written: the folder is not for this user, or the disk is full.',
  RECORDING_FAILED:
    'A conversation could not be recorded any further: the disk is full, or redaction failed. What was written is kept.',
  WAV_UNREADABLE:
    'A file is not a WAV file, or a broken one. The message names the chunk and what is wrong with it.',
  NO_AUDIO_DEVICE:
    'No audio backend answers on this machine. The message lists what was tried and what each said.',
  PHONE_LINE_FAILED:
    'A phone line did not speak as its provider documents, or broke. The message says what it did.',

  // cassettes
  REDACTION_BLOCKED:
    'A recording was stopped, because a secret would have been written. The message says in which form.',

  // tools
  UNKNOWN_TOOL: 'The agent called a tool that the session does not have.',
  INVALID_TOOL_PARAMETERS: 'The parameters of a tool call do not fit its schema.',
  TOOL_FAILED:
    'A tool threw. The agent was told that it failed, unless it failed beside its answer, in a timer or a listener.',
  TOOL_TIMEOUT: 'A tool did not answer within its timeout and was aborted.',
  TOOL_ABORTED: 'A tool was aborted by an interruption or by the end of the session.',
  TOOL_DENIED: 'A tool call was denied by an approveToolCall tap.',
  MISSING_PACKAGE:
    'A plugin needs a package that is not installed. The message names it; install it beside the plugin.',
  TOOL_RESULT_UNSERIALISABLE: 'A tool returned a value that JSON cannot hold.',
} as const;

export type ErrorCode = keyof typeof errorCatalogue;

export interface DuologueErrorOptions {
  /** What went wrong underneath. */
  readonly cause?: unknown;
  /** Facts for programs: never audio, transcripts, prompts or keys. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** The one error class of Duologue: `code` is for programs, the message for people. */
export class DuologueError extends Error {
  override readonly name = 'DuologueError';
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, { cause, details = {} }: DuologueErrorOptions = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.details = details;
  }
}

/** Whether a thrown value is one of ours, whatever it is: one that is torn down cannot be looked at. Never throws. */
export function isDuologueError(thrown: unknown): thrown is DuologueError {
  try {
    return thrown instanceof DuologueError;
  } catch {
    return false;
  }
}

/** The thrown value itself where it is a DuologueError, otherwise one with this code and its message behind `what`. */
export function asDuologueError(thrown: unknown, code: ErrorCode, what: string): DuologueError {
  if (isDuologueError(thrown)) return thrown;
  return new DuologueError(code, `${what}: ${thrownText(thrown)}`, { cause: thrown });
}
