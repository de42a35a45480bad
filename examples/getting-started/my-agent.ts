import { Session, type SessionOptions } from '@duologue/core';
import { CardGuard } from './card-guard.ts';
import { tipPack } from './tip-pack.ts';

/** The app: everything that belongs to it, and whatever its surroundings add. */
export function createMyAgent(options: SessionOptions): Session {
  return new Session({ ...options, plugins: [new CardGuard(), tipPack(), ...(options.plugins ?? [])] });
}
