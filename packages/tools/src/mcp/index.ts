export { mcpPack, type McpPackOptions } from './mcp-pack.ts';
export type { HttpServer, McpServerAddress, StdioServer } from './mcp-server-address.ts';
