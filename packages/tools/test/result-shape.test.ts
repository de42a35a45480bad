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

it('keeps to the limit, however small it is', () => {
  const text =
    'It is sunny in all of the country today, and it stays so until the end of the week, they say.'.repeat(3);

  for (const limit of [0, 1, 20, 77, 100, 160, 200])
    expect(truncate(text, limit).length).toBeLessThanOrEqual(limit);
  expect(truncate(text, 20)).toBe('It is sunny in all…');
});

it.each([-5, 99, 100_001, 200.5])('refuses a limit of %d characters', (maxCharacters) => {
  expect(() => answering('', { maxCharacters })).toThrow(
    expect.objectContaining({
      code: 'INVALID_OPTIONS',
      message: `defineTool "look_up": result.maxCharacters is ${maxCharacters}; it must be a whole number from 100 to 100000.`,
    }),
  );
});

it('never cuts a letter in two', () => {
  for (let length = 100; length < 104; length += 1)
    expect(truncate('\u{1F600}'.repeat(200), length)).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/);
});

it('leaves values that JSON cannot hold to the session, which reports them', async () => {
  expect(await testTool(answering(10n), {})).toMatchObject({ outcome: 'failed', isError: true });
});
