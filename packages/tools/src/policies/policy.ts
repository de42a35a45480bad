import type { PluginHost, Tool } from '@duologue/core';
import type { ToolPack } from '../tool-pack.ts';

/** A tool as policies see it: its parameters have been checked, but their types are nobody's business here. */
export type AnyTool = Tool<Readonly<Record<string, unknown>>>;

/** Something that wraps a tool: it may run it later, twice, or not at all. State belongs to the tool that `wrap` returns. */
export interface ToolPolicy {
  wrap(tool: AnyTool): AnyTool;
}

/** Something that works on the hooks of a session, for the tools of one pack. */
export interface PackPolicy {
  apply(host: PluginHost, isOfPack: (toolName: string) => boolean): void;
}

/**
 * Puts policies around a tool or around every tool of a pack. The first policy is the outermost: of
 * `withPolicies(tool, cache(…), retry(…))` a cached answer costs no try.
 *
 * @example
 * const careful = withPolicies(searchPack(), cache({ ttlMs: 60_000 }), retry({ attempts: 3 }));
 */
export function withPolicies(pack: ToolPack, ...policies: readonly (ToolPolicy | PackPolicy)[]): ToolPack;
export function withPolicies<P>(tool: Tool<P>, ...policies: readonly ToolPolicy[]): Tool<P>;
export function withPolicies<P>(
  toolOrPack: Tool<P> | ToolPack,
  ...policies: readonly (ToolPolicy | PackPolicy)[]
): Tool<P> | ToolPack {
  return 'apply' in toolOrPack ? packWith(toolOrPack, policies) : wrapped(toolOrPack, policies);
}

function packWith(pack: ToolPack, policies: readonly (ToolPolicy | PackPolicy)[]): ToolPack {
  return {
    ...pack,
    tools: pack.tools.map((tool) => wrapped(tool, policies)),
    apply(host) {
      const names = new Set<string>();
      for (const policy of policies) if ('apply' in policy) policy.apply(host, (name) => names.has(name));
      pack.apply({
        ...host,
        tools: {
          ...host.tools,
          add(tool) {
            names.add(tool.name);
            host.tools.add(wrapped(tool, policies));
          },
          replace: (tool) => host.tools.replace(wrapped(tool, policies)),
        },
      });
    },
  };
}

function wrapped<P>(tool: Tool<P>, policies: readonly (ToolPolicy | PackPolicy)[]): Tool<P> {
  const wrap = (inner: AnyTool, policy: ToolPolicy | PackPolicy) =>
    'wrap' in policy ? policy.wrap(inner) : inner;
  return policies.toReversed().reduce(wrap, tool as unknown as AnyTool) as unknown as Tool<P>;
}

/** How long a call of the tool may take; a tool that says nothing has the session's default. */
export function timeoutOf({ timeoutMs = 20_000 }: AnyTool): number {
  return timeoutMs;
}
