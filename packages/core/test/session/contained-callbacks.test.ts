import { afterEach, beforeEach, expect, it } from 'vitest';
import type { AudioInputStart, PluginHost, ToolContext } from '../../src/index.ts';
import { FakeMicrophone } from '../support/fake-audio.ts';
import { mcpToolCall, toolCall } from '../support/server-words.ts';
import { SessionUnderTest, type SessionUnderTestOptions } from '../support/session-under-test.ts';

const escaped: unknown[] = [];
const note = (reason: unknown) => void escaped.push(reason);

beforeEach(() => {
  escaped.length = 0;
  process.on('unhandledRejection', note);
  process.on('uncaughtException', note);
});

afterEach(() => {
  process.off('unhandledRejection', note);
  process.off('uncaughtException', note);
});

/** Lets everything that was thrown and not caught come up. */
async function comeUp(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

const crash = () => {
  throw new Error('crashed');
};

const crashLater = async (): Promise<void> => {
  await Promise.resolve();
  crash();
};

/** Problems that name a plugin, as [code, plugin, message]. */
function blamed(stage: SessionUnderTest): unknown[] {
  return stage.log
    .of('problemOccurred')
    .map(({ error, plugin }) => [error.code, ...(plugin === undefined ? [] : [plugin]), error.message]);
}

const withPlugin = (use: (host: PluginHost) => void): SessionUnderTestOptions => ({
  plugins: [{ name: 'Fragile', apply: (host) => host.hooks.connected.tap('Fragile', () => use(host)) }],
});

const inCallback = [
  'PLUGIN_FAILED',
  'Fragile',
  'The plugin "Fragile" failed in a callback of its clock: crashed',
];

it.each<[string, (host: PluginHost) => void]>([
  ['a timer', ({ clock }) => void clock.setTimeout(crash, 10)],
  ['an asynchronous timer', ({ clock }) => void clock.setTimeout(crashLater as () => void, 10)],
  ['what follows a sleep', ({ clock }) => void clock.sleep(10).then(() => crash())],
  [
    'what follows at the end of a chain',
    ({ clock }) =>
      void clock
        .sleep(5)
        .then(() => clock.sleep(5))
        .then(crash),
  ],
])('names the plugin that fails in %s, and goes on', async (_, use) => {
  await using stage = await SessionUnderTest.connected(withPlugin(use));
  await stage.pass(100);
  await comeUp();

  expect(blamed(stage)).toEqual([inCallback]);
  expect(escaped).toEqual([]);
  expect(stage.session.state).toBe('connected');
});

it('lets an interval of a plugin go on after it has failed, until the plugin cancels it', async () => {
  let runs = 0;
  await using stage = await SessionUnderTest.connected(
    withPlugin(({ clock }) => {
      const timer = clock.setInterval(() => {
        runs += 1;
        if (runs === 3) timer.cancel();
        crash();
      }, 10);
    }),
  );
  await stage.pass(100);

  expect(runs).toBe(3);
  expect(blamed(stage)).toEqual([inCallback, inCallback, inCallback]);
});

it('leaves to a plugin what it catches itself, and does not take being told to stop for a fault', async () => {
  const caught: unknown[] = [];
  const stop = new AbortController();
  await using stage = await SessionUnderTest.connected(
    withPlugin(({ clock }) => {
      clock
        .sleep(10)
        .then(crash)
        .catch((error: unknown) => void caught.push(error));
      void clock.sleep(1_000, stop.signal).then(crash);
    }),
  );
  await stage.pass(20);
  stop.abort();
  await stage.pass(2_000);
  await comeUp();

  expect(caught).toEqual([new Error('crashed')]);
  expect([blamed(stage), escaped]).toEqual([[], []]);
});

it('gives plugins the time of the session', async () => {
  const times: number[] = [];
  await using stage = await SessionUnderTest.connected(
    withPlugin(({ clock }) => {
      times.push(clock.now(), clock.epochMs());
      clock.timeoutSignal(30).addEventListener('abort', () => times.push(clock.now()));
      void clock.sleep(20).then(() => times.push(clock.now()));
      clock.setTimeout(() => times.push(-1), 10).cancel();
    }),
  );
  const { clock } = stage;
  const startMs = clock.now();
  await stage.pass(100);
  expect(times).toEqual([startMs, clock.epochMs() - 100, startMs + 20, startMs + 30]);
});

it('names the plugin whose listener fails when the session is disposed of', async () => {
  const stage = await SessionUnderTest.connected(
    withPlugin(({ signal }) => {
      signal.addEventListener('abort', crash);
      signal.onabort = crash;
    }),
  );
  await stage[Symbol.asyncDispose]();
  await comeUp();

  const inListener = [
    'PLUGIN_FAILED',
    'Fragile',
    'The plugin "Fragile" failed in a listener of its signal: crashed',
  ];
  expect(blamed(stage)).toEqual([inListener, inListener]);
  expect(escaped).toEqual([]);
});

it.each<[string, (context: ToolContext) => void, string]>([
  ['listener', ({ signal }) => signal.addEventListener('abort', crash), 'a listener of its signal'],
  [
    'asynchronous listener',
    ({ signal }) => signal.addEventListener('abort', crashLater as () => void),
    'a listener of its signal',
  ],
  [
    'handler object',
    ({ signal }) => signal.addEventListener('abort', { handleEvent: crash }),
    'a listener of its signal',
  ],
  ['timer', ({ clock }) => void clock.setTimeout(crash, 10), 'a callback of its clock'],
])('contains the %s of a tool that fails', async (_, use, where) => {
  let healthy = 0;
  await using stage = await SessionUnderTest.connected({
    tools: [
      {
        name: 'fragile',
        description: 'For tests.',
        timeoutMs: 50,
        run: (_parameters, context) => {
          use(context);
          context.signal.addEventListener('abort', () => (healthy += 1));
          return new Promise(() => {});
        },
      },
    ],
  });
  stage.service.send(toolCall('fragile', 'call_1'));
  await stage.pass(100);
  await comeUp();

  expect(blamed(stage)).toContainEqual(['TOOL_FAILED', `The tool "fragile" failed in ${where}: crashed`]);
  expect([stage.log.of('toolFinished').map(({ outcome }) => outcome), healthy]).toEqual([['timed_out'], 1]);
  expect(escaped).toEqual([]);
});

it('lets a tool take its listeners away again', async () => {
  let heard = 0;
  await using stage = await SessionUnderTest.connected({
    tools: [
      {
        name: 'tidy',
        description: 'For tests.',
        timeoutMs: 50,
        run: (_parameters, { signal }) => {
          const listen = () => (heard += 1);
          signal.addEventListener('abort', listen);
          signal.removeEventListener('abort', listen);
          return new Promise(() => {});
        },
      },
    ],
  });
  stage.service.send(toolCall('tidy', 'call_1'));
  await stage.pass(100);
  expect(heard).toBe(0);
});

it('contains the listeners of an approval and of an audio slot', async () => {
  class FragileMicrophone extends FakeMicrophone {
    override start(options: AudioInputStart, onFrame: (samples: Int16Array) => void): void {
      options.signal.addEventListener('abort', crash);
      super.start(options, onFrame);
    }
  }
  const stage = await SessionUnderTest.connected({ audioInput: new FragileMicrophone() });
  stage.session.hooks.approveToolCall.tap('Ask', ({ signal }) => {
    signal.addEventListener('abort', crash);
    return new Promise<boolean>(() => {});
  });
  stage.service.send(mcpToolCall('mcp_1', 'awaiting_approval'));
  await stage.pass(10);
  await stage.session.end();
  await comeUp();

  expect(blamed(stage)).toEqual([
    ['TAP_FAILED', 'A listener of the signal of an approval failed: crashed'],
    ['PLUGIN_FAILED', 'A listener of the signal of a conversation failed: crashed'],
  ]);
  expect(escaped).toEqual([]);
  await stage[Symbol.asyncDispose]();
});
