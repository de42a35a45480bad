import type { ToolBench } from '@duologue/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mcpPack, type McpPackOptions } from '../../src/mcp/index.ts';
import { open, progressOf } from './example-bench.ts';
import { otherServer } from './example-server.mjs';
import { turn } from './moody-server.ts';
import { serveHttp, type HttpMcpServer } from './serve-http.ts';

/** Without what a busy machine adds: on the wall clock, taps can be slow. */
const problemsOf = ({ problems }: ToolBench) =>
  problems.map(({ error }) => error.code).filter((code) => code !== 'SLOW_TAP');

describe('a server over HTTP', () => {
  let shared: HttpMcpServer;
  beforeAll(async () => {
    shared = await serveHttp();
  });
  afterAll(() => shared.stop());
  const serve = (options: Partial<McpPackOptions> = {}) => open({ server: { url: shared.url }, ...options });

  it('becomes a pack, with its schemas', async () => {
    await using bench = await serve();

    expect(await bench.call('add', { a: 1, b: 2 })).toMatchObject({ outcome: 'succeeded', result: '3' });
    expect(await bench.call('add', { a: 1, b: 200 })).toMatchObject({
      outcome: 'invalid_parameters',
      result: '`b` must be at most 100 (got 200).',
    });
    expect(await bench.call('fail')).toMatchObject({
      outcome: 'failed',
      result: 'There is no paper in the printer.',
    });
    expect(await bench.call('picture')).toMatchObject({
      result: 'Here it is:\n[image/png, which cannot be told in words]\n[a.txt: file:///a.txt]',
    });
    expect(await bench.call('measure')).toMatchObject({ result: '{"celsius":21}' });
    expect(problemsOf(bench)).toEqual(['INVALID_TOOL_PARAMETERS', 'TOOL_FAILED']);
  });

  it('hears of calls that are given up, and tells its progress', async () => {
    await using bench = await serve({ onInterruption: 'abort', timeoutMs: 5_000 });
    const told = progressOf(bench);

    const call = bench.call('slow', { name: 'first' });
    await told;
    bench.interrupt();

    expect(await call).toMatchObject({ outcome: 'aborted', progress: ['Still looking…'] });
    expect(await bench.call('list_cancelled')).toMatchObject({ result: 'first' });
  });

  it('may add tools while the call goes on', async () => {
    await using bench = await serve();
    expect(await bench.call('grown')).toMatchObject({ outcome: 'unknown_tool' });
    await bench.call('grow');

    let trial = await bench.call('grown');
    while (trial.outcome === 'unknown_tool') {
      await turn();
      trial = await bench.call('grown');
    }

    expect(trial).toMatchObject({ outcome: 'succeeded', result: 'Here I am.' });
  });

  it('may change a tool while the call goes on', async () => {
    await using first = await serveHttp();
    await using bench = await open({ server: { url: first.url } });
    expect(await bench.call('add', { a: 1, b: 200 })).toMatchObject({ outcome: 'invalid_parameters' });
    await bench.call('loosen');

    let trial = await bench.call('add', { a: 1, b: 200 });
    while (trial.outcome === 'invalid_parameters') {
      await turn();
      trial = await bench.call('add', { a: 1, b: 200 });
    }

    expect(trial).toMatchObject({ outcome: 'succeeded', result: '201' });
  });

  it('tells of tools that are asked for, but not there', async () => {
    await using bench = await serve({ tools: ['add', 'no_such', 'nor_this'] });

    expect(bench.problems.map(({ error }) => error.message)).toContain(
      'The plugin "example" reports: the server has no tools called no_such, nor_this',
    );
  });

  it('gives only the tools that are asked for, under other names if need be', async () => {
    await using bench = await serve({ tools: ['add'], prefix: 'math_' });

    expect(await bench.call('math_add', { a: 1, b: 2 })).toMatchObject({ result: '3' });
    expect(await bench.call('math_fail')).toMatchObject({
      outcome: 'unknown_tool',
      result: expect.stringContaining('math_add'),
    });
  });

  it('may be killed in the middle of a call, and restarted: the session is made again, and the next call with it', async () => {
    await using first = await serveHttp();
    await using bench = await open({
      server: { url: first.url },
      timeoutMs: 400,
    });
    const told = progressOf(bench);
    const call = bench.call('slow', { name: 'first' });
    await told;
    await first.stop();
    expect(await call).toMatchObject({ isError: true, answered: true });
    expect(await bench.call('add', { a: 1, b: 2 })).toMatchObject({ outcome: 'failed' });
    await using second = await serveHttp(first.port);

    expect(await bench.call('add', { a: 2, b: 2 })).toMatchObject({ outcome: 'succeeded', result: '4' });
    expect(second.sessions()).toBe(1);
  });

  it('may be restarted as another: its tools are looked at again', async () => {
    await using first = await serveHttp();
    await using bench = await open({ server: { url: first.url } });
    await first.stop();
    await using second = await serveHttp(first.port, otherServer);

    while ((await bench.call('newcomer')).outcome === 'unknown_tool') {
      await bench.call('add', { a: 1, b: 2 });
      await turn();
    }

    expect(await bench.call('add', { a: 1, b: 2 })).toMatchObject({
      outcome: 'invalid_parameters',
      result: '`c` is missing.',
    });
    expect(await bench.call('add', { a: 1, b: 2, c: 3 })).toMatchObject({ result: '6' });
    expect(second.sessions()).toBe(1);
  });

  it('hears of calls that take too long', async () => {
    await using bench = await serve({ timeoutMs: 300 });

    expect(await bench.call('slow', { name: 'first' })).toMatchObject({ outcome: 'timed_out' });
    let listed = '';
    while (listed !== 'first') ({ result: listed } = await bench.call('list_cancelled'));
    expect(listed).toBe('first');
  });

  it('fails the start where nobody answers', async () => {
    const { port, url, stop } = await serveHttp();
    await stop();

    await expect(open({ server: { url: `${url}?key=secret` } })).rejects.toMatchObject({
      code: 'BEFORE_CONNECT_FAILED',
      message: expect.stringContaining(`The MCP server http://127.0.0.1:${port} cannot be reached`),
    });
  });
});

it.each([
  [{}, 'mcpPack "example": server has neither a command nor a url; give one of them.'],
  [{ command: '' }, 'mcpPack "example": server has neither a command nor a url; give one of them.'],
  [{ url: 'here' }, 'mcpPack "example": the url of the server cannot be read.'],
  [
    { url: 'file:///x' },
    'mcpPack "example": the url of the server begins with file:; it must be http: or https:.',
  ],
])('refuses the address %j', (server, message) => {
  expect(() => mcpPack({ name: 'example', server: server as { url: string } })).toThrow(
    expect.objectContaining({ code: 'INVALID_OPTIONS', message }),
  );
});
