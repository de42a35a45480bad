import { expect, it } from 'vitest';
import { canonicalCassette, canonicalHash, describeDiff, diffCassettes } from '../../../src/index.ts';
import { agentAudio, down, init, metadata, sound, up, writeCassette } from '../support/cassettes.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { version1 } from '../support/version-1.ts';

const call = (city: string, ms: number, id = 'a') => [
  up(init),
  down(metadata),
  down({
    type: 'client_tool_call',
    client_tool_call: { tool_name: 'weather', tool_call_id: id, parameters: { city }, event_id: 1 },
  }),
  up({ type: 'client_tool_result', tool_call_id: id, result: `sun in ${city}`, is_error: false }),
  down(agentAudio(sound(ms), 1)),
  down({ type: 'agent_response', agent_response_event: { agent_response: 'Sunny.', event_id: 1 } }),
];

it('takes drawn ids, times and chunks for nothing', () => {
  const folder = temporaryFolder();
  const chunks = sound(40);
  const half = Buffer.from(chunks, 'base64').length / 2;
  const [first, second] = [0, half].map((from) =>
    Buffer.from(chunks, 'base64')
      .subarray(from, from + half)
      .toString('base64'),
  );
  const whole = call('Berlin', 40);
  const other = call('Berlin', 40, 'b').flatMap((frame) =>
    frame.lane === 'agent-audio'
      ? [down(agentAudio(first ?? '', 1), 9), down(agentAudio(second ?? '', 1), 12)]
      : [{ ...frame, t: 7 }],
  );
  const [a, b] = [writeCassette(folder, whole, 'a'), writeCassette(folder, other, 'b')];
  expect(diffCassettes(a, b)).toEqual({ same: true, lanes: [] });
});

it('says where two recordings part first, and what follows in each lane', () => {
  const folder = temporaryFolder();
  const a = writeCassette(folder, call('Berlin', 40), 'a');
  const b = writeCassette(folder, call('Paris', 20), 'b');
  const text = describeDiff(diffCassettes(a, b), 'a', 'b');
  expect(text).toMatchInlineSnapshot(`
    "They part first in the lane service, after 1 in common
      - a:12: client_tool_call {"tool_name":"weather","tool_call_id":"{{tool_call_id:1}}","parameters":{"city":"Berlin"},"event_id":1}
      + b:12: client_tool_call {"tool_name":"weather","tool_call_id":"{{tool_call_id:1}}","parameters":{"city":"Paris"},"event_id":1}
        /client_tool_call/parameters/city
          - "Berlin"
          + "Paris"
      then
      - agent_response {"agent_response":"Sunny.","event_id":1}
      + agent_response {"agent_response":"Sunny.","event_id":1}

    Also client, after 1 in common
      - a:13: client_tool_result {"tool_call_id":"{{tool_call_id:1}}","result":"sun in Berlin","is_error":false}
      + b:13: client_tool_result {"tool_call_id":"{{tool_call_id:1}}","result":"sun in Paris","is_error":false}
        /result
          - "sun in Berlin"
          + "sun in Paris"

    Also agent audio, from the start
      - a: turn 1: 1280 bytes, ""
      + b: turn 1: 640 bytes, ""
        /bytes
          - 1280
          + 640
        /sha256
          - "d3598d1f858ffb610640956d431b7b6710f9388246e68478af3394f9e4c05370"
          + "1c865ebe713b3ecc5b9e5e1910eb2d68caa738ba0b4ebea001c6f3570b9f4bfb""
  `);
});

it('reads version 1 as it was written', () => {
  expect(canonicalHash(canonicalCassette(version1.pathname) as never)).toMatchInlineSnapshot(
    `"abbb839d0ea10c29a71bd319d6c835c7d29c2e72859e1a32534ac4bfe036d19e"`,
  );
});
