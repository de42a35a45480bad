import { isPlainObject } from '../../match/show.ts';
import { clientTypeOf } from '../../messages/client-contract.ts';
import type { WireMessage } from '../../messages/wire-message.ts';

/** What a server has said so far, next to what it had said in the recording: which messages of the client have their cause. */
export class LiveAnswers {
  /** Ids of calls by the name of the tool, in order: those of the recording, and those of now. */
  readonly #recordedCalls = new Map<string, string[]>();
  readonly #liveCalls = new Map<string, string[]>();
  #recordedTurns = 0;
  #liveTurns = 0;
  #hasMetadata = false;

  /** The recording goes on with a message of the service. */
  noteRecorded(message: WireMessage): void {
    if (message.type === 'agent_response') this.#recordedTurns += 1;
    noteCall(this.#recordedCalls, message);
  }

  /** The server has sent a message. */
  noteLive(message: WireMessage): void {
    if (message.type === 'conversation_initiation_metadata') this.#hasMetadata = true;
    if (message.type === 'agent_response') this.#liveTurns += 1;
    noteCall(this.#liveCalls, message);
  }

  /** What a message of the client waits for, in words; undefined where its cause has come. */
  missingFor(message: WireMessage): string | undefined {
    const type = clientTypeOf(message);
    if (type === 'conversation_initiation_client_data') return undefined;
    if (!this.#hasMetadata) return 'the metadata';
    if ('tool_call_id' in message && this.#liveId(message.tool_call_id) === undefined) {
      const [name] = this.#placeOf(message.tool_call_id) ?? ['unknown'];
      return `a call of ${name}`;
    }
    const isAnswer = type === 'client_tool_result' || type === 'mcp_tool_approval_result';
    if (!isAnswer && this.#liveTurns < this.#recordedTurns)
      return `the agent's response ${this.#recordedTurns}`;
    return undefined;
  }

  /** A message of the recording as it has to be sent now: with the id that the server has given the same call. */
  adapted(message: WireMessage): WireMessage {
    const id = this.#liveId(message.tool_call_id);
    return id === undefined ? message : { ...message, tool_call_id: id };
  }

  #liveId(recorded: unknown): string | undefined {
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

function noteCall(calls: Map<string, string[]>, message: WireMessage): void {
  const call = message.client_tool_call ?? message.mcp_tool_call;
  if (!isPlainObject(call)) return;
  const name = String(call.tool_name);
  const ids = calls.get(name) ?? [];
  const id = String(call.tool_call_id);
  if (!ids.includes(id)) calls.set(name, [...ids, id]);
}
