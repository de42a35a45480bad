import { fileURLToPath } from 'node:url';
import { systemClock } from '@duologue/core';
import { ToolBench } from '@duologue/testkit';
import { mcpPack, type McpPackOptions } from '../../src/mcp/index.ts';

/** The example server as a child process. */
const stdio = {
  command: process.execPath,
  args: [fileURLToPath(new URL('stdio-server.mjs', import.meta.url))],
};

/** With the wall clock: a server in another process knows no virtual time. */
export function open(options: Partial<McpPackOptions> = {}): Promise<ToolBench> {
  return ToolBench.open(mcpPack({ name: 'example', server: stdio, ...options }), { clock: systemClock });
}

/** Resolves when a tool has told how far it is. */
export function progressOf({ hooks }: ToolBench): Promise<void> {
  return new Promise((resolve) => {
    hooks.messageSent.tap('Watch', ({ type }) => {
      if (type === 'contextual_update') resolve();
    });
  });
}
