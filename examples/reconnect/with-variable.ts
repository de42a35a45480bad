import { Reconnect, type ReconnectOptions } from '@duologue/core';

/** For an agent whose prompt says: "What was said before: {{earlier}}". */
export function handOverInPrompt(options: ReconnectOptions = {}): Reconnect {
  return new Reconnect({ ...options, handover: { dynamicVariable: 'earlier' } });
}

/** For an app that gets its signed URLs from a server of its own. */
export function withSignedUrls(url: string): Reconnect {
  return new Reconnect({
    signedUrl: async (signal) => {
      const response = await fetch(url, { signal });
      return response.text();
    },
  });
}
