import { checkMs, checkWhole } from './options.ts';
import type { ToolPolicy } from './policy.ts';

export interface CacheOptions {
  /** How long a result is good, in milliseconds. */
  readonly ttlMs: number;
  /** Results that are kept at most; default 100. The one that was used longest ago goes first. */
  readonly maxEntries?: number;
  /** What makes two calls the same; default all their parameters, in any order. */
  readonly key?: (parameters: Readonly<Record<string, unknown>>) => string;
}

interface Entry {
  readonly value: unknown;
  readonly expiresAtMs: number;
}

/** Answers a call that was answered before with the same result. What a tool throws is not kept. */
export function cache({ ttlMs, maxEntries = 100, key = stableJson }: CacheOptions): ToolPolicy {
  checkMs('cache', 'ttlMs', ttlMs);
  checkWhole('cache', 'maxEntries', maxEntries, 1);
  return {
    wrap(tool) {
      const entries = new Map<string, Entry>();
      return {
        ...tool,
        async run(parameters, context) {
          const name = key(parameters);
          const known = entries.get(name);
          entries.delete(name);
          if (known && known.expiresAtMs > context.clock.now()) {
            entries.set(name, known);
            return known.value;
          }
          const value: unknown = await tool.run(parameters, context);
          entries.set(name, { value, expiresAtMs: context.clock.now() + ttlMs });
          const [oldest] = entries.keys();
          if (entries.size > maxEntries && oldest !== undefined) entries.delete(oldest);
          return value;
        },
      };
    },
  };
}

/** JSON with the keys of every object in order. */
function stableJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
