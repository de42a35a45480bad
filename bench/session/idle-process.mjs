/** Opens many connections, prints how many bytes each one keeps, and ends: `node --expose-gc idle-process.mjs session|socket <url> <count>`. */
const [, , kind, url, count] = process.argv;
const kept = [];
const open = kind === 'session' ? await sessions() : await sockets();

// what only the first ones need is not counted
for (let first = 0; first < 20; first += 1) kept.push(await open());
const before = await memory();
for (let one = 0; one < Number(count); one += 1) kept.push(await open());
const after = await memory();
console.log(
  JSON.stringify({
    heapBytes: (after.heapBytes - before.heapBytes) / Number(count),
    residentBytes: (after.residentBytes - before.residentBytes) / Number(count),
  }),
);
process.exit();

async function sessions() {
  const { Session } = await import('@duologue/core');
  return async () => {
    const session = new Session({ url });
    await session.start();
    return session;
  };
}

async function sockets() {
  const { WebSocket } = await import('ws');
  return async () => {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    await new Promise((resolve, reject) => {
      socket.on('open', () => socket.send('{"type":"conversation_initiation_client_data"}'));
      socket.on('message', resolve);
      socket.on('error', reject);
    });
    return socket;
  };
}

async function memory() {
  for (let round = 0; round < 5; round += 1) {
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heapBytes: heapUsed + external, residentBytes: rss };
}
