import type { Connection, ConnectionListener, ConnectionRequest, Transport } from '@duologue/core';
import type { Conversation } from '../conversation/conversation.ts';
import type { PreparedScenario } from '../scenario/prepare.ts';
import { startConversation, type ScriptOptions } from './conversation-factory.ts';
import { DeliveryCount } from './delivery-count.ts';
import type { ClientLink, Door, DoorClient } from './door.ts';
import { MemoryConnection } from './memory-connection.ts';

/** A scripted server without sockets: frames cross in microtasks, in order, so that virtual time never has to wait for them. */
export class MemoryServer implements Door {
  readonly #prepared: PreparedScenario;
  readonly #options: ScriptOptions;
  readonly #conversations: Conversation[] = [];
  readonly #connections = new Set<MemoryConnection>();

  constructor(prepared: PreparedScenario, options: ScriptOptions) {
    this.#prepared = prepared;
    this.#options = options;
  }

  get conversations(): readonly Conversation[] {
    return this.#conversations;
  }

  client(): DoorClient {
    const listeners: ((conversation: Conversation, link: ClientLink) => void)[] = [];
    const transport: Transport = {
      connect: (_request: ConnectionRequest, listener: ConnectionListener): Connection => {
        const count = new DeliveryCount();
        const connection = new MemoryConnection(listener, count);
        const conversation = startConversation(
          this.#prepared,
          connection.wire,
          this.#options,
          this.#conversations.length,
        );
        this.#conversations.push(conversation);
        this.#connections.add(connection);
        for (const tell of listeners) tell(conversation, count);
        connection.open(conversation);
        return connection;
      },
    };
    return {
      endpoint: { agentId: 'agent_test' },
      transport,
      onConversation: (listener) => void listeners.push(listener),
    };
  }

  async close(): Promise<void> {
    for (const connection of this.#connections) connection.terminate();
    await Promise.all(this.#conversations.map(({ closed }) => closed));
  }
}
