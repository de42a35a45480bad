import { systemClock } from '@duologue/core';
import { ToolBench } from '@duologue/testkit';
import { expect } from 'vitest';
import { withPolicies } from '../../src/index.ts';
import { mcpPack } from '../../src/mcp/index.ts';
import { serveHttp } from '../mcp/serve-http.ts';
import { callOften } from './fuzz-handlers.ts';
import { fuzzPack } from './fuzz-parameters.ts';
import { withoutRejections } from './without-rejections.ts';

/** Tools that answer never, or end the process in which they run. */
const notCalled = ['slow', 'crash'];

/** Every tool of an MCP server with random parameters: first without asking the server, then with it. */
export async function fuzzMcp(numRuns: number, numCalls: number): Promise<void> {
  await using server = await serveHttp();
  const pack = () => mcpPack({ name: 'example', server: { url: server.url } });

  expect(await fuzzPack(pack(), numRuns)).toContain('add');

  const schemas = new Map<string, object>();
  const watched = withPolicies(pack(), {
    wrap: (tool) => (schemas.set(tool.name, tool.parameters as object), tool),
  });
  await using bench = await ToolBench.open(watched, { clock: systemClock });
  await withoutRejections(async () => {
    for (const [name, schema] of schemas)
      if (!notCalled.includes(name)) await callOften(bench, name, schema, numCalls);
  });
}
