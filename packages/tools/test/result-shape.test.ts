import { testTool } from '@duologue/testkit';
import { expect, it } from 'vitest';
import { defineTool, truncate } from '../src/index.ts';

const answering = (value: unknown, result?: object) =>
  defineTool({
    name: 'look_up',
    description: 'Looks things up.',
    run: () => value,
    ...(result && { result }),
  });

it.each<[string, unknown, object | undefined, string]>([
  ['text as it is', 'It is sunny.', undefined, 'It is sunny.'],
  ['data as JSON', { sunny: true }, undefined, '{"sunny":true}'],
  ['nothing as a word', undefined, undefined, 'Done.'],
  [
    'data as a sentence',
    { sky: 'sunny' },
    { speak: ({ sky }: { sky: string }) => `It is ${sky}.` },
    'It is sunny.',
  ],
])('gives the agent %s', async (_, value, shape, expected) => {
  expect(await testTool(answering(value, shape), {})).toMatchObject({
    outcome: 'succeeded',
    result: expected,
  });
});

it('cuts what is too long between two words, and says so', async () => {
  const words = Array.from({ length: 5_000 }, (_, index) => `word${index}`).join(' ');
  const { result } = await testTool(answering(words), {});

  expect(result.length).toBeLessThanOrEqual(10_000);
  expect(result).toMatch(
    / word\d+ … \(cut: these are the first characters of 43889; ask for less to get the rest\)$/,
  );
  expect(
    (await testTool(answering({ words }, { maxCharacters: 200 }), {})).result.length,
  ).toBeLessThanOrEqual(200);
});

it('never cuts a letter in two', () => {
  for (let length = 100; length < 104; length += 1)
    expect(truncate('\u{1F600}'.repeat(200), length)).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/);
});

it('leaves values that JSON cannot hold to the session, which reports them', async () => {
  expect(await testTool(answering(10n), {})).toMatchObject({ outcome: 'failed', isError: true });
});
