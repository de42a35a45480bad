import type { ConversationEvents } from './conversation-events.ts';
import type { ToolEvents } from './tool-events.ts';
import type { TurnEvents } from './turn-events.ts';
import type { WireEvent } from './wire-event.ts';

/** Every message of the service that this version knows, by its type on the wire. */
export interface ServerEvents extends ConversationEvents, TurnEvents, ToolEvents {}

export type ServerEventType = keyof ServerEvents;

/** A message of a type that this version knows; a `switch` over its `type` narrows it. */
export type KnownServerEvent = ServerEvents[ServerEventType];

/** A message of a type that this version does not know, untouched. */
export interface UnknownEvent extends WireEvent<string> {}

/** A message of the service. */
export type ServerEvent = KnownServerEvent | UnknownEvent;

export type { Alignment } from './turn-events.ts';
