import { DuologueError, parameterValidator, type PluginHost, type Tool } from '@duologue/core';
import type { Tool as McpTool } from '@modelcontextprotocol/sdk/types.js';
import { defineTool } from '../define-tool.ts';
import { held } from '../held.ts';
import { checkMs } from '../policies/options.ts';
import type { ToolPack } from '../tool-pack.ts';
import { McpConnection } from './mcp-connection.ts';
import { textOfResult } from './mcp-result.ts';
import type { McpServerAddress } from './mcp-server-address.ts';

export interface McpPackOptions {
  /** Names the pack in problems. */
  readonly name: string;
  /** A command to start, or the URL of a server that speaks streamable HTTP. */
  readonly server: McpServerAddress;
  /** Which tools the agent gets, by their names on the server; default all. */
  readonly tools?: readonly string[];
  /** Stands before the name of each tool, so that two servers cannot clash; default nothing. */
  readonly prefix?: string;
  /** How long a call may take, in milliseconds; default 20,000. */
  readonly timeoutMs?: number;
  readonly onInterruption?: 'keep' | 'abort';
  /** Characters of a result that the agent gets at most; default 10,000. */
  readonly maxCharacters?: number;
}

/**
 * Makes a pack of any MCP server: its tools with their schemas, calls that are cancelled through, progress that the
 * agent hears of. It connects before the session does, and comes back when the server crashes or is restarted. Needs the package
 * `@modelcontextprotocol/sdk`.
 */
export function mcpPack(options: McpPackOptions): ToolPack {
  const { name, server, timeoutMs = 20_000 } = options;
  checkMs(`mcpPack "${name}"`, 'timeoutMs', timeoutMs);
  if ('url' in server && !URL.canParse(server.url)) {
    throw new DuologueError('INVALID_OPTIONS', `mcpPack "${name}": the url of the server cannot be read.`);
  }
  return {
    name,
    tools: [], // nobody knows them before the server has answered
    apply(host) {
      const added = new Set<string>();
      const connection = new McpConnection(server, () => {
        addTools(host, connection, added, options).catch((error: unknown) => host.reportProblem(error));
      });
      host.hooks.beforeConnect.tapPromise(name, () =>
        held(host.clock, addTools(host, connection, added, options)),
      );
      host.onDispose(() => void connection.close().catch((error: unknown) => host.reportProblem(error)));
    },
  };
}

/** Adds the tools of the server that the session does not have yet. A tool that goes away stays, and its calls fail. */
async function addTools(
  host: PluginHost,
  connection: McpConnection,
  added: Set<string>,
  options: McpPackOptions,
): Promise<void> {
  for (const tool of await connection.listTools()) {
    if (added.has(tool.name) || !(options.tools?.includes(tool.name) ?? true)) continue;
    added.add(tool.name);
    host.tools.add(bridged(tool, connection, options, (problem) => host.reportProblem(problem)));
  }
}

function bridged(
  tool: McpTool,
  connection: McpConnection,
  options: McpPackOptions,
  report: (problem: unknown) => void,
): Tool<never> {
  const { prefix = '', timeoutMs = 20_000, onInterruption, maxCharacters = 10_000 } = options;
  const name = `${prefix}${tool.name}`;
  return defineTool({
    name,
    description: tool.description ?? tool.title ?? tool.name,
    parameters: schemaOf(name, tool, report),
    timeoutMs,
    ...(onInterruption && { onInterruption }),
    result: { maxCharacters },
    async run(parameters: Readonly<Record<string, unknown>>, { io, signal, progress }) {
      return textOfResult(
        await io(connection.callTool(tool.name, parameters, { signal, onProgress: progress })),
      );
    },
  });
}

/** The schema of the server; one that cannot be used here is left to the server to check. */
function schemaOf(name: string, { inputSchema }: McpTool, report: (problem: unknown) => void): object {
  try {
    parameterValidator({ name, parameters: inputSchema });
    return inputSchema;
  } catch (error) {
    report(error);
    return { type: 'object' };
  }
}
