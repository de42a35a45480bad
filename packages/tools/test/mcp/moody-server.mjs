import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// Leaves its process id in a folder. Files there say how it behaves: `mute` once never answers, `other` has other tools.
const folder = process.argv[2] ?? '.';
const has = (/** @type {string} */ file) => existsSync(join(folder, file));
const isMute = has('mute');
rmSync(join(folder, 'mute'), { force: true });
writeFileSync(join(folder, 'pid'), String(process.pid));

if (isMute) setInterval(() => {}, 1_000_000);
else {
  const { StdioServerTransport } = await import('@modelcontextprotocol/sdk/server/stdio.js');
  const { exampleServer, otherServer } = await import('./example-server.mjs');
  await (has('other') ? otherServer() : exampleServer()).connect(new StdioServerTransport());
}
