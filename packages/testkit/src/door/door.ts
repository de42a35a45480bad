import type { Transport } from '@duologue/core';
import type { Conversation } from '../conversation/conversation.ts';

/** A way for clients to reach a scripted server. */
export interface Door {
  /** A place for one client of this process: what it needs to connect, and what became of it. */
  client(): DoorClient;
  /** The address of a conversation for any client; undefined in memory. */
  readonly url?: string;
  /** The address for HTTP calls; undefined in memory. */
  readonly httpUrl?: string;
  /** Every conversation so far, in the order in which they were opened. */
  readonly conversations: readonly Conversation[];
  /** Cuts every connection and stops. */
  close(): Promise<void>;
}

/** What one client of this process needs. */
export interface DoorClient {
  /** Spread into the options of a session. */
  readonly endpoint: { readonly agentId: string } | { readonly url: string };
  readonly transport: Transport;
  /** Tells of each conversation that this client opens, before its first frame. */
  onConversation(listener: (conversation: Conversation, link: ClientLink) => void): void;
}

/** The client's end of one connection, as the harness sees it. */
export interface ClientLink {
  /** How many frames of the server the client has been given. */
  readonly framesDelivered: number;
  /** Is told after each of them. */
  onDelivered(listener: () => void): void;
}
