import { expect, it } from 'vitest';
import {
  agentResponse,
  alignment,
  audio,
  correction,
  interruption,
  tentativeTranscript,
  textPart,
  userTranscript,
  type Spoken,
} from '../support/server-words.ts';
import { SessionUnderTest } from '../support/session-under-test.ts';

/** Who said what, as it stands after the service has said these words. */
async function transcriptAfter(...words: Spoken[]) {
  await using stage = await SessionUnderTest.connected();
  for (const word of words) stage.service.send(word);
  return stage.session.transcript;
}

it('changes one entry for a piece of text, and makes a new list only for who reads it', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(agentResponse('One.', 1), textPart('start', '', 2), textPart('delta', 'Tw', 2));
  const before = stage.session.transcript;
  expect(stage.session.transcript).toBe(before);
  stage.service.send(textPart('delta', 'o.', 2));
  const after = stage.session.transcript;
  expect(after).not.toBe(before);
  expect(after[0]).toBe(before[0]);
  expect([before[1]?.text, after[1]?.text]).toEqual(['Tw', 'Two.']);
});

/** How often `work` copies or goes through a list of at least 1,000 entries. */
function countLongReads(work: () => void): number {
  const names = ['slice', 'concat', 'map', 'filter', 'flatMap', 'forEach', 'with', Symbol.iterator] as const;
  const methods = names.map((name) => Array.prototype[name] as (...given: unknown[]) => unknown);
  const put = (index: number, method: unknown) => Reflect.set(Array.prototype, names[index]!, method);
  let reads = 0;
  for (let index = 0; index < names.length; index += 1) {
    const method = methods[index]!;
    put(index, function (this: unknown[], ...given: unknown[]) {
      if (this.length >= 1_000) reads += 1;
      return Reflect.apply(method, this, given);
    });
  }
  try {
    work();
  } finally {
    for (let index = 0; index < names.length; index += 1) put(index, methods[index]);
  }
  return reads;
}

it('copies and goes through nothing for a piece of text, however long the transcript is', async () => {
  await using stage = await SessionUnderTest.connected();
  for (let id = 1; id <= 1_000; id += 1) stage.service.send(agentResponse('x', id));
  const pieces = countLongReads(() =>
    stage.service.send(textPart('delta', 'a', 2_000), textPart('delta', 'b', 2_000)),
  );
  const reading = countLongReads(() => void stage.session.transcript);
  expect([pieces, reading]).toEqual([0, 1]);
});

it('is one entry for each turn, in the order in which the turns began', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(audio(500, 1), agentResponse('Hello.', 1));
  await stage.pass(700);
  stage.session.sendUserMessage('Hi.');
  stage.service.send(userTranscript('How are you?', 2), agentResponse('Fine.', 3));

  expect(stage.session.transcript).toEqual([
    { index: 0, role: 'agent', eventId: 1, text: 'Hello.', final: true, interrupted: false, atMs: 0 },
    { index: 1, role: 'user', via: 'text', text: 'Hi.', final: true, interrupted: false, atMs: 700 },
    {
      index: 2,
      role: 'user',
      via: 'voice',
      eventId: 2,
      text: 'How are you?',
      final: true,
      interrupted: false,
      atMs: 700,
    },
    { index: 3, role: 'agent', eventId: 3, text: 'Fine.', final: true, interrupted: false, atMs: 700 },
  ]);
});

it('merges tentative words of the user into the final ones', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(
    tentativeTranscript('How'),
    tentativeTranscript('How are'),
    userTranscript('How are you?'),
  );
  expect(stage.log.of('transcriptChanged').map(({ index, text, final }) => [index, text, final])).toEqual([
    [0, 'How', false],
    [0, 'How are', false],
    [0, 'How are you?', true],
  ]);
});

it('streams the text of the agent, and closes it with the whole', async () => {
  expect(
    await transcriptAfter(
      textPart('start', '', 1),
      textPart('delta', 'It is ', 1),
      textPart('delta', 'suny', 1),
      textPart('stop', '', 1),
      agentResponse('It is sunny.', 1),
      textPart('delta', ' late', 1),
    ),
  ).toMatchObject([{ text: 'It is sunny.', final: true }]);
});

it('shows the words that come with the audio until the text is there', async () => {
  expect(await transcriptAfter(audio(500, 1, alignment('It is', 100)))).toMatchObject([
    { eventId: 1, text: 'It is', final: false },
  ]);
});

it.each<[string, Spoken[]]>([
  ['after its audio', [audio(100, 5), agentResponse('It is sunny.')]],
  ['before its audio', [agentResponse('It is sunny.'), audio(100, 5)]],
  ['in the middle of its audio', [audio(100, 5), agentResponse('It is sunny.'), audio(100, 5)]],
  ['streamed before its audio', [textPart('delta', 'It is '), audio(100, 5), agentResponse('It is sunny.')]],
])('merges text without an id, as documented, with the turn %s', async (_, words) => {
  expect(await transcriptAfter(...words)).toMatchObject([{ eventId: 5, text: 'It is sunny.', final: true }]);
});

it('keeps two turns without ids apart', async () => {
  expect(
    (
      await transcriptAfter(agentResponse('Hello.'), userTranscript('Hi.'), agentResponse('How are you?'))
    ).map(({ role, text }) => [role, text]),
  ).toEqual([
    ['agent', 'Hello.'],
    ['user', 'Hi.'],
    ['agent', 'How are you?'],
  ]);
});

it('keeps the plan where a correction does not repeat it', async () => {
  expect(
    await transcriptAfter(
      agentResponse('It is sunny.', 1),
      audio(100, 1),
      interruption(1),
      correction('', 'It is...'),
    ),
  ).toMatchObject([{ text: 'It is...', plannedText: 'It is sunny.', interrupted: true }]);
});

it('takes a correction of a turn that was not cut here', async () => {
  expect(
    await transcriptAfter(agentResponse('It is sunny.', 1), correction('It is sunny.', 'It is...', 1)),
  ).toMatchObject([{ text: 'It is...', plannedText: 'It is sunny.', interrupted: true }]);
  expect(await transcriptAfter(correction('It is sunny.', 'It is...', 1))).toEqual([]);
});

it('is a snapshot that does not change', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(agentResponse('Hello.', 1));
  const before = stage.session.transcript;
  expect(stage.session.transcript).toBe(before);
  stage.service.send(agentResponse('Hello again.', 2));
  expect(before).toHaveLength(1);
  expect(Object.isFrozen(before)).toBe(true);
  expect(stage.session.transcript).toHaveLength(2);
});

it('takes a turn that was heard whole for no interrupted one, where a correction says the same', async () => {
  await using stage = await SessionUnderTest.connected();
  stage.service.send(agentResponse('Hello.', 1), audio(200, 1));
  await stage.pass(600);
  stage.service.send(interruption(2), correction('Hello.', 'Hello.', 1));
  expect(stage.session.transcript).toEqual([
    { index: 0, role: 'agent', text: 'Hello.', eventId: 1, final: true, interrupted: false, atMs: 0 },
  ]);
});
