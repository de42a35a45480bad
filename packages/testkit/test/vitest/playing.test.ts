import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import { Session } from '@duologue/core';
import { scenario, VirtualClock, type ReplayCheck, type ReplaySessionOptions } from '@duologue/testkit';
import {
  afterAll,
  afterEach,
  beforeEach,
  describe,
  expect,
  test as base,
  vi,
  type CallFixtures,
  type CallOptions,
} from '@duologue/testkit/vitest';

const greeting = scenario('a greeting', ({ server, client, user }) => [
  server.metadata(),
  user.message('Hello'),
  client.userMessage('Hello'),
  server.say('Good morning.'),
  server.close(),
]);
const longer = scenario('a talk', ({ server, client }) => [
  server.metadata(),
  client.userMessage('Hello'),
  server.close(),
]);
const openEnd = { ...greeting, steps: greeting.steps.slice(0, -1) };

const test = base.playing({ scenario: greeting });

test('plays the scenario to a session, in virtual time', async ({ session, trace, clock, server }) => {
  await session.run();
  expect(trace).toHaveSaid('Good morning.');
  expect(clock).toBeInstanceOf(VirtualClock);
  expect(server.conversations.length).toBe(1);
});

test('makes everything anew for each test', async ({ session, server, clock }) => {
  expect([session.state, server.conversations, clock.now()]).toEqual(['idle', [], 0]);
  await session.run();
});

const made: string[] = [];
base.playing({
  scenario: 'nowhere.yaml',
  createSession: (options) => {
    made.push('session');
    return new Session(options);
  },
})('makes nothing that the test does not ask for', async ({ clock }) => {
  await clock.sleep(60_000);
  expect([made, clock.now()]).toEqual([[], 60_000]);
});

base.playing({
  scenario: greeting,
  createSession: (options) => new Session({ ...options, agentId: 'mine' }),
})('makes the session as it is told', async ({ session, trace }) => {
  await session.run();
  expect(trace).toHaveHeard('Hello');
});

base.playing({ scenario: openEnd, door: 'sockets', time: 'real' })(
  'has an address for any client where the door are sockets',
  async ({ session, server }) => {
    expect(server.url).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\//);
    await session.start();
    await server.conversations[0]?.completed;
    await session.end();
  },
);

/** What each of the tests below was failed with, by its title. */
const failures = new Map<string, readonly string[]>();

/** A test that has to fail when it is over. */
function failing(title: string, call: CallOptions, body: (context: CallFixtures) => unknown): void {
  base.playing(call).fails(title, async ({ session, clock, server, trace, onTestFailed }) => {
    onTestFailed(({ task }) => {
      failures.set(title, task.result?.errors?.map(({ message }) => message.split('\n', 1)[0] ?? '') ?? []);
    });
    await body({ session, clock, server, trace });
  });
}

const run = ({ session }: CallFixtures) => session.run();

failing('never started', { scenario: greeting }, () => {});
failing('left early', { scenario: longer }, async ({ session }) => {
  await session.start();
  await session.end();
});
failing('ended by nobody', { scenario: openEnd }, run);
failing('left open', { scenario: openEnd }, async ({ session, server }) => {
  await session.start();
  await server.conversations[0]?.completed;
});
failing(
  'left a connection open',
  { scenario: openEnd, door: 'sockets', time: 'real' },
  async ({ session, server }) => {
    const stranger = new WebSocket(server.url ?? '');
    await once(stranger, 'open');
    stranger.send('{"type":"conversation_initiation_client_data"}');
    stranger.send('{"type":"user_message","text":"Hello"}');
    await server.conversations[0]?.completed;
    await session.start();
    await session.end();
  },
);
failing('left a timer', { scenario: greeting }, async (context) => {
  await run(context);
  context.clock.setInterval(function heartbeat() {}, 1_000);
});
failing('left a timer of real time', { scenario: greeting, time: 'real' }, async (context) => {
  await run(context);
  const beat = context.clock.setInterval(function heartbeat() {}, 1_000);
  afterAll(() => beat.cancel());
});
failing('held the clock', { scenario: greeting }, async (context) => {
  await run(context);
  context.clock.hold();
});
failing('rejected', { scenario: greeting }, async (context) => {
  await run(context);
  process.emit('unhandledRejection', new Error('nobody caught me'), Promise.resolve());
});
failing('said something else', { scenario: { ...greeting, seed: 7 }, createSession: shouting }, run);
failing('failed by itself', { scenario: greeting }, () => expect(1).toBe(2));

function shouting(options: ReplaySessionOptions): Session {
  const session = new Session(options);
  session.hooks.outgoingMessage.tap('Shout', (message) =>
    message.type === 'user_message' ? { ...message, text: 'HELLO' } : message,
  );
  return session;
}

base('says what each of them was failed with', () => {
  expect(Object.fromEntries(failures)).toMatchInlineSnapshot(`
    {
      "ended by nobody": [
        "not_closed: The script is over, and nobody has ended the call for 60000 ms.",
      ],
      "failed by itself": [
        "expected 1 to be 2 // Object.is equality",
      ],
      "held the clock": [
        "handles_left: The conversation is over, and time is still held (by 1).",
      ],
      "left a connection open": [
        "not_closed: The test is over, and the connection of conv_9c3711b60bb53216 is still open.",
      ],
      "left a timer": [
        "timers_left: The conversation is over, and timers are still set (1).",
      ],
      "left a timer of real time": [
        "timers_left: The conversation is over, and timers are still set (1).",
      ],
      "left early": [
        "closed_early: The connection was closed (1000 "The user ended the conversation.") while step 2 (expect userMessage) was due.",
      ],
      "left open": [
        "not_closed: The test is over, and the session is still connected.",
      ],
      "never started": [
        "never_connected: The test is over, and nobody has connected to the scripted server.",
      ],
      "rejected": [
        "unhandled_rejection: A promise was rejected and nobody handled it: nobody caught me",
      ],
      "said something else": [
        "field_mismatch: The client sent user_message {"text":"HELLO"}, which is not what the step wants.",
      ],
    }
  `);
});

const all: readonly ReplayCheck[] = ['complete', 'closed', 'timers', 'handles', 'rejections'];

base.playing({ scenario: greeting, unchecked: all })(
  'looks at nothing where it is told not to',
  async ({ session, clock }) => {
    await session.start();
    clock.setInterval(() => {}, 1_000);
    process.emit('unhandledRejection', new Error('nobody caught me'), Promise.resolve());
  },
);

let again: string | undefined;

base
  .playing({ scenario: greeting, seed: 7, createSession: shouting })
  .fails('is run again [alone]', async ({ session, onTestFailed }) => {
    onTestFailed(({ task }) => {
      again = task.result?.errors?.at(-1)?.message.split('  again\n')[1];
    });
    await session.run();
  });

base('names the command that runs a failed test alone, with its seed', () => {
  const file = path.relative(process.cwd(), fileURLToPath(import.meta.url));
  expect(again).toBe(
    `    seed 7, door memory\n    DUOLOGUE_SEED=7 npx vitest run ${file} -t 'is run again \\[alone\\]'`,
  );
});

const forced = base.playing({ scenario: greeting, seed: 7 });

describe('with a seed in the environment', () => {
  beforeEach(() => void vi.stubEnv('DUOLOGUE_SEED', '9'));
  afterEach(() => void vi.unstubAllEnvs());

  forced('takes that one', async ({ session, server }) => {
    await session.run();
    expect(server.conversations[0]?.seed).toBe(9);
  });

  base.replay(greeting, { createSession: (options) => new Session(options) }, async ({ session, server }) => {
    await session.run();
    expect(server.conversations[0]?.seed).toBe(9);
  });
});
