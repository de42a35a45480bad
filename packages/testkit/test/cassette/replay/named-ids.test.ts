import path from 'node:path';
import { Session, type SessionOptions, type ToolContext } from '@duologue/core';
import { expect, it } from 'vitest';
import { cassette, diffCassettes, Recorder, replay, scenario } from '../../../src/index.ts';
import { IdsInText } from '../../../src/messages/ids-in-text.ts';
import { framesOf, nothingRedacted } from '../support/cassettes.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const call = scenario('named ids', ({ server, client }) => [
  client.init(),
  server.metadata(),
  server.toolCall('verify', {}),
  client.toolResult('verify'),
  server.say('Done.'),
  server.close(),
]);

type Answer = (conversationId: string, toolCallId: string) => unknown;

/** An app whose tool answers with ids. */
function appWith(answer: Answer) {
  return (options: SessionOptions, recorder: Recorder): Session => {
    const session: Session = new Session({
      ...options,
      tools: [
        {
          name: 'verify',
          description: 'Verifies.',
          run: (_parameters, { toolCallId }: ToolContext) => answer(session.conversationId ?? '', toolCallId),
        },
      ],
      plugins: [recorder],
    });
    return session;
  };
}

it.each<[string, Answer]>([
  ['the conversation in a text', (conversation) => `ticket for ${conversation}.`],
  ['the conversation in JSON', (conversation) => ({ conversation_id: conversation })],
  ['the conversation as a name in JSON', (conversation) => ({ [conversation]: true })],
  ['the call in a text', (_conversation, toolCall) => `job ${toolCall}_1`],
])('replays an app whose tool names %s', async (_what, answer) => {
  const folder = temporaryFolder();
  const createApp = appWith(answer);
  const [one, two] = ['one', 'two'].map(
    (name) => new Recorder({ path: path.join(folder, name), redact: () => nothingRedacted }),
  ) as [Recorder, Recorder];
  await replay(call, { createSession: (options) => createApp(options, one), seed: 5 }, ({ session }) =>
    session.run(),
  );
  const [recorded = ''] = one.cassettes;
  const run = { createSession: (options: SessionOptions) => createApp(options, two), seed: 9 };
  await replay(cassette(recorded), run, ({ session }) => session.run());
  const [again = ''] = two.cassettes;
  const resultIn = (file: string) =>
    framesOf(file).find(({ data }) => data && 'result' in data)?.data?.result;
  expect(resultIn(again)).not.toBe(resultIn(recorded));
  expect(diffCassettes(recorded, again)).toEqual({ same: true, lanes: [] });
});

it('says in the place of the user what was said, with the ids of now', async () => {
  const folder = temporaryFolder();
  const greeting = scenario('greeting', ({ server, client }) => [
    client.init(),
    server.metadata(),
    client.userMessage(),
    server.close(),
  ]);
  const recorder = new Recorder({ path: path.join(folder, 'one'), redact: () => nothingRedacted });
  await replay(
    greeting,
    {
      createSession(options) {
        const session = new Session({ ...options, plugins: [recorder] });
        session.hooks.connected.tap('talk', ({ conversationId }) =>
          session.sendUserMessage(`This is call ${conversationId}.`),
        );
        return session;
      },
      seed: 5,
    },
    ({ session }) => session.run(),
  );
  const [file = ''] = recorder.cassettes;
  const run = { createSession: (options: SessionOptions) => new Session(options), seed: 9 };
  const { reason } = await replay(cassette(file), run, ({ session }) => session.run());
  expect(reason).toBe('agent');
});

it('leaves alone what only looks like an id, and ids too short to be told from other text', () => {
  const ids = new IdsInText();
  ids.add('conv_123456789', 'A');
  ids.add('conv_1234567890', 'B');
  ids.add('call_1', 'C');
  expect(ids.replaceIn('conv_123456789, conv_1234567890, conv_12345678901, call_1, xconv_123456789-2')).toBe(
    'A, B, conv_12345678901, call_1, xA-2',
  );
});
