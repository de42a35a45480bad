/** Run where the package `ws` cannot be loaded: prints what a session makes of it. */
import { Session, type SessionOptions } from '../../src/index.ts';

const [, , url = ''] = process.argv;
const runtimeSocket = globalThis.WebSocket;

console.log(
  JSON.stringify({
    withSocket: await attempt({}),
    withHeaders: await attempt({ headers: { 'x-shop': 'harbour' } }),
    withTls: await attempt({ socket: { tls: { ca: 'certificate' }, compress: false } }),
    withCreateSocket: await attempt({
      headers: { 'x-shop': 'harbour' },
      socket: { createSocket: (request) => new runtimeSocket(request.url, request.protocols) },
    }),
    withoutSocket: await attemptWithoutSocket(),
  }),
);

async function attempt(options: Partial<SessionOptions>): Promise<unknown> {
  const session = new Session({ url, ...options });
  const types: string[] = [];
  session.hooks.messageReceived.tap('Keep', ({ type }) => types.push(type));
  try {
    await session.start();
    const { reason, closeCode } = await session.end();
    return { types, reason, closeCode };
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    return { code, message };
  }
}

async function attemptWithoutSocket(): Promise<unknown> {
  Reflect.deleteProperty(globalThis, 'WebSocket');
  return attempt({});
}
