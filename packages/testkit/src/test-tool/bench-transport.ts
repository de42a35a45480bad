import type { Connection, ConnectionListener, ConnectionRequest, Transport } from '@duologue/core';

const metadata = {
  type: 'conversation_initiation_metadata',
  conversation_initiation_metadata_event: {
    conversation_id: 'conv_tool_bench',
    agent_output_audio_format: 'pcm_16000',
    user_input_audio_format: 'pcm_16000',
  },
};

/** The other end of a tool bench: it answers the opening, notes what tools say of their progress, and is otherwise silent. */
export class BenchTransport implements Transport {
  readonly #updates: { readonly contextId: string; readonly text: string }[] = [];
  #listener: ConnectionListener | undefined;

  connect(_: ConnectionRequest, listener: ConnectionListener): Connection {
    this.#listener = listener;
    queueMicrotask(() => {
      listener.opened();
      this.receive(metadata);
    });
    const end = (code: number, reason: string) => {
      if (this.#listener !== listener) return;
      this.#listener = undefined;
      queueMicrotask(() => listener.closed({ code, reason }));
    };
    return {
      bufferedBytes: 0,
      send: (frame) => this.#note(JSON.parse(frame) as Readonly<Record<string, unknown>>),
      close: end,
      terminate: () => end(1006, ''),
    };
  }

  /** Gives the session a message of the service. */
  receive(message: object): void {
    this.#listener?.received(JSON.stringify(message));
  }

  /** What was told about one call while it ran. */
  progressOf(toolCallId: string): string[] {
    return this.#updates.filter(({ contextId }) => contextId.endsWith(toolCallId)).map(({ text }) => text);
  }

  #note({ type, context_id, text }: Readonly<Record<string, unknown>>): void {
    if (type !== 'contextual_update') return;
    this.#updates.push({ contextId: typeof context_id === 'string' ? context_id : '', text: String(text) });
  }
}
