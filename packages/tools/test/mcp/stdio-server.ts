import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { exampleServer } from './example-server.ts';

await exampleServer().connect(new StdioServerTransport());
