import { prepareScenario } from '@duologue/testkit';
import { expect, it } from 'vitest';
import { firstCall } from '../conversation.ts';
import { clipOf, playCall } from './play-call.ts';

const call = await prepareScenario(firstCall());
const mutedCall = await prepareScenario(firstCall({ muteCaller: true }));
/** Among the turns of the agent. */
const longAnswer = 2;

it('is the same call in memory and over sockets', async () => {
  const inMemory = await playCall(call, 'memory');
  expect(await playCall(call, 'sockets')).toEqual(inMemory);
  expect(inMemory.end).toMatchObject({ reason: 'agent', closeCode: 1000 });
  expect(inMemory.markdown).toMatchInlineSnapshot(`
    "# A call

    **0:00.0 Agent:** Hello, this is Harbour Travel. How can I help you today?

    **0:04.1 Caller:** Hi. If it is three in the afternoon in Berlin on the twenty-ninth of March, what time is it in New York?

    **0:10.9 Tool:** \`convert_time\` succeeded in 0 ms

    - parameters: \`{"date_time":"2026-03-29T15:00","from":"Europe/Berlin","to":"America/New_York"}\`
    - result: \`3:00 PM on Sunday, March 29, 2026 in Berlin (CEST), 2026-03-29T15:00:00+02:00, is 9:00 AM on Sunday, March 29, 2026 in New York (EDT), 2026-03-29T09:00:00-04:00. New York is 6 hours behind.\`

    **0:11.2 Agent:** That is nine in the morning in New York.

    **0:13.6 Caller:** Great. And what can I do there in one day?

    **0:17.2 Agent:** There is a lot to see. Begin at the Metropolitan Museum, which opens at ten. Afterwards, walk through Central Park to the ~~Conservatory Garden. In the afternoon, take the ferry to the Statue of Liberty, and enjoy the illuminated skyscrapers in the evening.~~ *(interrupted)*

    **0:24.0 Caller:** Thank you, that is all I need. Goodbye.

    **0:27.7 Agent:** You are very welcome. Have a safe trip, and goodbye.
    "
  `);
});

it('is cut in on by the voice of the caller: with the microphone muted, the long answer is heard to its end', async () => {
  const spoken = await playCall(call, 'memory');
  const muted = await playCall(mutedCall, 'memory');
  const { durationMs } = await clipOf('agent-long-answer');
  expect(spoken.interruptions).toEqual([
    {
      playedMs: spoken.heardMs[longAnswer],
      heardText:
        'There is a lot to see. Begin at the Metropolitan Museum, which opens at ten. Afterwards, walk through Central Park to the',
    },
  ]);
  expect(muted.interruptions).toEqual([]);
  expect(muted.heardMs[longAnswer]).toBe(durationMs);
});

it('is cut in on in the middle of a long word, so that what was heard is the same on a busy computer', async () => {
  const { words } = await clipOf('agent-long-answer');
  const { heardMs } = await playCall(call, 'memory');
  const cutMs = heardMs[longAnswer] ?? Number.NaN;
  const word = words.find(({ endMs }) => endMs > cutMs);
  expect(word?.text).toBe('Conservatory');
  expect(cutMs - (word?.startMs ?? Number.NaN)).toBeGreaterThan(300);
  expect((word?.endMs ?? Number.NaN) - cutMs).toBeGreaterThan(300);
});

it('accounts for every millisecond of the answer that was cut: heard, dropped, or discarded because it came late', async () => {
  const { heardMs, interruptedMs, lateMs } = await playCall(call, 'memory');
  const { durationMs } = await clipOf('agent-long-answer');
  expect(lateMs).toBeGreaterThan(200);
  expect((heardMs[longAnswer] ?? 0) + interruptedMs + lateMs).toBeCloseTo(durationMs, 6);
});

it('lets the goodbye be heard to its end, although the agent has hung up long before', async () => {
  const { heardMs, heardUntilMs, hungUpAtMs } = await playCall(call, 'memory');
  const { durationMs } = await clipOf('agent-goodbye');
  expect(heardMs.at(-1)).toBe(durationMs);
  expect(heardUntilMs - hungUpAtMs).toBeGreaterThan(2_000);
});
