import { readFileSync } from 'node:fs';
import { Session, type SessionOptions } from '@duologue/core';
import {
  parseScenario,
  replay,
  scenario,
  scenarioFromConversation,
  scenarioToYaml,
  tone,
  type Scenario,
} from '@duologue/testkit';
import { expect, it } from 'vitest';

const record = JSON.parse(readFileSync(new URL('refund-call.json', import.meta.url), 'utf8')) as Record<
  string,
  unknown
>;

const findRefund = (days = 3) => ({
  name: 'find_refund',
  description: 'Finds a refund.',
  run: () => ({ state: 'sent', days }),
});

async function play(script: Scenario, options: Partial<SessionOptions> = {}) {
  return replay(
    script,
    { createSession: (harness) => new Session({ ...harness, ...options }) },
    async ({ session }) => {
      const { reason } = await session.run();
      return {
        reason,
        said: session.transcript.filter(({ role }) => role !== 'tool').map(({ role, text }) => [role, text]),
      };
    },
  );
}

it('writes the turns, the interruption, the tools and the pauses of a call, without its personal data', () => {
  expect(scenarioToYaml(scenarioFromConversation(record))).toMatchInlineSnapshot(`
    "version: 1
    name: Refund is asked for
    ignore: [ contextual_update, user_activity ]
    steps:
      - expect: init
      - server: metadata
      - server: { say: 'Hello variable 1, how can I help?', audio: { tone_hz: 440, duration: 2.1s } }
      - user: { say: { tone_hz: 300, duration: 3.4s } }
      - expect: { audio, voice: 2s, silence: 400ms }
      - server: { user_transcript: Where is my refund? My mail is person-1@example.com. }
      - server: { pause: 1.2s }
      - server: { say: Let me look., audio: { tone_hz: 440, duration: 800ms } }
      - server: { tool_call: find_refund, parameters: { email: person-1@example.com }, as: find_refund }
      - server: { agent_tool_response: log_contact, tool_type: webhook }
      - expect: { tool_result: find_refund, result: { state: sent, days: 3 }, is_error: false }
      - server: { pause: 1.2s }
      - server:
          say: It was sent on Monday and takes three days to arrive at your bank.
          audio: { tone_hz: 440, duration: 4.3s }
      - user: { say: { tone_hz: 300, duration: 1.3s }, at_played: 1368ms }
      - barge_in: { at_voice: 200ms, correction: It was sent on Monday }
      - expect: { audio, voice: 700ms, silence: 400ms }
      - server: { user_transcript: 'Thanks, that is all.' }
      - server: { pause: 10s }
      - server: { say: 'Goodbye, variable 1.', audio: { tone_hz: 440, duration: 1.3s } }
      - server: end_call
      - server: close
    "
  `);
});

it('makes a scenario that a session plays', async () => {
  const made = parseScenario(scenarioToYaml(scenarioFromConversation(record)));
  const { reason, said } = await play(made, { tools: [findRefund()] });
  expect({ reason, said }).toEqual({
    reason: 'agent',
    said: [
      ['agent', 'Hello variable 1, how can I help?'],
      ['user', 'Where is my refund? My mail is person-1@example.com.'],
      ['agent', 'Let me look.'],
      ['agent', 'It was sent on Monday'],
      ['user', 'Thanks, that is all.'],
      ['agent', 'Goodbye, variable 1.'],
    ],
  });
});

it('catches a tool that answers something else', async () => {
  const tools = [findRefund(5)];
  await expect(play(scenarioFromConversation(record), { tools })).rejects.toThrow(/\/result\/days/);
  const { steps } = scenarioFromConversation(record, { results: 'any' });
  expect(steps).toContainEqual({ expect: 'toolResult', of: 'find_refund', isError: false });
});

it('leaves everything as it was where it is asked to', () => {
  const yaml = scenarioToYaml(scenarioFromConversation(record, { redaction: false, name: 'as it was' }));
  expect(yaml).toContain('name: as it was');
  expect(yaml).toContain('My mail is jane.doe@gmail.com.');
});

it('makes a scenario of the record of a scripted call that says the same', async () => {
  const script = scenario('written', ({ server, client, user }) => [
    client.init(),
    server.metadata(),
    server.say('Good evening.', { audio: tone(440, 500) }),
    user.message('A table for four, please.', { when: 'silent' }),
    client.userMessage(),
    server.toolCall('find_refund', { party: 4 }),
    client.toolResult('find_refund'),
    server.say('Table seven is yours.', { audio: tone(440, 500) }),
    user.hangUp(),
    client.closed(),
  ]);
  const details = await replay(
    script,
    { door: 'sockets', createSession: (harness) => new Session({ ...harness, tools: [findRefund()] }) },
    async ({ session, server }) => {
      await session.run();
      const id = server.conversations[0]?.id ?? '';
      const address = new URL(server.url ?? '');
      const response = await fetch(`http://${address.host}/v1/convai/conversations/${id}`);
      return (await response.json()) as Record<string, unknown>;
    },
  );
  const again = scenarioFromConversation({
    ...details,
    metadata: { ...(details.metadata as object), text_only: true },
  });
  const { said, reason } = await play(again, { tools: [findRefund()] });
  expect({ said, reason }).toEqual({
    reason: 'user',
    said: [
      ['agent', 'Good evening.'],
      ['user', 'A table for four, please.'],
      ['agent', 'Table seven is yours.'],
    ],
  });
});

const line = { tool_calls: [], tool_results: [], time_in_call_secs: 0 };

it.each([
  {
    what: 'a hang-up of the user',
    more: { metadata: { termination_reason: 'Client disconnected: 1000' } },
    last: [{ user: 'hangUp' }, { expect: 'closed' }],
  },
  {
    what: 'a failure',
    more: { status: 'failed', metadata: { error: { code: 1008, reason: 'no' } } },
    last: [{ server: 'close', code: 1008, reason: 'no' }],
  },
  {
    what: 'a failure without a close code',
    more: { metadata: { error: { code: 5 } } },
    last: [{ server: 'close', code: 1011 }],
  },
])('ends as the call did: $what', ({ more, last }) => {
  const { steps } = scenarioFromConversation({
    transcript: [{ ...line, role: 'agent', message: 'Hello.' }],
    ...more,
  });
  expect(steps.slice(3)).toEqual(last);
});

it('waits for all answers of tools that were called together', () => {
  const call = (id: string, name: string) => ({
    type: 'client',
    request_id: id,
    tool_name: name,
    params_as_json: '{}',
    tool_has_been_called: true,
  });
  const result = (id: string, value: string, isError = false) => ({
    request_id: id,
    result_value: value,
    is_error: isError,
  });
  const { steps } = scenarioFromConversation({
    transcript: [
      { ...line, role: 'agent', tool_calls: [call('a', 'look'), call('b', 'look'), call('c', 'note')] },
      { ...line, role: 'agent', tool_results: [result('b', 'two', true), result('a', 'one')] },
    ],
  });
  expect(steps.slice(2, -1)).toEqual([
    { server: 'toolCall', name: 'look', parameters: {}, as: 'look' },
    { server: 'toolCall', name: 'look', parameters: {}, as: 'look_2' },
    { server: 'toolCall', name: 'note', parameters: {}, as: 'note', expectsResponse: false },
    {
      expect: 'anyOrder',
      steps: [
        { expect: 'toolResult', of: 'look', result: 'one', isError: false },
        { expect: 'toolResult', of: 'look_2', isError: true },
      ],
    },
  ]);
});

it.each([
  { answer: { detail: 'not found' }, says: 'it is no record of a conversation: it has no transcript' },
  {
    answer: { transcript: [], status: 'in-progress' },
    says: 'the conversation is not over yet: its status is in-progress',
  },
])('refuses what is no record of a call that is over: $says', ({ answer, says }) => {
  expect(() => scenarioFromConversation(answer)).toThrow(`No scenario can be made of the record: ${says}`);
});
