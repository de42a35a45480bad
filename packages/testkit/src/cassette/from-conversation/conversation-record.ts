import { DuologueError } from '@duologue/core';
import { isPlainObject } from '../../match/show.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What a scenario is made of, out of what the service tells of a conversation that is over. */
export interface ConversationRecord {
  readonly id: string;
  readonly title?: string;
  /** Nobody has spoken: text came in and went out. */
  readonly isTextOnly: boolean;
  readonly entries: readonly RecordEntry[];
  readonly closing: string;
  /** A close code and a reason, where the conversation failed. */
  readonly error?: { readonly code: number; readonly reason: string };
}

/** A turn, or what a tool was asked and has answered. */
export interface RecordEntry {
  readonly role: 'user' | 'agent';
  /** What was heard; empty where the turn is made of tool calls alone. */
  readonly text: string;
  /** What was to be said, where the turn was cut. */
  readonly planned?: string;
  readonly wasCut: boolean;
  /** The turn was written, in a conversation that may have been spoken. */
  readonly isWritten: boolean;
  /** What an app told the agent beside the conversation. */
  readonly isContext: boolean;
  /** Said while the agent spoke, and passed over: "mhm". */
  readonly isPassedOver: boolean;
  /** Whole seconds since the start. */
  readonly atMs: number;
  readonly calls: readonly RecordedCall[];
}

export interface RecordedCall {
  readonly id: string;
  readonly name: string;
  /** `client`, or whoever else ran the tool. */
  readonly by: string;
  readonly parameters: Fields;
  /** Absent where nobody has answered. */
  readonly answer?: { readonly result: string; readonly isError: boolean };
}

/** Tools of the service itself, where a record does not say whose they are. */
const ownTools = new Set([
  'end_call',
  'language_detection',
  'transfer_to_agent',
  'transfer_to_number',
  'skip_turn',
  'play_keypad_touch_tone',
  'voicemail_detection',
]);

/**
 * Reads what `GET /v1/convai/conversations/{id}` answers.
 * @throws DuologueError SCENARIO_INVALID where it is something else, or the conversation goes on
 */
export function readRecord(answer: unknown): ConversationRecord {
  if (!isPlainObject(answer) || !Array.isArray(answer.transcript))
    throw invalid('it is no record of a conversation: it has no transcript');
  const { status, transcript, metadata, analysis, conversation_id: id } = answer;
  if (status === 'initiated' || status === 'in-progress' || status === 'processing')
    throw invalid(`the conversation is not over yet: its status is ${status}`);
  const about = isPlainObject(metadata) ? metadata : {};
  const title = isPlainObject(analysis) ? analysis.call_summary_title : undefined;
  const lines = transcript.filter(isPlainObject);
  const answers = answersIn(lines);
  return {
    id: typeof id === 'string' ? id : 'a conversation',
    ...(typeof title === 'string' && title !== '' && { title }),
    isTextOnly: about.text_only === true,
    entries: lines.map((line) => entryOf(line, answers)),
    closing: typeof about.termination_reason === 'string' ? about.termination_reason : '',
    ...errorIn(about.error),
  };
}

function entryOf(line: Fields, answers: ReadonlyMap<string, RecordedCall['answer']>): RecordEntry {
  const { role, message, original_message: planned, interrupted, source_medium: medium } = line;
  const seconds = line.time_in_call_secs;
  return {
    role: role === 'user' ? 'user' : 'agent',
    text: typeof message === 'string' ? message : '',
    ...(typeof planned === 'string' && planned !== '' && { planned }),
    wasCut: interrupted === true,
    isWritten: medium === 'text',
    isContext: isPlainObject(line.contextual_update_info),
    isPassedOver: line.ignored_as_backchannel === true,
    atMs: typeof seconds === 'number' ? seconds * 1_000 : 0,
    calls: listIn(line.tool_calls).map((call) => callOf(call, answers)),
  };
}

function callOf(call: Fields, answers: ReadonlyMap<string, RecordedCall['answer']>): RecordedCall {
  const name = String(call.tool_name);
  const id = String(call.request_id);
  const answer = answers.get(id);
  return {
    id,
    name,
    by: typeof call.type === 'string' ? call.type : ownTools.has(name) ? 'system' : 'client',
    parameters: objectIn(call.params_as_json),
    ...(answer && { answer }),
  };
}

/** Results by the id of their call; they stand in the entry of the call, or in a later one. */
function answersIn(lines: readonly Fields[]): Map<string, RecordedCall['answer']> {
  const results = lines.flatMap((line) => listIn(line.tool_results));
  return new Map(
    results
      .filter(({ result_value: value }) => typeof value === 'string')
      .map(({ request_id: id, result_value: result, is_error: isError }) => [
        String(id),
        { result: String(result), isError: isError === true },
      ]),
  );
}

function listIn(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.filter(isPlainObject) : [];
}

function objectIn(json: unknown): Fields {
  try {
    const value = JSON.parse(String(json)) as unknown;
    return isPlainObject(value) ? value : {};
  } catch {
    return {};
  }
}

function errorIn(error: unknown): Pick<ConversationRecord, 'error'> {
  if (!isPlainObject(error) || typeof error.code !== 'number') return {};
  return { error: { code: error.code, reason: typeof error.reason === 'string' ? error.reason : '' } };
}

function invalid(what: string): DuologueError {
  return new DuologueError('SCENARIO_INVALID', `No scenario can be made of the record: ${what}.`);
}
