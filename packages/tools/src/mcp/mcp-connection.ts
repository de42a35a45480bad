import { DuologueError, importOptional } from '@duologue/core';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { CallToolResult, Tool as McpTool } from '@modelcontextprotocol/sdk/types.js';
import type { McpServerAddress } from './mcp-server-address.ts';

export interface McpCallOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (text: string) => void;
}

/** The longest that the SDK may wait; the time limit of the tool is shorter and aborts the call. */
const sdkTimeoutMs = 900_000;

/** A connection to one MCP server that comes back: after a crash or a restart the next use connects again. */
export class McpConnection {
  readonly #address: McpServerAddress;
  readonly #onToolsChanged: () => void;
  #connecting: Promise<Client> | undefined;
  #isClosed = false;

  constructor(address: McpServerAddress, onToolsChanged: () => void) {
    this.#address = address;
    this.#onToolsChanged = onToolsChanged;
  }

  /** All tools of the server. @throws DuologueError MISSING_PACKAGE, CONNECT_FAILED */
  async listTools(): Promise<McpTool[]> {
    const client = await this.#connect();
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
    const client = await this.#connect();
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
    const connecting = this.#connecting;
    this.#connecting = undefined;
    await (await connecting?.catch(() => undefined))?.close();
  }

  #connect(): Promise<Client> {
    if (this.#isClosed)
      throw new DuologueError(
        'INVALID_STATE',
        'The MCP connection is closed, because its session was disposed of.',
      );
    if (this.#connecting) return this.#connecting;
    const connecting = this.#open(() => {
      if (this.#connecting === connecting) this.#connecting = undefined;
    });
    connecting.catch(() => {
      if (this.#connecting === connecting) this.#connecting = undefined;
    });
    this.#connecting = connecting;
    return connecting;
  }

  async #open(onClose: () => void): Promise<Client> {
    const sdk = await importOptional(
      '@modelcontextprotocol/sdk',
      'The pack "mcp"',
      () => import('@modelcontextprotocol/sdk/client/index.js'),
    );
    const { ToolListChangedNotificationSchema } = await import('@modelcontextprotocol/sdk/types.js');
    const client = new sdk.Client({ name: 'duologue', version: '0.1.0' });
    client.onclose = onClose;
    client.setNotificationHandler(ToolListChangedNotificationSchema, () => this.#onToolsChanged());
    try {
      await client.connect(await transportTo(this.#address));
    } catch (cause) {
      throw new DuologueError(
        'CONNECT_FAILED',
        `The MCP server ${nameOf(this.#address)} cannot be reached: ${(cause as Error).message}`,
        { cause },
      );
    }
    return client;
  }
}

async function transportTo(address: McpServerAddress): Promise<Transport> {
  if ('url' in address) {
    const { StreamableHTTPClientTransport } =
      await import('@modelcontextprotocol/sdk/client/streamableHttp.js');
    return new StreamableHTTPClientTransport(new URL(address.url), {
      requestInit: { headers: { ...address.headers } },
    }) as Transport;
  }
  const { StdioClientTransport } = await import('@modelcontextprotocol/sdk/client/stdio.js');
  const { command, args = [], env, cwd } = address;
  return new StdioClientTransport({
    command,
    args: [...args],
    stderr: 'ignore',
    ...(env && { env: { ...env } }),
    ...(cwd !== undefined && { cwd }),
  });
}

/** Without query and headers: they may hold keys. */
function nameOf(address: McpServerAddress): string {
  return 'url' in address ? new URL(address.url).origin : `"${address.command}"`;
}

/** What servers answer for a session that they do not know: 404 by the specification, 400 by many. */
function isUnknownSession(error: unknown): boolean {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  return code === 404 || (code === 400 && /session|not initialized/i.test(String(message)));
}
