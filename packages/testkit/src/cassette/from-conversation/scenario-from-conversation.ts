import type { Scenario, Step } from '../../scenario/scenario.ts';
import { withoutPersonalData } from '../redaction/without-personal-data.ts';
import type { RedactionOptions } from '../redaction/redaction-options.ts';
import { readRecord, type ConversationRecord } from './conversation-record.ts';
import { TurnWriter } from './turn-writer.ts';

export interface ScenarioFromConversationOptions {
  /** Default the title that the service gave the conversation, or its id. */
  readonly name?: string;
  /** Whether tools have to answer what they answered in the call (default `exact`), or may answer `any` thing. */
  readonly results?: 'exact' | 'any';
  /** What is taken out and replaced by made-up values of the same kind; `false` for nothing. Default as in recordings. */
  readonly redaction?: Omit<RedactionOptions, 'userAudio' | 'seed'> | false;
}

/**
 * Makes a scenario of a call that is over, from what `GET /v1/convai/conversations/{id}` answers: its turns, interruptions, tool calls,
 * their results, and its pauses. Tones stand for what was said, as long as it takes to say the text.
 * @throws DuologueError SCENARIO_INVALID where it is no record, or of a call that goes on; REDACTION_BLOCKED
 */
export function scenarioFromConversation(
  answer: unknown,
  { name, results = 'exact', redaction = {} }: ScenarioFromConversationOptions = {},
): Scenario {
  const record = readRecord(redaction === false ? answer : withoutPersonalData(answer, redaction));
  const turns = new TurnWriter({ isTextOnly: record.isTextOnly, results });
  const entries = [...record.entries];
  for (let entry = entries.shift(); entry; entry = entries.shift()) {
    const cutBy = entry.wasCut ? spokenIn(entries[0]) : undefined;
    turns.write(entry, cutBy);
    if (cutBy && !record.isTextOnly) entries.shift();
  }
  return {
    version: 1,
    name: name ?? record.title ?? record.id,
    ignore: ['contextualUpdate', 'userActivity'],
    steps: [{ expect: 'init' }, { server: 'metadata' }, ...turns.steps, ...ending(record, turns.hasEndCall)],
  };
}

/** The turn of the user that cut the one before it. */
function spokenIn(entry: ConversationRecord['entries'][number] | undefined): typeof entry {
  return entry?.role === 'user' && entry.text !== '' && !entry.isContext ? entry : undefined;
}

function ending({ closing, error }: ConversationRecord, hasEndCall: boolean): Step[] {
  if (error) {
    const isCloseCode = error.code >= 1_000 && error.code < 5_000 && error.code !== 1_005;
    return [
      {
        server: 'close',
        code: isCloseCode ? error.code : 1_011,
        ...(error.reason !== '' && { reason: error.reason }),
      },
    ];
  }
  const isByUser = /client|user|remote|hung up|disconnected/i.test(closing);
  if (isByUser && !hasEndCall) return [{ user: 'hangUp' }, { expect: 'closed' }];
  return [{ server: 'close' }];
}
