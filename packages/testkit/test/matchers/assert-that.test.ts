import assert from 'node:assert/strict';
import { Session } from '@duologue/core';
import { AssertionFailure, assertThat, replay, scenario, type ReplayTrace } from '@duologue/testkit';
import { expect, it } from '@duologue/testkit/vitest';

const call = scenario('call', ({ server, client, user }) => [
  server.metadata(),
  server.say('It is sunny and warm.'),
  user.message('Book a table.'),
  client.userMessage(),
  server.interrupt({ correction: 'It is sunny' }),
  server.toolCall('book_table', { party: 4, name: 'Ann' }),
  client.toolResult('book_table'),
  server.close(),
]);

/** Calls `check` with the trace of the call, once it is over. */
async function afterTheCall(check: (trace: ReplayTrace) => void): Promise<void> {
  const tools = [{ name: 'book_table', description: 'Books.', run: () => ({ booked: true }) }];
  await replay(
    call,
    { createSession: (options) => new Session({ ...options, tools }) },
    async ({ session, trace }) => {
      await session.run();
      check(trace);
    },
  );
}

it('asserts without a test runner what the matchers of vitest do', async () => {
  await afterTheCall((trace) => {
    assertThat(trace).toHaveCalledTool('book_table', { party: 4 });
    assertThat(trace).not.toHaveCalledTool('book_table', { party: 5 });
    assertThat(trace).toHaveReturnedToolResult('book_table', { booked: true });
    assertThat(trace).toHaveSaid('sunny');
    assertThat(trace).toHaveHeard(/table/);
    assertThat(trace).not.toHaveBeenInterrupted({ heard: 'It is raining' });
    assertThat(trace).toHaveTranscript([
      { role: 'agent' },
      { role: 'user', text: 'Book a table.' },
      { role: 'tool' },
    ]);
    assertThat(trace).toHaveClosed({ code: 1000, by: 'server' });
    assertThat(trace).toMatchTrace(trace);
  });
});

it('throws what test runners take for a failed assertion', async () => {
  await afterTheCall((trace) => {
    const failure = thrownBy(() => assertThat(trace).toHaveCalledTool('cancel'));
    assert(failure instanceof AssertionFailure);
    expect([failure.name, failure.code]).toEqual(['AssertionError', 'ERR_ASSERTION']);
  });
});

it('says what it wanted and what it found', async () => {
  await afterTheCall((trace) => {
    const messages = [
      () => assertThat(trace).toHaveCalledTool('book_table', { party: 5 }),
      () => assertThat(trace).not.toHaveCalledTool('book_table'),
      () => assertThat(trace).toHaveReturnedToolResult('book_table', { booked: false }, { isError: true }),
      () => assertThat(trace).toHaveSaid('rain'),
      () => assertThat(trace).toHaveHeard('taxi'),
      () => assertThat(trace).toHaveTranscript([{ role: 'user' }]),
      () => assertThat(trace).toHaveTranscript([{ role: 'agent' }, { text: 'Book a taxi.' }, {}]),
      () => assertThat(trace).toHaveClosed({ code: 1006 }),
      () => assertThat({ entries: [] }).toHaveSaid('anything'),
      () => assertThat({ entries: trace.entries.slice(0, -4) }).toMatchTrace(trace),
    ].map((act) => (thrownBy(act) as Error).message);
    expect(messages).toMatchSnapshot();
  });
});

function thrownBy(act: () => void): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}
