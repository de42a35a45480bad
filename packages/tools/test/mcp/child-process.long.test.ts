import { describe, expect, it } from 'vitest';
import { open, progressOf } from './example-bench.ts';
import { ended, isAlive, MoodyServer } from './moody-server.ts';

describe('a server that is a child process', () => {
  it('becomes a pack, and may be killed in the middle of a call: that one fails, the next one works', async () => {
    await using bench = await open({ timeoutMs: 10_000 });
    const answered: unknown[] = [];
    bench.hooks.messageSent.tap('Count', (message) => {
      if (message.type === 'client_tool_result') answered.push(message.toolCallId);
    });

    expect(await bench.call('add', { a: 1, b: 2 })).toMatchObject({ outcome: 'succeeded', result: '3' });
    const killed = await bench.call('crash');
    expect(killed).toMatchObject({ outcome: 'failed', isError: true, answered: true });
    expect(killed.durationMs).toBeLessThan(10_000);
    expect(await bench.call('add', { a: 2, b: 2 })).toMatchObject({ outcome: 'succeeded', result: '4' });
    expect(answered).toEqual(['call_1', 'call_2', 'call_3']);
  });

  it('hears of calls that are given up, and is gone when the session is, also in the middle of a call', async () => {
    const bench = await open({ onInterruption: 'abort' });
    const pid = Number((await bench.call('pid')).result);
    const slow = async (name: string, giveUp: () => unknown) => {
      const told = progressOf(bench);
      const call = bench.call('slow', { name });
      await told;
      await giveUp();
      return call;
    };

    expect(await slow('first', () => bench.interrupt())).toMatchObject({
      outcome: 'aborted',
      answered: true,
    });
    expect(await bench.call('list_cancelled')).toMatchObject({ result: 'first' });
    expect(isAlive(pid)).toBe(true);
    expect(await slow('second', () => bench[Symbol.asyncDispose]())).toMatchObject({
      outcome: 'aborted',
      answered: false,
    });
    await ended(pid);
  });

  it('fails the start where it cannot be started', async () => {
    await expect(open({ server: { command: 'no-such-command' } })).rejects.toMatchObject({
      code: 'BEFORE_CONNECT_FAILED',
      message: expect.stringContaining('The MCP server "no-such-command" cannot be reached'),
    });
  });

  it('fails the start where it does not answer, and is killed', async () => {
    using server = new MoodyServer();
    server.set('mute');
    const opening = server.open().catch((error: unknown) => error);
    const pid = await server.started();
    server.runOutOfTime();

    expect(await opening).toMatchObject({
      code: 'BEFORE_CONNECT_FAILED',
      message: expect.stringMatching(
        /moody.*The MCP server ".*" cannot be reached: It did not answer within 7777 ms\./,
      ),
    });
    await ended(pid);
  });
});
