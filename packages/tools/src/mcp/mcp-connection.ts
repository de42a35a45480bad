import { DuologueError, type Clock } from '@duologue/core';
import type { CallToolResult, Tool as McpTool } from '@modelcontextprotocol/sdk/types.js';
import { McpLink, sdkTimeoutMs } from './mcp-link.ts';
import type { McpServerAddress } from './mcp-server-address.ts';

export interface McpConnectionOptions {
  readonly address: McpServerAddress;
  readonly clock: Clock;
  readonly connectTimeoutMs: number;
  /** Told when the tools may be others: the server says so, or is a new one after a crash or a restart. */
  readonly onToolsChanged: () => void;
}

export interface McpCallOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (text: string) => void;
}

/** A connection to one MCP server that comes back: after a crash or a restart the next use connects again. */
export class McpConnection {
  readonly #options: McpConnectionOptions;
  #link: McpLink | undefined;
  #isClosed = false;

  constructor(options: McpConnectionOptions) {
    this.#options = options;
  }

  /** All tools of the server. @throws DuologueError MISSING_PACKAGE, CONNECT_FAILED */
  async listTools(): Promise<McpTool[]> {
    const client = await this.#current().client();
    const tools: McpTool[] = [];
    let cursor: string | undefined;
    do {
      const page = await client.listTools(cursor === undefined ? {} : { cursor });
      tools.push(...page.tools);
      cursor = page.nextCursor;
    } while (cursor !== undefined && tools.length < 1_000);
    return tools;
  }

  /** Calls a tool; an abort is told to the server. @throws DuologueError MISSING_PACKAGE, CONNECT_FAILED, and what the server or the SDK says */
  async callTool(
    name: string,
    parameters: Readonly<Record<string, unknown>>,
    options: McpCallOptions,
  ): Promise<CallToolResult> {
    try {
      return await this.#call(name, parameters, options);
    } catch (error) {
      if (options.signal.aborted || !isUnknownSession(error)) throw error;
      // The server was restarted and knows nothing of the session: the call was not run, so it can be made again.
      await this.#drop();
      return this.#call(name, parameters, options);
    }
  }

  /** Closes the connection, and with it the child process. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#drop();
  }

  async #call(
    name: string,
    parameters: Readonly<Record<string, unknown>>,
    { signal, onProgress }: McpCallOptions,
  ): Promise<CallToolResult> {
    const isBack = this.#link === undefined;
    const link = this.#current();
    const client = await link.client(signal);
    link.isUsed = true;
    if (isBack) this.#options.onToolsChanged();
    const result = await client.callTool({ name, arguments: { ...parameters } }, undefined, {
      signal,
      timeout: sdkTimeoutMs,
      onprogress: ({ message }) => {
        if (message !== undefined) onProgress(message);
      },
    });
    return result as CallToolResult;
  }

  async #drop(): Promise<void> {
    const link = this.#link;
    this.#link = undefined;
    await link?.close();
  }

  #current(): McpLink {
    if (this.#isClosed)
      throw new DuologueError(
        'INVALID_STATE',
        'The MCP connection is closed, because its session was disposed of.',
      );
    if (this.#link) return this.#link;
    const link = new McpLink({ ...this.#options, onClose: () => this.#forget(link) });
    this.#link = link;
    return link;
  }

  /** A server that crashes at a call may come back as another. One that crashes before any call is left until the next. */
  #forget(link: McpLink): void {
    if (this.#link !== link) return;
    this.#link = undefined;
    if (link.isUsed) this.#options.onToolsChanged();
  }
}

/** What servers answer for a session that they do not know: 404 by the specification, 400 by many. */
function isUnknownSession(error: unknown): boolean {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  return code === 404 || (code === 400 && /session|not initialized/i.test(String(message)));
}
