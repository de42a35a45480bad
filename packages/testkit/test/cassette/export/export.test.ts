import path from 'node:path';
import { Session } from '@duologue/core';
import {
  cassetteToHar,
  cassetteToJsonl,
  cassetteToMarkdown,
  parseScenario,
  Recorder,
  replay,
  scenarioFromCassette,
  scenarioToYaml,
  type ScenarioSource,
} from '@duologue/testkit';
import { expect, it } from 'vitest';
import {
  down,
  end,
  framesOf,
  init,
  metadata,
  sound,
  up,
  writeCassette,
  agentAudio,
} from '../support/cassettes.ts';
import { call } from '../support/recorded-call.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const findRefund = { name: 'find_refund', description: 'Finds a refund.', run: () => 'sent' };

/** Plays a conversation, records it, and tells what was said. */
async function recorded(source: ScenarioSource, folder: string, name: string) {
  const recorder = new Recorder({ path: path.join(folder, name) });
  const said = await replay(
    source,
    { createSession: (options) => new Session({ ...options, tools: [findRefund], plugins: [recorder] }) },
    async ({ session }) => {
      await session.run();
      return session.transcript.map(({ role, text, interrupted }) => [role, text, interrupted]);
    },
  );
  return { file: recorder.cassettes[0] ?? '', said };
}

it('makes a scenario of a cassette that plays the same conversation', async () => {
  const folder = temporaryFolder();
  const { file, said } = await recorded(call, folder, 'call');
  const yaml = scenarioToYaml(scenarioFromCassette(file, { name: 'again' }));
  expect(yaml).toMatchInlineSnapshot(`
    "version: 1
    name: again
    agent: { output_format: pcm_8000, input_format: pcm_8000 }
    ignore: [ contextual_update, user_activity ]
    steps:
      - expect: init
      - server: metadata
      - server: { say: 'Hello, how can I help?', audio: { tone_hz: 440, duration: 300ms } }
      - server: ping
      - user: { say: { tone_hz: 300, duration: 500ms } }
      - expect: { audio, voice: 400ms, silence: 300ms }
      - server: { user_transcript: Where is my refund? }
      - server: { tool_call: find_refund, parameters: { order: 17 }, as: find_refund }
      - expect: { tool_result: find_refund, result: sent, is_error: false }
      - server: { say: It was sent on Monday and takes three days., audio: { tone_hz: 440, duration: 1.5s } }
      - user: { say: { tone_hz: 300, duration: 400ms }, at_played: 600ms }
      - barge_in: { at_voice: 200ms, correction: It was sent on Monday }
      - expect: { audio, voice: 160ms, silence: 300ms }
      - server: { user_transcript: 'Thanks, bye.' }
      - server: { say: Goodbye., audio: { tone_hz: 440, duration: 200ms } }
      - server: end_call
      - server: close
    "
  `);
  // with its speech, byte for byte; what was cut off may have been cut elsewhere
  const spoken = scenarioFromCassette(file, { speechFolder: path.join(folder, 'speech') });
  const again = await recorded(parseScenario(scenarioToYaml(spoken)), folder, 'again');
  expect(again.said).toEqual(said);
  const heard = speechIn(file);
  expect(heard.length).toBeGreaterThan(10);
  expect(speechIn(again.file).slice(0, 3)).toEqual(heard.slice(0, 3));
});

/** The hash of each piece of the agent's speech. */
function speechIn(file: string): string[] {
  return framesOf(file).flatMap(({ data }) => {
    const event = data?.audio_event as { readonly audio_base_64?: { readonly sha256?: string } } | undefined;
    return event?.audio_base_64?.sha256 ?? [];
  });
}

const messages = [
  up(init),
  down(metadata, 5),
  down(agentAudio(sound(40), 1), 10),
  down(
    { type: 'agent_response', agent_response_event: { agent_response: 'Hello *there*.', event_id: 1 } },
    11,
  ),
  up({ type: 'user_message', text: 'Call {{redacted:phone:1}}.' }, 900),
  down(
    {
      type: 'client_tool_call',
      client_tool_call: {
        tool_name: 'dial',
        tool_call_id: 'c',
        parameters: { to: '{{redacted:phone:1}}' },
        event_id: 2,
      },
    },
    950,
  ),
  up({ type: 'client_tool_result', tool_call_id: 'c', result: 'busy', is_error: true }, 1_000),
  down(
    {
      type: 'agent_response',
      agent_response_event: { agent_response: 'It is busy, so I try again.', event_id: 2 },
    },
    1_010,
  ),
  down({ type: 'interruption', interruption_event: { event_id: 2 } }, 1_020),
  down(
    {
      type: 'agent_response_correction',
      agent_response_correction_event: {
        original_agent_response: 'It is busy, so I try again.',
        corrected_agent_response: 'It is busy,',
        event_id: 2,
      },
    },
    1_021,
  ),
  down({ type: 'brand_new_event', anything: [1] }, 1_030),
];

it('writes a transcript as Markdown', () => {
  const file = writeCassette(temporaryFolder(), messages);
  expect(cassetteToMarkdown(file)).toMatchInlineSnapshot(`
    "# call

    - recorded: 2026-11-23T06:00:00.000Z
    - by: test
    - closed: by the service with 1000

    **0:00.0 Agent:** Hello \\*there\\*.

    **0:00.9 User:** Call {{redacted:phone:1}}. *(in writing)*

    **0:01.0 Tool:** \`dial\` failed in 50 ms

    - parameters: \`{"to":"{{redacted:phone:1}}"}\`
    - result: \`busy\`

    **0:01.0 Agent:** It is busy, ~~so I try again.~~ *(interrupted)*
    "
  `);
});

it('writes JSONL: the header and a frame a line', () => {
  const file = writeCassette(temporaryFolder(), messages);
  const lines = cassetteToJsonl(file)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  expect(lines[0]).toMatchObject({ header: { version: 1, name: 'call' } });
  expect(lines.slice(1)).toEqual(framesOf(file));
});

it('writes HAR that network panels show', () => {
  const folder = temporaryFolder();
  const file = writeCassette(folder, messages);
  const { log } = JSON.parse(cassetteToHar(file)) as {
    log: { version: string; entries: Record<string, unknown>[] };
  };
  const [entry] = log.entries;
  expect([
    log.version,
    log.entries.length,
    entry?._resourceType,
    (entry?.response as { status: number } | undefined)?.status,
  ]).toEqual(['1.2', 1, 'websocket', 101]);
  const sent = entry?._webSocketMessages as { type: string; time: number; opcode: number; data: string }[];
  expect(sent.map(({ data }) => JSON.parse(data) as unknown)).toEqual(messages.map(({ data }) => data));
  expect(sent.map(({ type, opcode }) => [type, opcode])).toEqual(
    messages.map(({ dir }) => [dir === 'up' ? 'send' : 'receive', 1]),
  );
  expect(sent[4]?.time).toBe(Date.parse('2026-11-23T06:00:00.000Z') / 1_000 + 0.9);
});

it('keeps what no step can say as it is, and puts values in the place of placeholders', () => {
  const { steps } = scenarioFromCassette(writeCassette(temporaryFolder(), messages));
  expect(steps).toEqual([
    { expect: 'init' },
    { server: 'metadata' },
    { server: 'say', text: 'Hello *there*.', audio: { toneHz: 440, ms: 40 }, chunkMs: 40, alignment: false },
    { user: 'message', text: 'Call +1 201 555 0100.', when: 'silent' },
    { expect: 'userMessage', match: { text: 'Call +1 201 555 0100.' } },
    { server: 'toolCall', name: 'dial', parameters: { to: '+1 201 555 0100' }, as: 'dial' },
    { expect: 'toolResult', of: 'dial', result: 'busy', isError: true },
    { server: 'say', text: 'It is busy, so I try again.' },
    { server: 'interrupt', correction: 'It is busy,' },
    { server: 'raw', message: { type: 'brand_new_event', anything: [1] } },
    { server: 'close' },
  ]);
  expect(end.code).toBe(1000);
});
