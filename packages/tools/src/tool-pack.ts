import type { Plugin, PluginHost, Tool } from '@duologue/core';

export interface ToolPackOptions {
  /** Names the pack in problems; one name once in a session. */
  readonly name: string;
  readonly tools: readonly Tool<never>[];
  /** Work beside the tools: taps, set-up in `beforeConnect`, closing what was opened in `onDispose`. */
  readonly apply?: (host: PluginHost) => void;
}

/** A plugin that brings tools. Like every plugin it serves one session, so publish a function that makes one. */
export interface ToolPack extends Plugin {
  readonly tools: readonly Tool<never>[];
}

/**
 * Makes a pack of tools.
 *
 * @example
 * export const bookingPack = () => toolPack({ name: 'booking', tools: [bookTable, cancelTable] });
 */
export function toolPack({ name, tools, apply }: ToolPackOptions): ToolPack {
  return {
    name,
    tools,
    apply(host) {
      apply?.(host);
      for (const tool of tools) host.tools.add(tool);
    },
  };
}
