import { parseScenario, scenario, scenarioToYaml, type Scenario } from '@duologue/testkit';
import { expect, it } from 'vitest';
import { parityCases } from '../door/parity-cases.ts';
import { callScenario } from '../support/voice-call.ts';

it('writes a scenario the way a person would', () => {
  const written = scenario(
    'a table is booked',
    ({ server, client, user }) => [
      client.init({ dynamic_variables: { name: /^A/ }, source_info: undefined }),
      server.metadata(),
      server.say('Hello! It costs ${10}.', {
        audio: { toneHz: 440, ms: 1_500 },
        words: [{ text: 'Hello!', startMs: 0, endMs: 400 }],
        response: 'before',
      }),
      user.message('A table for four', { when: { word: 'hello' } }),
      client.userMessage(/table/i, { withinMs: 2_500 }),
      client.userMessage('/help/'),
      server.toolCall('book_table', { party: 4 }, { as: 'booking' }),
      client.toolResult('booking', { result: { booked: true } }),
      client.anyOrder(client.userActivity(), client.feedback('like', { optional: true })),
      client.audio({ voiceMs: 300, silenceMs: 600 }),
      server.say('Your table: {{booking.result.table}}.'),
      server.interrupt({ at: { word: 'table' }, lateChunks: 2 }),
      client.nothing(500),
      user.mute(),
      user.mute(false),
      user.hangUp({ when: 'now' }),
      server.endCall(),
      server.close({ code: 1001, reason: 'done' }),
    ],
    { seed: 7, agent: { outputFormat: 'pcm_24000' }, ignore: ['userActivity'] },
  );
  const yaml = scenarioToYaml(written, { schema: '../scenario.schema.json' });
  expect(yaml).toMatchInlineSnapshot(`
    "# yaml-language-server: $schema=../scenario.schema.json

    version: 1
    name: a table is booked
    seed: 7
    agent: { output_format: pcm_24000 }
    ignore: [ user_activity ]
    steps:
      - expect: { init: { dynamic_variables: { name: /^A/ }, source_info: { $absent: true } } }
      - server: metadata
      - server:
          say: Hello! It costs $\${10}.
          audio: { tone_hz: 440, duration: 1.5s }
          response: before
          words: [ { text: Hello!, start: 0ms, end: 400ms } ]
      - user: { message: A table for four, at_word: hello }
      - expect: { user_message: /table/i, within: 2.5s }
      - expect: { user_message: { $literal: /help/ } }
      - server: { tool_call: book_table, parameters: { party: 4 }, as: booking }
      - expect: { tool_result: booking, result: { booked: true } }
      - expect: { any_order: [ user_activity, { feedback: like, optional: true } ] }
      - expect: { audio, voice: 300ms, silence: 600ms }
      - server: { say: 'Your table: {{booking.result.table}}.' }
      - barge_in: { at_word: table, late_chunks: 2 }
      - expect: { nothing: 500ms }
      - user: mute
      - user: { mute: false }
      - user: { hang_up, when: now }
      - server: end_call
      - server: { close: 1001, reason: done }
    "
  `);
  expect(withoutPlaces(parseScenario(yaml))).toEqual(withoutPlaces(written));
});

it.each(parityCases)('reads what it has written: $scenario.name', ({ scenario: written }) => {
  const read = parseScenario(scenarioToYaml(written));
  expect(withoutPlaces(read)).toEqual(withoutPlaces(written));
});

it('names WAV files relative to the text', () => {
  const file = new URL('../written.yaml', import.meta.url).pathname;
  const yaml = scenarioToYaml(callScenario, { file });
  expect(yaml).toContain('audio: ../../../examples/first-call/speech/agent-greeting.wav');
  const absolute = scenarioToYaml(callScenario);
  expect(withoutPlaces(parseScenario(yaml, { file }))).toEqual(withoutPlaces(parseScenario(absolute)));
});

it.each<{ what: string; steps: Parameters<typeof scenario>[1]; message: string }>([
  {
    what: 'a function',
    steps: ({ server }) => [server.say(() => 'Hi')],
    message: 'scenario.steps[1].say is a function, which a file cannot hold.',
  },
  {
    what: 'samples in memory',
    steps: ({ server }) => [
      server.metadata(),
      server.say('Hi', { audio: { samples: new Int16Array(1), sampleRateHz: 8_000 } }),
    ],
    message: 'scenario.steps[2].audio is no plain data, which a file cannot hold.',
  },
  {
    what: 'a matcher of a test runner',
    steps: ({ client }) => [client.init({ a: expect.any(String) })],
    message: 'scenario.steps[1].init.a is a matcher of a test runner, which a file cannot hold.',
  },
])('refuses $what', ({ steps, message }) => {
  expect(() => scenarioToYaml(scenario('x', steps))).toThrow(message);
});

function withoutPlaces(value: Scenario): unknown {
  const plain = (inner: unknown): unknown => {
    if (Array.isArray(inner)) return inner.map(plain);
    if (typeof inner !== 'object' || inner === null || Object.getPrototypeOf(inner) !== Object.prototype)
      return inner;
    return Object.fromEntries(
      Object.entries(inner)
        .filter(([key]) => key !== 'place')
        .map(([key, part]) => [key, plain(part)]),
    );
  };
  return plain(value);
}
