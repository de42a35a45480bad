import type { Plugin } from '@duologue/core';

/** Tries once, at once: what `Reconnect` does, without waiting, and with other ideas of when. */
export function tryOnceMore(): Plugin {
  return {
    name: 'TryOnceMore',
    apply: ({ hooks }) =>
      hooks.recoverConnection.tap('TryOnceMore', async ({ error, attempt, renew }) => {
        if (attempt > 1 || error.code !== 'CONNECTION_LOST') return undefined;
        return renew();
      }),
  };
}
