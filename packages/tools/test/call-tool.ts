import { systemClock, type ToolContext } from '@duologue/core';
import type { ToolPack } from '../src/index.ts';

/** Calls a tool of a pack with no session around it: for processes that are killed, and have to be light. */
export async function callTool({ tools }: ToolPack, name: string, parameters: object): Promise<unknown> {
  const context: ToolContext = {
    signal: new AbortController().signal,
    toolCallId: JSON.stringify(parameters),
    clock: systemClock,
    io: (work) => work,
    progress: () => {},
  };
  return tools.find((tool) => tool.name === name)?.run(parameters as never, context);
}
