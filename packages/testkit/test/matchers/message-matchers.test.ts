import { Session } from '@duologue/core';
import { assertThat, replay, scenario, tone, type ReplayTrace } from '@duologue/testkit';
import { expect, it } from '@duologue/testkit/vitest';

const call = scenario('call', ({ server, client, user }) => [
  server.metadata(),
  user.message('Book a table.'),
  client.userMessage(),
  server.pause(300),
  server.say('For how many?', { audio: tone(440, 1_000) }),
  user.message('Four.', { when: 'silent' }),
  client.userMessage(),
  server.say('Done.'),
  server.close(),
]);

async function afterTheCall(check: (trace: ReplayTrace) => void): Promise<void> {
  await replay(call, { createSession: (options) => new Session(options) }, async ({ session, trace }) => {
    await session.run();
    check(trace);
  });
}

it('finds the messages of the client, alone and in their order', async () => {
  await afterTheCall((trace) => {
    expect(trace).toHaveReceivedMessage({ type: 'user_message', text: 'Four.' });
    expect(trace).not.toHaveReceivedMessage({ type: 'user_activity' });
    expect(trace).toHaveReceivedMessages([
      { type: 'conversation_initiation_client_data' },
      { text: /table/ },
      { text: 'Four.' },
    ]);
    expect(trace).not.toHaveReceivedMessages([{ text: 'Four.' }, { text: /table/ }]);
    expect({ trace }).toEqual({ trace: expect.toHaveReceivedMessage({ text: 'Four.' }) });
  });
});

it('measures how long each turn of the user waited for its answer', async () => {
  await afterTheCall((trace) => {
    expect(trace).toRespondWithin(300);
    expect(trace).not.toRespondWithin(299);
    const [unanswered] = trace.entries.filter(({ type }) => type === 'user_message').slice(-1);
    expect({ entries: [unanswered!] }).not.toRespondWithin(60_000);
    expect({ entries: [] }).not.toRespondWithin(60_000);
  });
});

it('says what it wanted and what it found', async () => {
  await afterTheCall((trace) => {
    const messages = [
      () => assertThat(trace).toHaveReceivedMessage({ text: 'Five.' }),
      () => assertThat(trace).toHaveReceivedMessages([{ text: 'Four.' }, { text: /table/ }]),
      () => assertThat(trace).toRespondWithin(100),
      () => assertThat({ entries: [] }).toRespondWithin(100),
    ].map((act) => messageOf(act));
    expect(messages).toMatchSnapshot();
  });
});

function messageOf(act: () => void): string {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  return 'it holds';
}
