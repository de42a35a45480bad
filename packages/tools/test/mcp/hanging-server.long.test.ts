import { expect, it } from 'vitest';
import { ended, MoodyServer, turn } from './moody-server.ts';

it('costs one call where a server hangs after a crash, and the next finds it anew, with the tools that it has then', async () => {
  using server = new MoodyServer();
  await using bench = await server.open();
  const first = await server.started();
  server.set('mute');
  server.set('other');

  expect(await bench.call('crash')).toMatchObject({ outcome: 'failed' });
  const hanging = await server.started(first);
  const call = bench.call('add', { a: 1, b: 2 });
  await bench.clock.sleep(0);
  server.runOutOfTime();
  expect(await call).toMatchObject({ outcome: 'failed', result: expect.stringContaining('7777 ms') });
  await ended(hanging);
  expect((await bench.call('add', { a: 1, b: 2 })).isError).toBe(true);
  while ((await bench.call('newcomer')).outcome === 'unknown_tool') await turn();
  expect(await bench.call('add', { a: 1, b: 2, c: 3 })).toMatchObject({ result: '6' });
});

it('gives a hanging server up when the call that waits for it is, and when the session is', async () => {
  using server = new MoodyServer();
  const bench = await server.open();
  const first = await server.started();
  server.set('mute');
  await bench.call('crash');

  const [call, hanging] = await Promise.all([
    bench.call('pid'),
    server.started(first).then(async (pid) => {
      bench.interrupt();
      await ended(pid);
      return pid;
    }),
  ]);
  expect(call).toMatchObject({ outcome: 'aborted' });
  server.set('mute');
  void bench.call('pid');
  const last = await server.started(hanging);
  await bench[Symbol.asyncDispose]();
  await ended(last);
});
