import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Writable } from 'node:stream';
import { systemClock } from '@duologue/core';
import { ToolBench } from '@duologue/testkit';
import { afterEach, describe, expect, it } from 'vitest';
import { httpPack, type HttpPackOptions } from '../../src/http/index.ts';
import { circuitBreaker, retry, withPolicies } from '../../src/index.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const clean of cleanUps.splice(0)) clean();
});

/** A server on loopback that notes what it was asked. */
async function serve(handler: Handler, host = '127.0.0.1') {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.headers.host}${request.url}`);
    handler(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  cleanUps.push(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { asked, port, server, at: (path: string) => `http://${host}:${port}${path}` };
}

/** Asks with the wall clock: what waits on sockets has no place in virtual time. */
async function fetchUrl(parameters: object, options: HttpPackOptions) {
  await using bench = await ToolBench.open(httpPack(options), { clock: systemClock });
  const { outcome, result } = await bench.call('fetch_url', parameters);
  return { outcome, result };
}

/** Writes a little again and again, so that the connection is never idle. */
function drip(stream: Writable, text: string): void {
  stream.write(text);
  const timer = setInterval(() => stream.write(text), 10);
  cleanUps.push(() => clearInterval(timer));
}

const onLoopback = { allowAddresses: ['127.0.0.0/8'] };

const text =
  (body: string, type = 'text/plain'): Handler =>
  (_, response) =>
    response.writeHead(200, { 'content-type': type }).end(body);

describe('fetches', () => {
  it.each([
    ['text', text('It is sunny.'), 'It is sunny.'],
    ['JSON', text('{"sunny":true}', 'application/json; charset=utf-8'), '{"sunny":true}'],
    [
      'the words of a page',
      text('<nav>Menu</nav><h1>Weather</h1><p>Sunny, <a href="/x">21 degrees</a>.</p>', 'text/html'),
      'WEATHER\n\nSunny, 21 degrees.',
    ],
    [
      'other charsets',
      ((_, response) =>
        response
          .writeHead(200, { 'content-type': 'text/plain; charset=iso-8859-1' })
          .end(Buffer.from([0xe4]))) as Handler,
      'ä',
    ],
  ])('%s', async (_, handler, expected) => {
    const { at, port } = await serve(handler);

    expect(await fetchUrl({ url: at('/') }, { allow: [`http://127.0.0.1:${port}`], ...onLoopback })).toEqual({
      outcome: 'succeeded',
      result: expected,
    });
  });

  it('with headers that the agent never sees, and other methods where they are allowed', async () => {
    const { at, port } = await serve((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () =>
        response.end(
          `${request.headers.authorization} ${request.headers['content-type']} ${Buffer.concat(chunks).toString()}`,
        ),
      );
    });
    const options = {
      allow: [`http://127.0.0.1:${port}`],
      ...onLoopback,
      headers: () => ({ authorization: 'Bearer key' }),
    };

    expect(
      await fetchUrl(
        { url: at('/'), method: 'POST', body: '{"a":1}' },
        { ...options, methods: ['GET', 'POST'] },
      ),
    ).toEqual({
      outcome: 'succeeded',
      result: 'Bearer key application/json {"a":1}',
    });
    expect(await fetchUrl({ url: at('/'), method: 'POST' }, options)).toEqual({
      outcome: 'invalid_parameters',
      result: '`method` is not known: there is only `url`.',
    });
  });

  it('and says what went wrong', async () => {
    const { at, port, server } = await serve((request, response) => {
      if (request.url === '/image') response.writeHead(200, { 'content-type': 'image/png' }).end('PNG');
      else if (request.url === '/packed') response.writeHead(200, { 'content-encoding': 'gzip' }).end('zip');
      else response.writeHead(404).end('No such page.');
    });
    const options = { allow: [`http://127.0.0.1:${port}`], ...onLoopback };

    expect(await fetchUrl({ url: at('/gone') }, options)).toEqual({
      outcome: 'failed',
      result: `127.0.0.1:${port} answered 404 Not Found: No such page.`,
    });
    expect(await fetchUrl({ url: at('/image') }, options)).toEqual({
      outcome: 'failed',
      result: 'The answer is image/png, which is no text.',
    });
    expect((await fetchUrl({ url: at('/packed') }, options)).result).toBe(
      'The answer is packed with gzip, though it was asked for unpacked.',
    );
    expect((await fetchUrl({ url: 'example' }, options)).result).toBe(
      '`url` must be a whole address such as https://example.com/page.',
    );
    server.close();
    server.closeAllConnections();
    expect((await fetchUrl({ url: at('/') }, options)).result).toMatch(
      /could not be reached: connect ECONNREFUSED/,
    );
  });
});

it('tries the next address of a host where one does not answer', async () => {
  const { at, asked, port, server } = await serve(text('Sunny.'));
  const resolve = () => Promise.resolve(['127.0.0.2', '127.0.0.1']);
  const options = { allow: [`http://two.example.com:${port}`], resolve, ...onLoopback };
  const url = at('/').replace('127.0.0.1', 'two.example.com');

  expect((await fetchUrl({ url }, options)).result).toBe('Sunny.');
  expect(asked).toHaveLength(1);
  server.close();
  server.closeAllConnections();
  expect((await fetchUrl({ url }, options)).result).toMatch(
    /^two\.example\.com:\d+ could not be reached: connect ECONNREFUSED/,
  );
});

it('reads pages that are nested without end', async () => {
  const { at, port } = await serve(text(`<p>Sunny.</p>${'<div>'.repeat(40_000)}deep`, 'text/html'));

  expect(await fetchUrl({ url: at('/') }, { allow: [`http://127.0.0.1:${port}`], ...onLoopback })).toEqual({
    outcome: 'succeeded',
    result: 'Sunny.\n\n...',
  });
});

it.each<[object, string]>([
  [{ methods: [] }, 'methods is []; it must list some of GET, POST, PUT, PATCH, DELETE.'],
  [
    { methods: ['GET', 'TRACE'] },
    'methods is [GET, TRACE]; it must list some of GET, POST, PUT, PATCH, DELETE.',
  ],
  [{ timeoutMs: 700_000 }, 'timeoutMs is 700000; it must be milliseconds above 0 and at most 599000.'],
  ...['nonsense', '10.0.0.0/99', '10.0.0.1'].map((range): [object, string] => [
    { allowAddresses: [range] },
    `allowAddresses has "${range}"; it must be a range of addresses such as 10.1.0.0/16.`,
  ]),
])('refuses %j', (options, message) => {
  expect(() => httpPack({ allow: ['api.example.com'], ...options })).toThrow(
    expect.objectContaining({ code: 'INVALID_OPTIONS', message: `httpPack: ${message}` }),
  );
});

describe('follows redirects that stay on the list', () => {
  it('and drops method and body as browsers do', async () => {
    const { at, port, asked } = await serve((request, response) => {
      if (request.url === '/end') response.end('There.');
      else response.writeHead(request.url === '/kept' ? 307 : 302, { location: '/end' }).end();
    });
    const options: HttpPackOptions = {
      allow: [`http://127.0.0.1:${port}`],
      methods: ['POST'],
      ...onLoopback,
    };

    expect(await fetchUrl({ url: at('/kept'), body: '1' }, options)).toEqual({
      outcome: 'succeeded',
      result: 'There.',
    });
    expect(await fetchUrl({ url: at('/dropped'), body: '1' }, options)).toEqual({
      outcome: 'succeeded',
      result: 'There.',
    });
    expect(asked.map((line) => line.replace(/127.*\//, '/'))).toEqual([
      'POST /kept',
      'POST /end',
      'POST /dropped',
      'GET /end',
    ]);
  });

  it('but not for ever', async () => {
    const { at, port, asked } = await serve((_, response) =>
      response.writeHead(302, { location: '/again' }).end(),
    );

    expect(
      await fetchUrl(
        { url: at('/') },
        { allow: [`http://127.0.0.1:${port}`], maxRedirects: 2, ...onLoopback },
      ),
    ).toEqual({
      outcome: 'failed',
      result: `127.0.0.1:${port} sent more than 2 redirects.`,
    });
    expect(asked).toHaveLength(3);
  });
});

describe('the allow-list', () => {
  const reached = async (allow: string[], url: string) => {
    const asked: string[] = [];
    const resolve = (hostname: string) => {
      asked.push(hostname);
      return Promise.resolve(['10.0.0.1']);
    };
    await fetchUrl({ url }, { allow, resolve });
    return asked.length === 1;
  };

  it.each<[string, string, boolean]>([
    ['api.example.com', 'https://api.example.com/x', true],
    ['api.example.com', 'https://API.EXAMPLE.COM./x', true],
    ['api.example.com', 'http://api.example.com/x', false],
    ['api.example.com', 'https://api.example.com:8443/x', false],
    ['api.example.com', 'https://example.com/x', false],
    ['api.example.com', 'https://api.example.com.evil.org/x', false],
    ['api.example.com', 'https://evil.org/api.example.com', false],
    ['*.example.com', 'https://a.b.example.com/', true],
    ['*.example.com', 'https://example.com/', true],
    ['*.example.com', 'https://badexample.com/', false],
    ['https://api.example.com/v1/', 'https://api.example.com/v1/x', true],
    ['https://api.example.com/v1/', 'https://api.example.com/v1/../v2/x', false],
    ['https://api.example.com/v1/', 'https://api.example.com/v1/%2e%2e/v2/x', false],
    ['https://api.example.com/v1/', 'https://api.example.com/v1/..%2fv2', false],
    ['https://api.example.com/v1/', 'https://api.example.com/v1/..%5Cv2', false],
    ['https://api.example.com/v1/', 'https://api.example.com/v1/..%252Fv2', false],
    ['https://api.example.com/v1', 'https://api.example.com/v1', true],
    ['https://api.example.com/v1', 'https://api.example.com/v1/x', true],
    ['https://api.example.com/v1', 'https://api.example.com/v1evil', false],
    ['https://api.example.com', 'https://api.example.com/a%2fb', true],
    ['https://api.example.com:8443', 'https://api.example.com:8443/x', true],
    ['http://api.example.com', 'http://api.example.com/x', true],
    ['*', 'https://anything.example.com/', true],
    ['*', 'http://anything.example.com/', false],
    ['*', 'https://anything.example.com:8443/', false],
  ])('%s with %s: %s', async (entry, url, expected) => {
    expect(await reached([entry], url)).toBe(expected);
  });

  it.each([[[]], [['https://a.com/?q=1']], [['*.*.com']], [['user@example.com']], [['']]])(
    'cannot be %j',
    (allow) => {
      expect(() => httpPack({ allow })).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
    },
  );
});

describe('refuses every way to an address that is not public', () => {
  /** Each with a port, so that it would reach the canary if it got through. */
  const tricks = (port: number): string[] => [
    `http://127.0.0.1:${port}/`,
    `http://127.1:${port}/`,
    `http://127.0.1:${port}/`,
    `http://2130706433:${port}/`,
    `http://0x7f000001:${port}/`,
    `http://0x7f.1:${port}/`,
    `http://0177.0.0.1:${port}/`,
    `http://017700000001:${port}/`,
    `http://0177.0x0.0.1:${port}/`,
    `http://127.0.0.1.:${port}/`,
    `http://①②⑦.⓪.⓪.①:${port}/`,
    `http://127。0。0。1:${port}/`,
    `http://127.0.0.2:${port}/`,
    `http://127.255.255.254:${port}/`,
    `http://0:${port}/`,
    `http://0.0.0.0:${port}/`,
    `http://[::]:${port}/`,
    `http://[::1]:${port}/`,
    `http://[0:0:0:0:0:0:0:1]:${port}/`,
    `http://[::ffff:127.0.0.1]:${port}/`,
    `http://[::ffff:7f00:1]:${port}/`,
    `http://[0:0:0:0:0:ffff:127.0.0.1]:${port}/`,
    `http://[::127.0.0.1]:${port}/`,
    `http://[::7f00:1]:${port}/`,
    `http://[::ffff:0:127.0.0.1]:${port}/`,
    `http://[64:ff9b::127.0.0.1]:${port}/`,
    `http://[64:ff9b:1::127.0.0.1]:${port}/`,
    `http://[2002:7f00:1::]:${port}/`,
    `http://[2001:0:7f00:1::]:${port}/`,
    `http://[fe80::1]:${port}/`,
    `http://[fc00::1]:${port}/`,
    `http://[fd12:3456::1]:${port}/`,
    `http://[fec0::1]:${port}/`,
    `http://[ff02::1]:${port}/`,
    `http://10.0.0.1:${port}/`,
    `http://172.16.0.1:${port}/`,
    `http://192.168.1.1:${port}/`,
    `http://100.64.0.1:${port}/`,
    `http://169.254.169.254:${port}/latest/meta-data/`,
    `http://192.0.0.1:${port}/`,
    `http://198.18.0.1:${port}/`,
    `http://224.0.0.1:${port}/`,
    `http://255.255.255.255:${port}/`,
    `http://localhost:${port}/`,
    `http://LOCALHOST.:${port}/`,
    `http:\\\\127.0.0.1:${port}\\`,
    `http:127.0.0.1:${port}`,
    `  http://127.0.0.1:${port}/`,
    `http://127.0.0.1:${port}\\@example.com/`,
    `http://127.0.0.1:${port}#@example.com/`,
    `http://127.0.0.1:${port}?@example.com/`,
  ];

  it('even where the list itself names it', async () => {
    const canary = await serve(text('secret'), '::');
    const { port } = canary;
    const results: string[] = [];

    for (const url of tricks(port)) {
      const allow = [`http://${new URL(url).host}`];
      results.push((await fetchUrl({ url }, { allow, timeoutMs: 2_000 })).result);
    }

    expect(results.length).toBeGreaterThanOrEqual(50);
    expect(
      results.filter((result) => !/does not lie on the public internet|There is no host called/.test(result)),
    ).toEqual([]);
    expect(canary.asked).toEqual([]);
  });

  it('and does not ask for what the list does not name', async () => {
    const canary = await serve(text('secret'), '::');
    const others = [
      'file:///etc/passwd',
      'ftp://example.com/',
      'gopher://127.0.0.1:70/',
      'data:text/plain,secret',
      'javascript:alert(1)',
      'ws://127.0.0.1/',
      'blob:https://example.com/1',
      'unix:/var/run/docker.sock',
      'https://user:password@api.example.com/',
      'https://user@api.example.com/',
      `https://api.example.com@127.0.0.1:${canary.port}/`,
      `https://api.example.com%2f@127.0.0.1:${canary.port}/`,
      `https://127.0.0.1:${canary.port}/`,
    ];
    const asked: string[] = [];
    const resolve = (hostname: string) => (asked.push(hostname), Promise.resolve(['127.0.0.1']));

    for (const url of [...tricks(canary.port), ...others]) {
      expect((await fetchUrl({ url }, { allow: ['api.example.com'], resolve })).outcome).toBe('failed');
    }

    expect(asked).toEqual([]);
    expect(canary.asked).toEqual([]);
  });

  it('through a host name, with one public address among private ones too', async () => {
    const canary = await serve(text('secret'));
    const answers = [
      ['127.0.0.1'],
      ['93.184.216.34', '127.0.0.1'],
      ['::1'],
      ['::ffff:127.0.0.1'],
      ['169.254.169.254'],
      [],
      ['not an address'],
    ];

    for (const addresses of answers) {
      expect(
        await fetchUrl(
          { url: `http://rebind.example.com:${canary.port}/` },
          { allow: [`http://rebind.example.com:${canary.port}`], resolve: () => Promise.resolve(addresses) },
        ),
      ).toEqual({
        outcome: 'failed',
        result: 'rebind.example.com does not lie on the public internet, so it may not be asked.',
      });
    }
    expect(canary.asked).toEqual([]);
  });

  it('through DNS that changes its answer: the address that was looked at is the one that is asked', async () => {
    const good = await serve(text('good'), '127.0.0.2');
    const canary = await serve(text('secret'), '127.0.0.1');
    let lookUps = 0;
    const resolve = () => Promise.resolve([(lookUps += 1) === 1 ? '127.0.0.2' : '127.0.0.1']);

    expect(
      await fetchUrl(
        { url: `http://rebind.example.com:${good.port}/` },
        { allow: [`http://rebind.example.com:${good.port}`], resolve, allowAddresses: ['127.0.0.2/32'] },
      ),
    ).toEqual({ outcome: 'succeeded', result: 'good' });
    expect([lookUps, good.asked, canary.asked]).toEqual([1, [`GET rebind.example.com:${good.port}/`], []]);
  });

  it('through a redirect', async () => {
    const canary = await serve(text('secret'), '127.0.0.1');
    const targets = [
      `http://127.0.0.1:${canary.port}/`,
      `http://localhost:${canary.port}/`,
      `//127.0.0.1:${canary.port}/`,
      `http://[::ffff:127.0.0.1]:${canary.port}/`,
      'file:///etc/passwd',
      'http://%zz/',
    ];
    for (const location of targets) {
      const door = await serve((_, response) => response.writeHead(302, { location }).end(), '127.0.0.2');
      const allow = [
        `http://127.0.0.2:${door.port}`,
        `http://127.0.0.1:${canary.port}`,
        `http://localhost:${canary.port}`,
      ];

      expect(
        (await fetchUrl({ url: door.at('/') }, { allow, allowAddresses: ['127.0.0.2/32'] })).outcome,
      ).toBe('failed');
      expect(door.asked).toHaveLength(1);
    }
    expect(canary.asked).toEqual([]);
  });
});

describe('cuts', () => {
  it('a body without an end', async () => {
    let sent = 0;
    const { at, port } = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' });
      const pump = () => {
        while (!response.destroyed && sent < 1e9) {
          sent += 65_536;
          if (!response.write('x'.repeat(65_536))) return void response.once('drain', pump);
        }
      };
      pump();
    });

    const { result } = await fetchUrl(
      { url: at('/') },
      { allow: [`http://127.0.0.1:${port}`], maxBytes: 1_000, ...onLoopback },
    );

    expect(result).toBe(`${'x'.repeat(1_000)} … (cut: there was more than 1000 bytes)`);
    expect(sent).toBeLessThan(1e9);
  });

  it.each<[string, Handler]>([
    [
      'a body that drips',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'text/plain' });
        drip(response, 'a');
      },
    ],
    ['an answer that never begins', () => {}],
    [
      'headers that never end',
      ({ socket }) => {
        socket.write('HTTP/1.1 200 OK\r\n');
        drip(socket, 'x-a: b\r\n');
      },
    ],
  ])('%s', async (_, handler) => {
    const { at, port, server } = await serve(handler);
    const closed = new Promise((resolve) =>
      server.on('connection', (socket) => socket.once('close', resolve)),
    );

    expect(
      await fetchUrl(
        { url: at('/') },
        { allow: [`http://127.0.0.1:${port}`], timeoutMs: 200, ...onLoopback },
      ),
    ).toEqual({
      outcome: 'failed',
      result: `127.0.0.1:${port} took longer than 200 ms.`,
    });
    await closed;
  });

  it('headers that are too long, and protocols that are not HTTP', async () => {
    const { at, port } = await serve((request, response) => {
      if (request.url === '/long') response.writeHead(200, { 'x-a': 'b'.repeat(20_000) }).end();
      else request.socket.write('HTTP/1.1 101 Switching\r\nupgrade: other\r\nconnection: upgrade\r\n\r\n');
    });
    const options = { allow: [`http://127.0.0.1:${port}`], ...onLoopback };

    expect((await fetchUrl({ url: at('/long') }, options)).result).toMatch(
      /could not be reached: .*Header overflow/i,
    );
    expect((await fetchUrl({ url: at('/upgrade') }, options)).result).toMatch(
      /wants to speak another protocol than HTTP|could not be reached/,
    );
  });

  it.each([
    ['an interruption', (bench: ToolBench) => Promise.resolve(bench.interrupt())],
    ['the end', (bench: ToolBench) => bench.end()],
  ])('a request that %s aborts: its socket is closed', async (_, abort) => {
    const { at, port, server } = await serve(() => {});
    const opened = new Promise<void>((resolve) => server.on('request', () => resolve()));
    const closed = new Promise((resolve) =>
      server.on('connection', (socket) => socket.once('close', resolve)),
    );
    await using bench = await ToolBench.open(
      httpPack({ allow: [`http://127.0.0.1:${port}`], ...onLoopback }),
      { clock: systemClock },
    );

    const call = bench.call('fetch_url', { url: at('/') });
    await opened;
    await abort(bench);

    expect(await call).toMatchObject({ outcome: 'aborted' });
    await closed;
  });
});

describe('under policies', () => {
  const call = async (bench: ToolBench, url: string) => (await bench.call('fetch_url', { url })).result;

  it('is tried again where the server is busy, but not where there is nothing', async () => {
    const { at, asked, port } = await serve((request, response) => {
      if (request.url === '/gone') response.writeHead(404).end();
      else response.writeHead(asked.length < 3 ? 503 : 200).end('It is sunny.');
    });
    const pack = httpPack({ allow: [`http://127.0.0.1:${port}`], ...onLoopback });
    await using bench = await ToolBench.open(withPolicies(pack, retry({ delayMs: 1 })), {
      clock: systemClock,
    });

    expect(await call(bench, at('/'))).toBe('It is sunny.');
    expect(await call(bench, at('/gone'))).toMatch(/answered 404/);
    expect(asked.map((line) => line.replace(/.*\//, '/'))).toEqual(['/', '/', '/', '/gone']);
  });

  it.each([
    ['that is busy', ((_, response) => response.writeHead(429).end()) as Handler, /answered 429/],
    ['that is silent', (() => {}) as Handler, /took longer than/],
    ['that hangs up', ((request) => request.socket.destroy()) as Handler, /could not be reached/],
  ])('leaves a server alone %s', async (_, handler, told) => {
    const { at, asked, port } = await serve(handler);
    const pack = httpPack({ allow: [`http://127.0.0.1:${port}`], timeoutMs: 100, ...onLoopback });
    await using bench = await ToolBench.open(withPolicies(pack, circuitBreaker({ failures: 2 })), {
      clock: systemClock,
    });

    expect([await call(bench, at('/')), await call(bench, at('/')), await call(bench, at('/'))]).toEqual([
      expect.stringMatching(told),
      expect.stringMatching(told),
      'fetch_url is out of order at the moment. Try again in 30 seconds.',
    ]);
    expect(asked).toHaveLength(2);
  });
});
