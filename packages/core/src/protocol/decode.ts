import { DuologueError } from '../errors.ts';
import { conversationDecoders } from './conversation-events.ts';
import { isWireObject, kindOf, type WireObject } from './payload.ts';
import type { KnownServerEvent, ServerEvent, ServerEvents } from './server-events.ts';
import { toolDecoders } from './tool-events.ts';
import { turnDecoders } from './turn-events.ts';
import type { Decoders } from './wire-event.ts';

const all: Decoders<ServerEvents> = { ...conversationDecoders, ...turnDecoders, ...toolDecoders };

/** By type; a map, because a type is any string that the service sends. */
const decoders: ReadonlyMap<string, (raw: WireObject) => ServerEvent> = new Map(Object.entries(all));

/**
 * Reads one text frame of the service. A type that this version does not know passes with its raw form;
 * a known one must have what a session cannot do without, and nothing more than that.
 * @throws DuologueError BAD_FRAME that says what is wrong and where, and never repeats the frame
 */
export function decodeFrame(text: string): ServerEvent {
  const raw = parseObject(text);
  const { type } = raw;
  if (typeof type !== 'string') {
    throw new DuologueError('BAD_FRAME', `A message needs a string in type, but has ${kindOf(type)}.`, {
      details: { path: 'type' },
    });
  }
  return decoders.get(type)?.(raw) ?? { type, raw };
}

/** Whether this version knows the type of an event, so that a `switch` over it can narrow it. */
export function isKnownEvent(event: ServerEvent): event is KnownServerEvent {
  return decoders.has(event.type);
}

function parseObject(text: string): WireObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // No cause: the parser's own message quotes the frame.
    throw new DuologueError('BAD_FRAME', `A frame of ${text.length} characters is not JSON.`, {
      details: { characters: text.length },
    });
  }
  if (!isWireObject(value)) {
    throw new DuologueError('BAD_FRAME', `A frame must hold an object, but holds ${kindOf(value)}.`);
  }
  return value;
}
