import { DuologueError, parameterValidator, type PluginHost, type Tool } from '@duologue/core';
import type { Tool as McpTool } from '@modelcontextprotocol/sdk/types.js';
import { defineTool } from '../define-tool.ts';
import { held } from '../held.ts';
import { checkMs, checkWhole } from '../policies/options.ts';
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
  /**
   * How long the server may take to answer when it is started or asked for the first time, in milliseconds; default 8,000, which fits into
   * the 10,000 of `session.start()`. A server that hangs is killed then, and started anew for the next call.
   */
  readonly connectTimeoutMs?: number;
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
  const { name, server, timeoutMs = 20_000, connectTimeoutMs = 8_000, maxCharacters = 10_000 } = options;
  checkMs(`mcpPack "${name}"`, 'timeoutMs', timeoutMs, 600_000);
  checkMs(`mcpPack "${name}"`, 'connectTimeoutMs', connectTimeoutMs);
  checkWhole(`mcpPack "${name}"`, 'maxCharacters', maxCharacters, 100, 100_000);
  checkServer(name, server);
  return {
    name,
    tools: [], // nobody knows them before the server has answered
    apply(host) {
      const known = new Map<string, string>();
      const connection = new McpConnection({
        address: server,
        clock: host.clock,
        connectTimeoutMs,
        onToolsChanged: () => {
          syncTools(host, connection, known, options).catch((error: unknown) => {
            if (!host.signal.aborted) host.reportProblem(error);
          });
        },
      });
      host.hooks.beforeConnect.tapPromise(name, () =>
        held(host.clock, begin(host, connection, known, options)),
      );
      host.onDispose(() => void connection.close().catch((error: unknown) => host.reportProblem(error)));
    },
  };
}

function checkServer(name: string, server: McpServerAddress): void {
  const { url, command } = server as { readonly url?: unknown; readonly command?: unknown };
  if (url === undefined) {
    if (typeof command === 'string' && command !== '') return;
    throw new DuologueError(
      'INVALID_OPTIONS',
      `mcpPack "${name}": server has neither a command nor a url; give one of them.`,
    );
  }
  const parsed = typeof url === 'string' && URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed)
    throw new DuologueError('INVALID_OPTIONS', `mcpPack "${name}": the url of the server cannot be read.`);
  if (!/^https?:$/.test(parsed.protocol)) {
    throw new DuologueError(
      'INVALID_OPTIONS',
      `mcpPack "${name}": the url of the server begins with ${parsed.protocol}; it must be http: or https:.`,
    );
  }
}

async function begin(
  host: PluginHost,
  connection: McpConnection,
  known: Map<string, string>,
  options: McpPackOptions,
): Promise<void> {
  await syncTools(host, connection, known, options);
  const missing = (options.tools ?? []).filter((name) => !known.has(name));
  if (missing.length > 0)
    host.reportProblem(new Error(`the server has no tools called ${missing.join(', ')}`));
}

/**
 * Adds the tools of the server that the session does not have yet, and puts those that have changed in the place of the old. A tool that
 * goes away stays, and its calls fail.
 */
async function syncTools(
  host: PluginHost,
  connection: McpConnection,
  known: Map<string, string>,
  options: McpPackOptions,
): Promise<void> {
  for (const tool of await connection.listTools()) {
    if (!(options.tools?.includes(tool.name) ?? true)) continue;
    const now = JSON.stringify([tool.title, tool.description, tool.inputSchema]);
    const before = known.get(tool.name);
    if (before === now) continue;
    known.set(tool.name, now);
    const bridge = bridged(tool, connection, options, (problem) => host.reportProblem(problem));
    if (before === undefined) host.tools.add(bridge);
    else host.tools.replace(bridge);
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
