import { expect, it } from 'vitest';
import { DuologueError } from '@duologue/core';
import { parseScenario, prepareScenario, scenario, tone, type Scenario } from '@duologue/testkit';
import { RawClient } from '../support/raw-client.ts';

/** What is said of a scenario that only JavaScript, or JSON, can bring. */
async function problemOf(made: unknown): Promise<string> {
  const problem = await prepareScenario(made as Scenario).then(
    () => 'none',
    (error: unknown) => (error instanceof DuologueError ? `${error.code} ${error.message}` : String(error)),
  );
  return problem.replaceAll(/ \([^()]*scenario-objects\.test\.ts:\d+:\d+\)/g, ' (here)');
}

const call = (...steps: unknown[]) => ({ version: 1, name: 'x', steps: [{ server: 'metadata' }, ...steps] });

it.each([
  {
    step: { server: 'sya', text: 'hi' },
    problem: 'step 2, server.sya: no step server "sya" can stand here. Did you mean "say"?',
  },
  {
    step: { user: 'mesage', text: 'hi' },
    problem: 'step 2, user.mesage: no step user "mesage" can stand here. Did you mean "message"?',
  },
  {
    step: { expect: 'userMesage' },
    problem:
      'step 2, expect userMesage: no step expect "userMesage" can stand here. Did you mean "userMessage"?',
  },
  {
    step: { server: 'say', txet: 'hi' },
    problem: [
      'step 2, server.say: it needs a field "text".',
      'Scenario "x", step 2, server.say: there is no field "txet". Did you mean "text"?',
    ].join('\n'),
  },
  {
    step: { server: 'close', cod: 1008 },
    problem: 'step 2, server.close: there is no field "cod". Did you mean "code"?',
  },
  {
    step: { server: 'pause', ms: Infinity },
    problem: 'step 2, server.pause: "ms" has to be a number, at least 0, at most 86400000, not Infinity.',
  },
  {
    step: { server: 'interrupt', at: { wrod: 'hi' } },
    problem:
      'step 2, server.interrupt: "at" has to be { voiceMs }, or { playedMs }, or { word }, or { chunk }, not {"wrod":"hi"}.',
  },
  {
    step: { expect: 'anyOrder', steps: [{ expect: 'pong' }] },
    problem:
      'step 2, expect anyOrder, expect pong: no step expect "pong" can stand here. There are init, userMessage, contextualUpdate, userActivity, feedback, multimodal, any, toolResult, approval.',
  },
  {
    step: { server: 'raw', message: { big: 1n } },
    problem: 'step 2, server.raw: "message" cannot be written as JSON.',
  },
])('refuses a step that no scenario has: $problem', async ({ step, problem }) => {
  expect(await problemOf(call(step))).toBe(`SCENARIO_INVALID Scenario "x", ${problem}`);
});

it.each([
  {
    made: null,
    problem:
      'The scenario: it has to be { version, name, seed, agent, ignore, reactions, steps, place }, not null.',
  },
  {
    made: { ...call(), steps: [7] },
    problem:
      'Scenario "x": "steps[0]" is no step, which has a field server, expect or user. There are server, expect, user.',
  },
  { made: { ...call(), sed: 7 }, problem: 'Scenario "x": there is no field "sed". Did you mean "seed"?' },
  { made: { ...call(), version: 2 }, problem: 'Scenario "x": "version" has to be 1, not 2.' },
  { made: { ...call(), steps: undefined }, problem: 'The scenario: it needs a field "steps".' },
  {
    made: { ...call(), reactions: [{ on: { expect: 'userMessage' }, do: [{ server: 'pause', ms: 1 }] }] },
    problem:
      'Scenario "x", a reaction, server.pause: no step server "pause" can stand here. There are say, textParts, userTranscript, tentativeTranscript, toolCall, mcpToolCall, agentToolRequest, agentToolResponse, interrupt, correction, vad, ping, error, queueStatus, raw, close.',
  },
])('refuses what is no scenario: $problem', async ({ made, problem }) => {
  expect(await problemOf(made)).toBe(`SCENARIO_INVALID ${problem}`);
});

it('tells the line of an option that a builder does not know', async () => {
  const script = scenario('x', ({ server }) => [
    server.metadata(),
    server.say('hello', { auido: tone(440, 100) } as object),
  ]);
  expect(await problemOf(script)).toBe(
    'SCENARIO_INVALID Scenario "x", step 2, server.say (here): there is no field "auido". Did you mean "audio"?',
  );
});

it('takes everything that the builder and files can say', async () => {
  const script = scenario(
    'x',
    ({ server, client, user }) => [
      server.metadata({ fields: { more: true } }),
      server.say(() => 'hi', {
        audio: { samples: new Int16Array(1_600), sampleRateHz: 16_000 },
        pace: 2,
        words: [{ text: 'hi', startMs: 0, endMs: 50 }],
      }),
      server.interrupt({ at: { playedMs: 10 }, correction: true }),
      user.feedback(null, { when: { playedMs: 1 } }),
      client.anyOrder(client.userMessage(/a/, { as: 'm' }), client.any({ x: expect.any(Number) as unknown })),
      client.userActivity({ optional: undefined } as object),
      server.close({ code: 1006 }),
    ],
    { reactions: ({ client, server }) => [{ on: client.feedback(), do: () => [server.vad(1)], times: 1 }] },
  );
  expect(await problemOf(script)).toBe('none');
  expect(
    await problemOf(parseScenario('version: 1\nsteps: [{ server: metadata }, { barge_in: null }]')),
  ).toBe('none');
});

it('fails the conversation where a reaction makes a step of a message that no scenario has', async () => {
  await using client = await RawClient.connect(
    scenario('x', ({ server, client: does }) => [server.metadata(), does.userActivity()], {
      reactions: ({ client: does }) => [
        { on: does.userMessage(), do: () => [{ server: 'sya', text: 'hi' } as never] },
      ],
    }),
  );
  await client.hello();
  await client.send({ type: 'user_message', text: 'Hi' });
  expect(client.conversation.failure?.facts).toMatchObject({
    code: 'harness_error',
    cause: 'There is no step of the server "sya".',
  });
});
