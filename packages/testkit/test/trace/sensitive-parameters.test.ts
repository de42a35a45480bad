import { Session, type SessionOptions, type Tool } from '@duologue/core';
import { replay, scenario, TraceRecorder, type Scenario } from '@duologue/testkit';
import { expect, it } from 'vitest';
import { toMatchTrace } from '../../src/matchers/trace-matchers.ts';

const card = '4111 1111 1111 1111';

const payment = (said = 'Card 4111111111111111 is charged.'): Scenario =>
  scenario('a payment', ({ server, client, user }) => [
    server.metadata(),
    user.message('Charge my card.'),
    client.userMessage(/card/),
    server.toolCall('pay', { card: { number: card }, amount: 12 }),
    client.contextualUpdate(/Charging/),
    client.toolResult('pay', { result: said }),
    server.close(),
  ]);

/** A call whose result the service sends back. */
const echo = scenario('an echo', ({ server, client }) => [
  server.metadata(),
  server.raw({
    type: 'client_tool_call',
    client_tool_call: {
      tool_name: 'pay',
      tool_call_id: 'call-4111',
      parameters: { card: { number: '4111' } },
      expects_response: false,
    },
  }),
  client.contextualUpdate(/Charging/),
  server.raw({
    type: 'agent_tool_response_full_payload',
    agent_tool_response_full_payload: {
      tool_name: 'pay',
      tool_call_id: 'call-4111',
      is_error: false,
      full_tool_result: '{"card":"4111"}',
    },
  }),
  server.close(),
]);

const telling =
  (result: string): Tool['run'] =>
  (parameters, { progress }) => {
    progress(`Charging ${(parameters.card as { number: string }).number}…`);
    return result;
  };

const pay: Tool = {
  name: 'pay',
  description: 'Pays.',
  sensitiveParameters: ['card.number'],
  run: telling('Card 4111111111111111 is charged.'),
};

async function play(script: Scenario, tool = pay) {
  const recorder = new TraceRecorder();
  const createSession = (options: SessionOptions) =>
    new Session({ ...options, plugins: [recorder], tools: [tool] });
  const trace = await replay(script, { createSession }, async ({ session, trace: taken }) => {
    await session.run();
    return taken;
  });
  return { recorder, trace };
}

const told = ({ entries }: TraceRecorder) =>
  entries.filter(({ type }) => /tool|update/i.test(type)).map(({ data }) => data);

it('keeps sensitive parameters out of the trace of a session, also where the call is spoken of', async () => {
  const { recorder } = await play(payment());

  expect(told(recorder)).toMatchObject([
    { client_tool_call: { parameters: { card: { number: '[redacted]' }, amount: 12 } } },
    { type: 'contextual_update', text: 'Charging [redacted]…' },
    { type: 'client_tool_result', result: 'Card [redacted] is charged.' },
    { name: 'pay', outcome: 'succeeded' },
  ]);
  expect(JSON.stringify(recorder.entries)).not.toMatch(/4111.?1111/);
});

it('keeps them out of what the service tells of a call, and leaves its id alone', async () => {
  const { recorder } = await play(echo);

  expect(told(recorder)).toMatchObject([
    { client_tool_call: { tool_call_id: 'call-4111', parameters: { card: { number: '[redacted]' } } } },
    { context_id: 'tool-progress-call-4111', text: 'Charging [redacted]…' },
    { id: 'call-4111' },
    {
      agent_tool_response_full_payload: {
        tool_call_id: 'call-4111',
        full_tool_result: '{"card":"[redacted]"}',
      },
    },
  ]);
});

it('compares it all the same with the trace of the server, which knows nothing of the tool', async () => {
  const refused = 'Card 4111111111111111 is refused.';
  const { recorder, trace } = await play(payment());
  const other = await play(payment(refused), { ...pay, run: telling(refused) });
  const open = await play(payment(), { ...pay, sensitiveParameters: [] });

  expect(JSON.stringify(trace.entries)).toContain(card);
  expect(toMatchTrace(recorder, trace).pass).toBe(true);
  expect(toMatchTrace(trace, recorder).pass).toBe(true);
  expect(toMatchTrace(recorder, open.recorder).pass).toBe(true);
  expect(toMatchTrace(recorder, other.trace).pass).toBe(false);
  expect(toMatchTrace(other.trace, recorder).pass).toBe(false);
});
