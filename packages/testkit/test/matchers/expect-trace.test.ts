import { Session } from '@duologue/core';
import {
  AssertionFailure,
  expectTrace,
  replay,
  scenario,
  tone,
  type ReplayTrace,
  type Traced,
} from '@duologue/testkit';
import { expect, it } from '@duologue/testkit/vitest';

const call = scenario('call', ({ server, client, user }) => [
  server.metadata(),
  server.say('It is sunny and warm.'),
  user.message('Book a table.'),
  client.userMessage(),
  server.interrupt({ correction: 'It is sunny' }),
  server.pause(300),
  server.toolCall('book_table', { party: 4, name: 'Ann' }),
  client.toolResult('book_table'),
  server.userTranscript('Thank you.'),
  server.say('Booked.'),
  server.close(),
]);

const tools = [{ name: 'book_table', description: 'Books.', run: () => ({ booked: true }) }];

/** Calls `check` with the trace of the call, once it is over. */
async function afterTheCall(check: (trace: ReplayTrace) => void): Promise<void> {
  await replay(
    call,
    { createSession: (options) => new Session({ ...options, tools }) },
    async ({ session, trace }) => {
      await session.run();
      check(trace);
    },
  );
}

it('goes through what was said and done, one event after the other', async () => {
  await afterTheCall((trace) => {
    expectTrace(trace)
      .nextEvent()
      .isAgentResponse(/sunny/)
      .nextEvent()
      .isUserMessage('table')
      .nextEvent()
      .isInterruption()
      .nextEvent()
      .isToolCall('book_table', { party: 4 })
      .nextEvent()
      .isToolResult('book_table', { booked: true })
      .nextEvent()
      .isUserTranscript('Thank you.')
      .nextEvent()
      .isAgentResponse('Booked.')
      .nextEvent()
      .isClosed({ code: 1000, by: 'server' })
      .noMoreEvents();
  });
});

it('skips an event only where it is of a kind that may be skipped', async () => {
  await afterTheCall((trace) => {
    expectTrace(trace)
      .skipNextEventIf('userMessage', 'agentResponse')
      .skipNextEventIf('agentResponse')
      .skipNextEventIf('userMessage')
      .nextEvent()
      .isInterruption();
  });
});

it('finds a tool call among the events that are still to come, and stays', async () => {
  await afterTheCall((trace) => {
    const cursor = expectTrace(trace).containsToolCall('book_table', { name: 'Ann' });
    cursor.nextEvent().isAgentResponse();
    for (let step = 0; step < 3; step += 1) cursor.nextEvent();
    expect(() => cursor.containsToolCall('book_table')).toThrow(AssertionFailure);
  });
});

it('knows of the interruption that the user of a session made', async () => {
  const story = scenario('cut by the app', ({ server, user }) => [
    server.metadata(),
    server.say('One moment, please.', { audio: tone(440, 1_000) }),
    user.hangUp({ when: 'silent' }),
  ]);
  await replay(
    story,
    { createSession: (options) => new Session(options) },
    async ({ session, trace, clock }) => {
      const over = session.run();
      await clock.sleep(200);
      session.interrupt();
      await over;
      expectTrace(trace)
        .nextEvent()
        .isAgentResponse()
        .nextEvent()
        .isInterruption()
        .nextEvent()
        .isClosed({ by: 'client' })
        .noMoreEvents();
    },
  );
});

it('says what it wanted, what it found and where that stands', async () => {
  await afterTheCall((trace) => {
    const at = (count: number) => {
      const cursor = expectTrace(trace);
      for (let step = 1; step < count; step += 1) cursor.nextEvent();
      return cursor.nextEvent();
    };
    const { entries } = trace;
    const answered: Traced = { entries: entries.filter(({ type }) => type !== 'client_tool_call') };
    const messages = [
      () => at(1).isAgentResponse('rain'),
      () => at(1).isUserMessage(),
      () => at(2).isUserTranscript(/taxi/),
      () => at(3).isClosed(),
      () => at(4).isToolCall('book_table', { party: 5 }),
      () => at(5).isToolResult('book_table', { booked: false }),
      () => at(7).isInterruption(),
      () => at(8).isClosed({ code: 1006 }),
      () => at(9),
      () => expectTrace({ entries: [] }).nextEvent(),
      () => expectTrace(trace).containsToolCall('book_table', { party: 5 }),
      () => expectTrace({ entries: [] }).containsToolCall('cancel'),
      () => at(6).isUserTranscript().noMoreEvents(),
      () => expectTrace(answered).skipNextEventIf('toolCall').noMoreEvents(),
    ].map((act) => failureOf(act).message);
    expect(messages).toMatchSnapshot();
  });
});

it('throws what test runners take for a failed assertion, from the line of the test', async () => {
  await afterTheCall((trace) => {
    const failures = [
      () => expectTrace(trace).nextEvent().isClosed(),
      () => expectTrace(trace).nextEvent().isUserMessage('Hello'),
      () => expectTrace(trace).noMoreEvents(),
      () => expectTrace(trace).containsToolCall('cancel'),
      () => expectTrace({ entries: [] }).nextEvent(),
    ].map(failureOf);
    for (const { name, code, stack } of failures) {
      expect([name, code]).toEqual(['AssertionError', 'ERR_ASSERTION']);
      expect(/\n\s+at (.*)/.exec(stack ?? '')?.[1]).toContain('expect-trace.test.ts');
    }
  });
});

function failureOf(act: () => unknown): AssertionFailure {
  try {
    act();
  } catch (error) {
    if (error instanceof AssertionFailure) return error;
    throw error;
  }
  throw new Error('it holds');
}
