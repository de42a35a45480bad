import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { exampleServer } from './example-server.mjs';

await exampleServer().connect(new StdioServerTransport());
