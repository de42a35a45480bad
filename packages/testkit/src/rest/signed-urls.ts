import { randomLane } from '@duologue/core';

/** Signatures that let clients talk to a private agent. */
export class SignedUrls {
  readonly #draw: () => number;
  readonly #issued = new Set<string>();

  constructor(seed: number) {
    this.#draw = randomLane(seed, 'signatures');
  }

  /** The address of a conversation on the host of `origin`, good for as long as the server lives. */
  issue(origin: URL, agentId: string): string {
    const address = new URL('/v1/convai/conversation', origin);
    address.protocol = origin.protocol.replace('http', 'ws');
    const signature = this.token('cvtkn');
    this.#issued.add(signature);
    address.searchParams.set('agent_id', agentId);
    address.searchParams.set('conversation_signature', signature);
    return address.href;
  }

  isGood(address: URL): boolean {
    return this.#issued.has(address.searchParams.get('conversation_signature') ?? '');
  }

  /** A word that nobody can guess, the same one for the same seed. */
  token(prefix: string): string {
    const part = () =>
      Math.floor(this.#draw() * 36 ** 6)
        .toString(36)
        .padStart(6, '0');
    return `${prefix}_${part()}${part()}`;
  }
}
