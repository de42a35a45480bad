import { createHash } from 'node:crypto';
import { isPlainObject } from '../../match/show.ts';
import type { Upstream } from './proxy-upstream.ts';

/** A hash of how the agent is configured, to know when a recording is of another one; undefined where the key of the proxy may not read it. */
export async function agentConfigHash(upstream: Upstream): Promise<string | undefined> {
  const { agentId, apiKey } = upstream;
  if (agentId === undefined || apiKey === undefined) return undefined;
  try {
    const headers = { 'xi-api-key': apiKey };
    const route = `/v1/convai/agents/${encodeURIComponent(agentId)}`;
    const answer = await fetch(upstream.httpUrl(route), { headers, redirect: 'manual' });
    const agent: unknown = answer.ok ? await answer.json() : undefined;
    return isPlainObject(agent) && isPlainObject(agent.conversation_config)
      ? jsonHash(agent.conversation_config)
      : undefined;
  } catch {
    return undefined;
  }
}

/** 16 hexadecimal digits for a value of JSON, the same ones in whatever order its fields are. */
function jsonHash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value, sorted)).digest('hex').slice(0, 16);
}

function sorted(_key: string, value: unknown): unknown {
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
