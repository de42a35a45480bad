import { expect, it } from 'vitest';
import type { Tool } from '../../src/index.ts';
import {
  agentResponse,
  alignment,
  audio,
  correction,
  interruption,
  toolCall,
  userTranscript,
  type Spoken,
} from '../support/server-words.ts';
import { SessionUnderTest } from '../support/session-under-test.ts';

const weather = 'It is sunny and mild in Berlin today.';

it('tells what was heard: the turn, the milliseconds, the whole words', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(audio(3_700, 4, alignment(weather, 100)));
  await stage.pass(1_510);
  stage.service.send(interruption(5));

  expect(stage.log.of('interrupted')).toEqual([
    {
      eventId: 5,
      interruptedEventId: 4,
      playedMs: 1_510,
      heardText: 'It is sunny and',
      abortedToolCalls: [],
      by: 'service',
    },
  ]);
});

it('adds the alignment of every piece where the piece begins', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(
    audio(600, 4, alignment('It is ', 100)),
    audio(600, 4, alignment('sunny ', 100)),
    audio(600, 4, alignment('today.', 100)),
  );
  await stage.pass(1_300);
  stage.service.send(interruption(5));

  expect(stage.log.of('interrupted')).toMatchObject([{ playedMs: 1_300, heardText: 'It is sunny' }]);
});

/** What was heard of a turn whose audio came so far: as it is told when all of it was heard and the user cuts in. */
async function heardOf(...words: Spoken[]): Promise<string | undefined> {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(...words);
  await stage.pass(850);
  stage.service.send(interruption(4));
  return stage.log.of('interrupted')[0]?.heardText;
}

const halfWord = audio(900, 4, alignment('It is sun', 90));
const wholeWord = audio(900, 4, alignment('Say hello', 90));

it.each<[string, string, Spoken[]]>([
  ['half a word whose rest has not come', 'It is', [halfWord]],
  [
    'half a word whose rest stands in the text of the turn',
    'It is',
    [halfWord, agentResponse('It is sunny.', 4)],
  ],
  ['half a word though the text came first', 'It is', [agentResponse('It is sunny.', 4), halfWord]],
  ['a word that may go on', 'Say', [wholeWord]],
  ['a word that may go on after audio without an id', 'Say', [wholeWord, audio(0), audio(10, 4)]],
  ['a word that ends its piece', 'Say hello', [audio(900, 4, alignment('Say hello ', 80))]],
  ['a word after which the text goes on', 'Say hello', [wholeWord, agentResponse('Say hello to her.', 4)]],
  ['the last word of the text', 'Say hello', [wholeWord, agentResponse('Say hello', 4)]],
  ['the last word of a text that came first', 'Say hello', [agentResponse('Say hello', 4), wholeWord]],
  [
    'the last word of a text that is written in another way',
    'Say hello',
    [wholeWord, agentResponse('Say “hi”', 4)],
  ],
  [
    'the last word of audio that is final',
    'Say hello',
    [audio(900, 4, { ...alignment('Say hello', 90), is_final: true })],
  ],
  ['the last word before the next turn', 'Say hello', [wholeWord, audio(100, 5)]],
])('counts words that were heard to their end: %s', async (_, heard, words) => {
  expect(await heardOf(...words)).toBe(heard);
});

it('says nothing of the words where the service gave no alignment', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(audio(1_000, 4), agentResponse(weather, 4));
  await stage.pass(510);
  stage.service.send(interruption(4));

  expect(stage.log.of('interrupted')).toEqual([
    { eventId: 4, interruptedEventId: 4, playedMs: 510, abortedToolCalls: [], by: 'service' },
  ]);
  expect(stage.session.transcript).toMatchObject([
    { role: 'agent', text: weather, plannedText: weather, interrupted: true },
  ]);
});

it.each([
  ['null', { alignment: null }],
  [
    'lists of different lengths',
    { alignment: { chars: ['a'], char_start_times_ms: [], char_durations_ms: [] } },
  ],
  [
    'times that are text',
    { alignment: { chars: ['a'], char_start_times_ms: ['0'], char_durations_ms: ['9'] } },
  ],
  [
    'durations that are missing',
    { alignment: { chars: ['a'], char_start_times_ms: [0], char_durations_ms: [null] } },
  ],
])('plays audio whose alignment is %s', async (_, extra) => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(audio(100, 1, extra));
  await stage.pass(500);
  stage.service.send(interruption(1));

  expect(stage.session.playout.ledger).toMatchObject([{ played: 1_600 }]);
  expect(stage.log.problems).toEqual([]);
});

it('writes into the transcript what was heard, and keeps what was planned', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(audio(3_700, 4, alignment(weather, 100)));
  await stage.pass(1_510);
  stage.service.send(interruption(5), agentResponse(weather, 4));

  expect(stage.session.transcript).toMatchObject([
    {
      role: 'agent',
      eventId: 4,
      text: 'It is sunny and',
      plannedText: weather,
      interrupted: true,
      final: true,
    },
  ]);
});

it('settles with the correction of the service', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(audio(3_700, 4, alignment(weather, 100)));
  await stage.pass(1_510);
  stage.service.send(interruption(5), correction(weather, 'It is sunny...', 4));

  expect(stage.log.of('interruptionSettled')).toEqual([
    { interruptedEventId: 4, playedMs: 1_510, heardText: 'It is sunny...', source: 'correction' },
  ]);
  expect(stage.session.transcript).toMatchObject([
    { text: 'It is sunny...', plannedText: weather, interrupted: true },
  ]);
});

it('settles once where the correction comes after the next audio', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(audio(3_700, 4, alignment(weather, 100)));
  await stage.pass(1_510);
  stage.service.send(interruption(5), audio(100, 5), correction(weather, 'It is sunny...', 4));
  stage.service.send(userTranscript('Thanks.'));

  expect(stage.log.of('interruptionSettled')).toEqual([
    { interruptedEventId: 4, playedMs: 1_510, heardText: 'It is sunny...', source: 'correction' },
  ]);
});

it('reads the three dots of the service as nothing heard', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(
    audio(1_000, 1),
    agentResponse('Hello.', 1),
    interruption(2),
    correction('Hello.', '...', 1),
  );

  expect(stage.log.of('interruptionSettled')).toEqual([
    { interruptedEventId: 1, playedMs: 0, heardText: '', source: 'correction' },
  ]);
  expect(stage.session.transcript).toMatchObject([{ text: '', plannedText: 'Hello.', interrupted: true }]);
});

it('settles with what was played where no correction comes, at the latest with the end', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(audio(3_700, 4, alignment(weather, 100)));
  await stage.pass(610);
  stage.service.send(interruption(5));
  expect(stage.log.of('interruptionSettled')).toEqual([]);
  await stage.session.end();

  expect(stage.log.of('interruptionSettled')).toEqual([
    { interruptedEventId: 4, playedMs: 610, heardText: 'It is', source: 'playout' },
  ]);
});

it('settles one interruption before it tells the next', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(audio(500, 1));
  await stage.pass(110);
  stage.service.send(interruption(1), audio(500, 2));
  await stage.pass(110);
  stage.service.send(interruption(2));
  await stage.session.end();

  const order = stage.log.all.flatMap(({ hook, fact }) => {
    if (hook !== 'interrupted' && hook !== 'interruptionSettled') return [];
    return [`${hook} ${(fact as { readonly interruptedEventId?: number }).interruptedEventId}`];
  });
  expect(order).toEqual(['interrupted 1', 'interruptionSettled 1', 'interrupted 2', 'interruptionSettled 2']);
});

it('marks every turn that was cut, also one of which nothing was heard yet', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(audio(500, 1, alignment('One. ', 100)), audio(500, 2, alignment('Two. ', 100)));
  await stage.pass(210);
  stage.service.send(interruption(2), agentResponse('One. ', 1), agentResponse('Two. ', 2));

  expect(stage.session.transcript).toMatchObject([
    { eventId: 1, text: '', plannedText: 'One. ', interrupted: true },
    { eventId: 2, text: '', plannedText: 'Two. ', interrupted: true },
  ]);
});

it('aborts the running calls of tools that ask for it, names them, and keeps the others', async () => {
  const tool = (name: string, onInterruption: 'keep' | 'abort'): Tool => ({
    name,
    description: 'Waits.',
    onInterruption,
    run: (_, { clock, signal }) => clock.sleep(1_000, signal).then(() => 'done'),
  });
  await using stage = await SessionUnderTest.connected({
    tools: [tool('search', 'abort'), tool('book', 'keep')],
  });
  stage.service.send(toolCall('search', 'call_1'), toolCall('book', 'call_2'));
  await stage.pass(100);
  stage.service.send(interruption(1));
  await stage.pass(2_000);

  expect(stage.log.of('interrupted')).toMatchObject([{ abortedToolCalls: ['call_1'] }]);
  expect(stage.service.heard('client_tool_result')).toEqual([
    {
      type: 'client_tool_result',
      tool_call_id: 'call_1',
      result: 'The call was given up, because the user interrupted.',
      is_error: true,
    },
    { type: 'client_tool_result', tool_call_id: 'call_2', result: 'done', is_error: false },
  ]);
});

it('runs what taps of an interruption ask for after the frame, in order', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.session.hooks.interrupted.tap('Chatty', ({ by }) => {
    if (by === 'user') return;
    stage.session.sendContextualUpdate('cut');
    stage.session.interrupt();
    void stage.session.end();
  });
  stage.service.send(audio(500, 1), interruption(1));
  await stage.session.ended;

  expect(stage.service.heard('contextual_update')).toMatchObject([{ text: 'cut' }]);
  expect(stage.log.of('interrupted').map(({ by }) => by)).toEqual(['service', 'user']);
});
