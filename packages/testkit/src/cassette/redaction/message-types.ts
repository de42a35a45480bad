import { clientMessageSchemas, serverMessageSchemas } from '@duologue/core';

/** Whether the protocol has messages of a type; audio of the user is the one message that names none. */
export function isKnownType(type: unknown): boolean {
  if (type === undefined) return true;
  return (
    typeof type === 'string' &&
    (Object.hasOwn(serverMessageSchemas, type) || Object.hasOwn(clientMessageSchemas, type))
  );
}
