import type { ClientMessage } from '../protocol/client-messages.ts';

/** Messages that only the session itself sends, with where an app has its say. */
const ownMessages: Readonly<Record<string, string>> = {
  pong: 'The session answers every ping',
  client_tool_result: 'Every call gets its one result from its tool or from an answerToolCall tap',
  conversation_initiation_client_data: 'What to say first stands in the options of the session',
  enclave_setup_config: 'What to say first stands in the options of the session',
};

/** Where an app has its say, for a message that only the session sends; undefined for any other message. */
export function whySessionsOwn(message: ClientMessage): string | undefined {
  if (message.type !== 'raw')
    return Object.hasOwn(ownMessages, message.type) ? ownMessages[message.type] : undefined;
  const { message: wire } = message as { readonly message?: Readonly<Record<string, unknown>> };
  const type = wire?.['type'];
  return typeof type === 'string' && Object.hasOwn(ownMessages, type) ? ownMessages[type] : undefined;
}
