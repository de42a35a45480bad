import { expect, it } from 'vitest';
import {
  agentResponse,
  alignment,
  audio,
  textPart,
  toolCall,
  userTranscript,
} from '../support/server-words.ts';
import { SessionUnderTest } from '../support/session-under-test.ts';

it('silences the agent in the tick in which it is called, and keeps the rest of the turn out', async () => {
  await using stage = await SessionUnderTest.connected();
  const { session, service, log } = stage;
  service.send(audio(1_000, 4, alignment('One two three', 50)), agentResponse('One two three', 4));
  await stage.pass(400);
  session.interrupt();

  expect(log.of('interrupted')).toEqual([
    { interruptedEventId: 4, playedMs: 400, heardText: 'One two', abortedToolCalls: [], by: 'user' },
  ]);
  expect(session.playout.queuedMs).toBe(0);
  service.send(audio(500, 4));
  await stage.pass(1_000);
  expect(session.playout.ledger).toMatchObject([{ eventId: 4, played: 6_400, dropped: 17_600 }]);
  expect(session.transcript).toMatchObject([
    { text: 'One two', plannedText: 'One two three', interrupted: true },
  ]);
});

it.each([
  ['streams in', [textPart('start', '', 5), textPart('delta', 'I think', 5)]],
  ['is here as a whole', [agentResponse('I think', 5)]],
])('silences a turn of which nothing but the text %s', async (_, words) => {
  await using stage = await SessionUnderTest.connected();
  const { session, service, log } = stage;
  service.send(audio(200, 4), agentResponse('Well.', 4));
  await stage.pass(1_000);
  service.send(...words);
  session.interrupt();
  service.send(audio(500, 5), agentResponse('I think so.', 5));
  await stage.pass(1_000);

  expect(log.of('interrupted')).toEqual([{ playedMs: 0, abortedToolCalls: [], by: 'user' }]);
  expect(session.playout.ledger).toMatchObject([
    { eventId: 4, played: 3_200 },
    { eventId: 5, played: 0, dropped: 8_000 },
  ]);
  expect(session.transcript).toMatchObject([
    { text: 'Well.', interrupted: false },
    { eventId: 5, text: '', plannedText: 'I think so.', interrupted: true, final: true },
  ]);
  service.send(audio(300, 6));
  await stage.pass(1_000);
  expect(session.playout.ledger.at(-1)).toMatchObject({ eventId: 6, played: 4_800 });
});

it('takes no turn for unheard whose audio has come without an id', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(agentResponse('Well.', 5), audio(200));
  await stage.pass(1_000);
  stage.session.interrupt();
  expect(stage.session.transcript[0]).toMatchObject({ text: 'Well.', interrupted: false });
});

it('sends nothing: the protocol has no message for it', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(audio(1_000, 4));
  stage.session.interrupt();
  expect(stage.service.heard().map(({ type }) => type)).toEqual(['conversation_initiation_client_data']);
});

it.each([
  ['audio with the next id', [audio(200, 5)]],
  ['audio without an id, after the user has spoken', [userTranscript('Go on.', 5), audio(200)]],
  ['audio without an id, after the text of the next turn', [textPart('start', '', 5), audio(200)]],
])('lets the next turn be heard: %s', async (_, words) => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(audio(1_000, 4));
  await stage.pass(100);
  stage.session.interrupt();
  stage.log.clear();
  stage.service.send(...words);
  await stage.pass(1_000);
  const heardMs = stage.log.of('agentAudioPlayed').reduce((ms, { samples }) => ms + samples.length / 16, 0);
  expect(heardMs).toBe(200);
});

it('aborts the tools that ask for it', async () => {
  const reasons: unknown[] = [];
  await using stage = await SessionUnderTest.connected({
    tools: [
      {
        name: 'search',
        description: 'searches',
        onInterruption: 'abort',
        run: async (_, { clock, signal }) => {
          await clock.sleep(10_000, signal).catch(() => reasons.push(signal.aborted));
        },
      },
    ],
  });
  stage.service.send(audio(1_000, 4), toolCall('search', 'call_1'));
  await stage.pass(100);
  stage.session.interrupt();
  await stage.clock.settled();
  expect(stage.log.of('interrupted')).toMatchObject([{ abortedToolCalls: ['call_1'] }]);
  expect(stage.service.heard('client_tool_result')).toMatchObject([
    { tool_call_id: 'call_1', is_error: true },
  ]);
  expect(reasons).toEqual([true]);
});

it('tells of an interruption also while the agent is silent', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.session.interrupt();
  expect(stage.log.of('interrupted')).toEqual([{ playedMs: 0, abortedToolCalls: [], by: 'user' }]);
});

it('waits for the end of the frame where a tap asks for it', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.session.hooks.messageReceived.for('audio').tap('Hush', () => stage.session.interrupt());
  stage.service.send(audio(1_000, 4));
  expect(stage.log.of('audioDropped')).toMatchObject([{ eventId: 4, why: 'interrupted' }]);
});
