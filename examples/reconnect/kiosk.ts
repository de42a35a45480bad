import { Reconnect, Session, type SessionOptions } from '@duologue/core';

/** A kiosk that survives a network which comes and goes. */
export function createKiosk(options: SessionOptions): Session {
  return new Session({
    ...options,
    plugins: [
      new Reconnect({ attempts: 8, withinMs: 120_000, handover: 'contextual-update' }),
      ...(options.plugins ?? []),
    ],
  });
}
