import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';

/** An MCP server as the SDK's examples write it. */
export function exampleServer(): McpServer;

/** What may be started in its place. */
export function otherServer(): McpServer;
