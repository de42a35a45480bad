import { DuologueError, importOptional, type Clock } from '@duologue/core';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { untilAborted } from '../until-aborted.ts';
import type { McpServerAddress } from './mcp-server-address.ts';

export interface McpLinkOptions {
  readonly address: McpServerAddress;
  readonly clock: Clock;
  /** How long the server may take to answer, once it has been started or asked. */
  readonly connectTimeoutMs: number;
  readonly onToolsChanged: () => void;
  /** Told when the server cannot be reached, goes away, or is left. */
  readonly onClose: () => void;
}

/** The longest that the SDK may wait; what is above it is timed on the session's clock, and shorter. */
export const sdkTimeoutMs = 900_000;

/** One connection to one server, from the moment it is begun until it is gone. A child process that did not answer is killed with it. */
export class McpLink {
  readonly #options: McpLinkOptions;
  readonly #ready: Promise<Client>;
  readonly #left = new AbortController();
  #transport: Transport | undefined;
  #isReady = false;
  #waiting = 0;
  /** Whether a tool has been called over it. */
  isUsed = false;

  constructor(options: McpLinkOptions) {
    this.#options = options;
    this.#ready = this.#open();
    this.#ready.catch(() => options.onClose());
  }

  /**
   * The client, when the server has answered. A connection is given up before that when the last of those whose signal it got has gone.
   * @throws DuologueError MISSING_PACKAGE, CONNECT_FAILED
   */
  async client(signal?: AbortSignal): Promise<Client> {
    if (!signal) return this.#ready;
    this.#waiting += 1;
    try {
      return await untilAborted(this.#ready, signal);
    } finally {
      this.#waiting -= 1;
      if (signal.aborted && this.#waiting === 0 && !this.#isReady) void this.close().catch(() => {});
    }
  }

  async close(): Promise<void> {
    this.#leave('The connection was closed.');
    await this.#transport?.close();
  }

  #leave(message: string): void {
    if (this.#left.signal.aborted) return;
    const { pid } = (this.#transport ?? {}) as { readonly pid?: number | null };
    this.#left.abort(this.#failure(message));
    if (!this.#isReady && typeof pid === 'number') kill(pid);
  }

  async #open(): Promise<Client> {
    const { address, clock, connectTimeoutMs, onToolsChanged, onClose } = this.#options;
    const sdk = await importOptional(
      '@modelcontextprotocol/sdk',
      'The pack "mcp"',
      () => import('@modelcontextprotocol/sdk/client/index.js'),
    );
    const { ToolListChangedNotificationSchema } = await import('@modelcontextprotocol/sdk/types.js');
    const transport = await transportTo(address);
    const { signal } = this.#left;
    signal.throwIfAborted();
    this.#transport = transport;
    const client = new sdk.Client({ name: 'duologue', version: '0.1.0' });
    client.onclose = onClose;
    client.setNotificationHandler(ToolListChangedNotificationSchema, onToolsChanged);
    const timer = clock.setTimeout(
      () => this.#leave(`It did not answer within ${connectTimeoutMs} ms.`),
      connectTimeoutMs,
    );
    try {
      await untilAborted(client.connect(transport, { signal, timeout: sdkTimeoutMs }), signal);
      this.#isReady = true;
      return client;
    } catch (cause) {
      if (signal.aborted) throw signal.reason;
      throw this.#failure((cause as Error).message, cause);
    } finally {
      timer.cancel();
    }
  }

  #failure(why: string, cause?: unknown): DuologueError {
    const message = `The MCP server ${nameOf(this.#options.address)} cannot be reached: ${why}`;
    return new DuologueError('CONNECT_FAILED', message, { cause });
  }
}

/** A server that never spoke is owed no farewell, and may not hear one. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it was gone already
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
