import { randomLane } from '@duologue/core';

/** Signatures for conversations with a private agent. */
export class SignedUrls {
  readonly #draw: () => number;
  readonly #issued = new Set<string>();

  constructor(seed: number) {
    this.#draw = randomLane(seed, 'signatures');
  }

  /** The address of a conversation, good for as long as the server lives. */
  issue(host: string, agentId: string): string {
    const signature = `cvtkn_${Math.floor(this.#draw() * 0x1_0000_0000).toString(36)}${Math.floor(this.#draw() * 0x1_0000_0000).toString(36)}`;
    this.#issued.add(signature);
    const query = new URLSearchParams({ agent_id: agentId, conversation_signature: signature });
    return `ws://${host}/v1/convai/conversation?${query.toString()}`;
  }

  isGood(address: URL): boolean {
    return this.#issued.has(address.searchParams.get('conversation_signature') ?? '');
  }
}
