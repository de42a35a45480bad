import { DuologueError } from '../errors.ts';
import type { ClientMessage } from '../protocol/client-messages.ts';
import { encodeMessage } from '../protocol/encode.ts';
import { isWireObject, kindOf } from '../protocol/payload.ts';
import type { ConnectionRequest } from '../transport/transport.ts';

/**
 * The messages with which a connection begins. Taps may have changed the request, so it is checked here, before anything is dialed.
 * @throws DuologueError INVALID_OPTIONS
 */
export function firstWords(request: ConnectionRequest): ClientMessage[] {
  const given: { readonly [Name in keyof ConnectionRequest]: unknown } = request;
  if (typeof given.url !== 'string') throw unusable('url', 'a string', kindOf(given.url));
  if (!Array.isArray(given.protocols) || !given.protocols.every(isString)) {
    throw unusable('protocols', 'a list of strings', kindOf(given.protocols));
  }
  if (!isWireObject(given.headers) || !Object.values(given.headers).every(isString)) {
    throw unusable('headers', 'an object of strings', kindOf(given.headers));
  }
  if (!Array.isArray(given.initiation)) {
    throw unusable('initiation', 'a list of messages', kindOf(given.initiation));
  }
  return given.initiation.map((message: unknown, index) => {
    if (!isWireObject(message)) throw unusable(`initiation[${index}]`, 'an object', kindOf(message));
    return checked({ type: typeOf(message), message }, index);
  });
}

const isString = (value: unknown): boolean => typeof value === 'string';

function typeOf({ type }: Readonly<Record<string, unknown>>) {
  return type === 'enclave_setup_config' || type === 'conversation_initiation_client_data' ? type : 'raw';
}

function checked(message: ClientMessage, index: number): ClientMessage {
  try {
    encodeMessage(message);
  } catch {
    throw unusable(`initiation[${index}]`, 'plain JSON', 'something else');
  }
  return message;
}

function unusable(field: string, wanted: string, given: string): DuologueError {
  const text = `The connection request needs ${wanted} in ${field}, but has ${given}. A beforeConnect or recoverConnection tap made it so.`;
  return new DuologueError('INVALID_OPTIONS', text, { details: { field } });
}
