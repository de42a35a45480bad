import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';

/** An MCP server as the SDK's examples write it; in JavaScript, for it is started many times as a process. */
export function exampleServer() {
  const server = new McpServer({ name: 'example', version: '1.0.0' });
  /** @type {string[]} */
  const cancelled = [];

  const add = server.registerTool(
    'add',
    { description: 'Adds two numbers.', inputSchema: { a: z.number(), b: z.number().max(100) } },
    ({ a, b }) => ({ content: [{ type: 'text', text: `${a + b}` }] }),
  );
  server.registerTool('fail', { description: 'Fails.' }, () => {
    throw new Error('There is no paper in the printer.');
  });
  server.registerTool('picture', { description: 'Answers with several kinds of content.' }, () => ({
    content: [
      { type: 'text', text: 'Here it is:' },
      { type: 'image', data: 'AAAA', mimeType: 'image/png' },
      { type: 'resource_link', uri: 'file:///a.txt', name: 'a.txt' },
    ],
  }));
  server.registerTool(
    'measure',
    {
      description: 'Answers with structured content.',
      inputSchema: {},
      outputSchema: { celsius: z.number() },
    },
    () => ({ content: [], structuredContent: { celsius: 21 } }),
  );
  server.registerTool(
    'slow',
    { description: 'Never answers, and notes who gave up.', inputSchema: { name: z.string() } },
    async ({ name }, { signal, sendNotification, _meta }) => {
      if (_meta?.progressToken !== undefined) {
        await sendNotification({
          method: 'notifications/progress',
          params: { progressToken: _meta.progressToken, progress: 1, message: 'Still looking…' },
        });
      }
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      cancelled.push(name);
      return { content: [] };
    },
  );
  server.registerTool('list_cancelled', { description: 'Tells which slow calls were cancelled.' }, () => ({
    content: [{ type: 'text', text: cancelled.join(', ') || 'none' }],
  }));
  server.registerTool('pid', { description: 'Tells which process this is.' }, () => ({
    content: [{ type: 'text', text: String(process.pid) }],
  }));
  server.registerTool('crash', { description: 'Kills the server.' }, () => {
    process.kill(process.pid, 'SIGKILL');
    return { content: [] };
  });
  server.registerTool('loosen', { description: 'Lets add take larger numbers.' }, () => {
    add.update({ paramsSchema: { a: z.number(), b: z.number().max(1_000) } });
    return { content: [{ type: 'text', text: 'Loosened.' }] };
  });
  server.registerTool('grow', { description: 'Adds a tool.' }, () => {
    server.registerTool('grown', { description: 'Came later.' }, () => ({
      content: [{ type: 'text', text: 'Here I am.' }],
    }));
    return { content: [{ type: 'text', text: 'Grown.' }] };
  });
  return server;
}

/** What may be started in its place. */
export function otherServer() {
  const server = new McpServer({ name: 'example', version: '2.0.0' });
  server.registerTool(
    'add',
    { description: 'Adds three numbers.', inputSchema: { a: z.number(), b: z.number(), c: z.number() } },
    ({ a, b, c }) => ({ content: [{ type: 'text', text: `${a + b + c}` }] }),
  );
  server.registerTool('newcomer', { description: 'Was not there before.' }, () => ({
    content: [{ type: 'text', text: 'Here I am.' }],
  }));
  return server;
}
