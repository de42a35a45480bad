import { isPlainObject } from '../../match/show.ts';
import { clientTypeOf } from '../../messages/client-contract.ts';
import { IdsInText } from '../../messages/ids-in-text.ts';
import type { WireMessage } from '../../messages/wire-message.ts';

/** What a server has said so far, next to what it had said in the recording: which messages of the client have their cause. */
export class LiveAnswers {
  /** Ids of calls by the name of the tool, in order: those of the recording, and those of now. */
  readonly #recordedCalls = new Map<string, string[]>();
  readonly #liveCalls = new Map<string, string[]>();
  /** Event ids of what the agent has said, in order. */
  readonly #recordedTurns: unknown[] = [];
  readonly #liveTurns: unknown[] = [];
  #recordedId: string | undefined;
  #liveId: string | undefined;
  #hasMetadata = false;

  /** The recording goes on with a message of the service. */
  noteRecorded(message: WireMessage): void {
    this.#recordedId ??= conversationIdOf(message);
    noteTurn(this.#recordedTurns, message);
    noteCall(this.#recordedCalls, message);
  }

  /** The server has sent a message. */
  noteLive(message: WireMessage): void {
    if (message.type === 'conversation_initiation_metadata') this.#hasMetadata = true;
    this.#liveId ??= conversationIdOf(message);
    noteTurn(this.#liveTurns, message);
    noteCall(this.#liveCalls, message);
  }

  /** What a message of the client waits for, in words; undefined where its cause has come. */
  missingFor(message: WireMessage): string | undefined {
    const type = clientTypeOf(message);
    if (type === 'conversation_initiation_client_data') return undefined;
    if (!this.#hasMetadata) return 'the metadata';
    if ('tool_call_id' in message && this.#liveCall(message.tool_call_id) === undefined) {
      const [name] = this.#placeOf(message.tool_call_id) ?? ['unknown'];
      return `a call of ${name}`;
    }
    const isAnswer = type === 'client_tool_result' || type === 'mcp_tool_approval_result';
    if (!isAnswer && this.#liveTurns.length < this.#recordedTurns.length)
      return `the agent's response ${this.#recordedTurns.length}`;
    return undefined;
  }

  /** A message of the recording as it has to be sent now: with the ids that the server has given, also where a text names one. */
  adapted(message: WireMessage): WireMessage {
    const ids = new IdsInText();
    if (this.#recordedId !== undefined && this.#liveId !== undefined) ids.add(this.#recordedId, this.#liveId);
    for (const [name, calls] of this.#recordedCalls)
      for (const [index, call] of calls.entries()) ids.add(call, this.#liveCalls.get(name)?.[index] ?? call);
    const adapted = ids.replaceInAll(message) as WireMessage;
    const call = this.#liveCall(message.tool_call_id);
    const turn = this.#liveTurns[this.#recordedTurns.indexOf(message.event_id)];
    return {
      ...adapted,
      ...(call !== undefined && { tool_call_id: call }),
      ...(turn !== undefined && { event_id: turn }),
    };
  }

  #liveCall(recorded: unknown): string | undefined {
    const place = this.#placeOf(recorded);
    return place && this.#liveCalls.get(place[0])?.[place[1]];
  }

  #placeOf(recorded: unknown): [name: string, index: number] | undefined {
    for (const [name, ids] of this.#recordedCalls) {
      const index = ids.indexOf(String(recorded));
      if (index >= 0) return [name, index];
    }
    return undefined;
  }
}

function conversationIdOf({
  conversation_initiation_metadata_event: event,
}: WireMessage): string | undefined {
  const id = isPlainObject(event) ? event.conversation_id : undefined;
  return typeof id === 'string' ? id : undefined;
}

function noteTurn(turns: unknown[], { type, agent_response_event: event }: WireMessage): void {
  if (type === 'agent_response') turns.push(isPlainObject(event) ? event.event_id : undefined);
}

function noteCall(calls: Map<string, string[]>, message: WireMessage): void {
  const call = message.client_tool_call ?? message.mcp_tool_call;
  if (!isPlainObject(call)) return;
  const name = String(call.tool_name);
  const ids = calls.get(name) ?? [];
  const id = String(call.tool_call_id);
  if (!ids.includes(id)) calls.set(name, [...ids, id]);
}
