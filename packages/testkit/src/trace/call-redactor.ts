import type { PluginHost, ShownCall } from '@duologue/core';
import { isPlainObject } from '../match/show.ts';
import type { WireMessage } from '../messages/wire-message.ts';

/** Calls that are remembered, for what is said of them later: as many as a session remembers. */
const mostCalls = 1_000;

/** Fields that say which call it is, and nothing of what it is about. */
const namingFields = new Set(['type', 'tool_name', 'tool_call_id', 'context_id', 'event_id']);

const progressOf = 'tool-progress-';

/** Keeps what tools call sensitive out of the messages about their calls: the call, its progress, its result. One for each conversation. */
export class CallRedactor {
  readonly #tools: Pick<PluginHost['tools'], 'shown'>;
  readonly #calls = new Map<unknown, ShownCall>();

  constructor(tools: Pick<PluginHost['tools'], 'shown'>) {
    this.#tools = tools;
  }

  /** A message of the service as it may be written down. */
  received(message: WireMessage): WireMessage {
    const key = String(message.type);
    const payload = message[key];
    if (!isPlainObject(payload)) return message;
    if (key !== 'client_tool_call') {
      const shown = this.#calls.get(payload.tool_call_id);
      return shown ? { ...message, [key]: withoutValues(payload, shown) } : message;
    }
    const { tool_name: name, tool_call_id: id, parameters } = payload;
    if (typeof name !== 'string' || !isPlainObject(parameters)) return message;
    const shown = this.#tools.shown({ toolName: name, parameters });
    if (shown.parameters === parameters) return message;
    this.#remember(id, shown);
    return { ...message, [key]: { ...payload, parameters: shown.parameters } };
  }

  /** A message of the client as it may be written down. */
  sent(message: WireMessage): WireMessage {
    const { tool_call_id: id, context_id: context } = message;
    const isProgress = typeof context === 'string' && context.startsWith(progressOf);
    const shown = this.#calls.get(isProgress ? context.slice(progressOf.length) : id);
    return shown ? (withoutValues(message, shown) as WireMessage) : message;
  }

  #remember(id: unknown, shown: ShownCall): void {
    this.#calls.set(id, shown);
    const [oldest] = this.#calls.keys();
    if (this.#calls.size > mostCalls) this.#calls.delete(oldest);
  }
}

function withoutValues(value: unknown, shown: ShownCall): unknown {
  if (typeof value === 'string') return shown.text(value);
  if (Array.isArray(value)) return value.map((item) => withoutValues(item, shown));
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      namingFields.has(key) ? inner : withoutValues(inner, shown),
    ]),
  );
}
