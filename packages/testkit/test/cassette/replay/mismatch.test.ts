import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { Session, type Plugin, type SessionOptions } from '@duologue/core';
import {
  cassette,
  diffCassettes,
  Recorder,
  relaxCassette,
  replay,
  scenario,
  ScenarioFailure,
  type ReplaySessionOptions,
} from '../../../src/index.ts';
import {
  agentAudio,
  down,
  framesOf,
  init,
  metadata,
  nothingRedacted,
  sound,
  up,
  writeCassette,
} from '../support/cassettes.ts';
import { changing, play, record, type CallOptions } from '../support/recorded-call.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { version1 } from '../support/version-1.ts';

async function failureOf(work: Promise<unknown>): Promise<ScenarioFailure> {
  const failure = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (failure instanceof ScenarioFailure) return failure;
  throw new Error(`there was no failure, but ${String(failure)}`);
}

it.each<[what: string, options: CallOptions, code: string, cause: RegExp, line: number]>([
  [
    'a tool that answers something else',
    { answer: 'lost' },
    'field_mismatch',
    /client_tool_result .*which is not what was recorded/,
    91,
  ],
  [
    'another prompt in the initiation data',
    { prompt: 'Be rude.' },
    'field_mismatch',
    /conversation_initiation_client_data .*which is not what was recorded/,
    12,
  ],
  [
    'a pong that is missing',
    { loses: (frame) => frame.includes('"pong"') },
    'missing_message',
    /never answered the ping 1/,
    185,
  ],
  [
    'a chunk of the microphone that is lost',
    { loses: nth(/user_audio_chunk":"(?!A+=*")/, 5) },
    'audio_mismatch',
    /utterance 1 was 500 ms of speech, and the client sent 480 ms: 20 ms are missing/,
    185,
  ],
])('catches %s', async (_what, options, code, cause, line) => {
  const { facts, message } = await failureOf(play(cassette(version1), options));
  const [, shown] = /version-1\.cassette\.yaml:(\d+):1/.exec(message) ?? [];
  expect([facts.code, facts.at?.line, Number(shown)]).toEqual([code, line, line]);
  expect(message).toMatch(cause);
});

/** Whether a frame is the nth that looks like this. */
function nth(pattern: RegExp, wanted: number): (frame: string) => boolean {
  let count = 0;
  return (frame) => pattern.test(frame) && (count += 1) === wanted;
}

it('lets everything differ below a place that is ignored', async () => {
  await expect(
    play(cassette(version1, { ignore: ['/result'] }), { answer: 'lost' }),
  ).resolves.toBeUndefined();
});

it('gives ids that no client can know, the same ones for the same seed', async () => {
  const folder = temporaryFolder();
  const ids = async (seed: number) => {
    const frames = framesOf(await record(cassette(version1), folder, `seed-${seed}`, { seed }));
    return frames.flatMap(({ data }) =>
      data && 'tool_call_id' in data ? [data.tool_call_id] : (JSON.stringify(data).match(/conv_\w+/g) ?? []),
    );
  };
  const [one, two] = [await ids(7), await ids(8)];
  expect(one).toHaveLength(2);
  expect(two.some((id) => one.includes(id))).toBe(false);
  expect(JSON.stringify(framesOf(version1.pathname))).not.toContain(String(one[0]));
});

it.each(['ping', 'feedback'])(
  'finds out a client that answers a %s with an id of the recording',
  async (what) => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'call');
    const talk = scenario('call', ({ server, client, user }) => [
      client.init(),
      server.metadata(),
      server.ping(),
      server.say('Hello.'),
      user.feedback('like'),
      client.feedback(),
      server.close(),
    ]);
    const stale = (frame: string) =>
      frame.includes(what === 'ping' ? '"pong"' : '"feedback"')
        ? frame.replace(/"event_id":\d+/, '"event_id":1')
        : frame;
    const app = (options: ReplaySessionOptions, ...plugins: Plugin[]) => new Session({ ...options, plugins });
    const recorder = new Recorder({ path: file, redact: () => nothingRedacted });
    await replay(talk, { createSession: (options) => app(options, recorder) }, ({ session }) =>
      session.run(),
    );
    const createSession = (options: ReplaySessionOptions) => app(options);
    const honest = replay(cassette(file), { createSession }, ({ session }) => session.run());
    await expect(honest).resolves.toMatchObject({ reason: 'agent' });
    const echo = replay(
      cassette(file),
      { createSession: (options) => app({ ...options, transport: changing(options.transport, stale) }) },
      ({ session }) => session.run(),
    );
    await expect(echo).rejects.toMatchObject({
      code: what === 'ping' ? 'unexpected_message' : 'field_mismatch',
    });
  },
);

it('draws event ids anew, and the conversation stays the same', async () => {
  const file = await record(cassette(version1), temporaryFolder(), 'fresh');
  const [ping] = framesOf(file).flatMap(
    ({ data }) => (data?.ping_event as { event_id: number } | undefined) ?? [],
  );
  expect(ping?.event_id).toBeGreaterThanOrEqual(100);
  expect(diffCassettes(version1.pathname, file)).toEqual({ same: true, lanes: [] });
});

const messages = [
  up(init),
  down(metadata),
  down(agentAudio(sound(20), 1)),
  up({ type: 'contextual_update', text: 'A' }),
  up({ type: 'user_message', text: 'B' }),
  down({ type: 'agent_response', agent_response_event: { agent_response: 'C', event_id: 2 } }),
];

it('wants messages in the order in which they were recorded, until the cassette is relaxed', async () => {
  const folder = temporaryFolder();
  const file = writeCassette(folder, messages);
  const talk = (source: string) =>
    replay(
      cassette(source, { plays: [] }),
      { createSession: (options) => new Session(options) },
      async ({ session }) => {
        session.hooks.connected.tap('talk', () => {
          session.sendUserMessage('B');
          session.sendContextualUpdate('A');
        });
        await session.run();
      },
    );
  const failure = await failureOf(talk(file));
  expect(failure.message).toMatch(
    /The client sent user_message .* where the recording has contextual_update/,
  );
  const relaxed = path.join(folder, 'relaxed.cassette.yaml');
  expect(relaxCassette(file, relaxed)).toEqual({ dropped: 0 });
  await expect(talk(relaxed)).resolves.toBeUndefined();
});

it('drops barriers that are no causes when it relaxes', () => {
  const folder = temporaryFolder();
  const file = writeCassette(folder, [...messages.slice(0, 4), down({ type: 'context_usage', tokens: 4 })]);
  expect(framesOf(file)[4]?.after).toEqual({ seen: [3] });
  expect(relaxCassette(file)).toEqual({ dropped: 1 });
  expect(framesOf(file)[4]?.after).toBeUndefined();
});

it('replays a torn recording only where it is told to', async () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'torn.cassette.yaml');
  const text = readFileSync(version1, 'utf8').replace('state: complete  ', 'state: incomplete');
  writeFileSync(file, text.split('\n').slice(0, 13).join('\n'));
  expect(() => cassette(file)).toThrow(expect.objectContaining({ code: 'CASSETTE_INCOMPLETE' }));
  const torn = cassette(file, { allowIncomplete: true, plays: [] });
  await replay(torn, { createSession: (options) => new Session(options) }, async ({ session }) => {
    await session.start();
    await session.end();
  });
});

const hungUp = (folder: string) => {
  const file = writeCassette(folder, [up(init), down(metadata)]);
  const text = readFileSync(file, 'utf8').replace('"lane":"end","dir":"down"', '"lane":"end","dir":"up"');
  writeFileSync(file, text);
  return file;
};

it('waits for a client that ended the call, and takes nothing more from it', async () => {
  const silent = hungUp(temporaryFolder());
  const createSession = (options: SessionOptions) => new Session(options);
  const left = await failureOf(
    replay(cassette(silent, { plays: [] }), { createSession, patienceMs: 5_000 }, ({ session }) =>
      session.run(),
    ),
  );
  expect([left.code, left.facts.cause]).toEqual([
    'not_closed',
    'In the recording the client ended the call here, and it has not for 5000 ms.',
  ]);
  const talkative = await failureOf(
    replay(cassette(silent, { plays: [] }), { createSession }, async ({ session }) => {
      await session.start();
      session.sendUserMessage('One more thing.');
      await session.end();
    }),
  );
  expect(talkative.code).toBe('extra_message');
  await expect(
    replay(cassette(silent), { createSession }, async ({ session }) => (await session.run()).reason),
  ).resolves.toBe('user');
});

it('has a placeholder mean any value, the same one wherever it stands', async () => {
  const file = writeCassette(temporaryFolder(), [
    up(init),
    down(metadata),
    up({ type: 'user_message', text: 'Call me at {{redacted:phone:1}}.' }),
    down({
      type: 'agent_response',
      agent_response_event: { agent_response: 'I call {{redacted:phone:1}}.', event_id: 1 },
    }),
  ]);
  const heard: string[] = [];
  await replay(
    cassette(file, { plays: [] }),
    { createSession: (options) => new Session(options) },
    async ({ session }) => {
      session.hooks.connected.tap('talk', () => session.sendUserMessage('Call me at +49 30 901820.'));
      session.hooks.messageReceived
        .for('agent_response')
        .tap('hear', ({ text: said }) => void heard.push(said));
      await session.run();
    },
  );
  expect(heard).toEqual(['I call +49 30 901820.']);
});
