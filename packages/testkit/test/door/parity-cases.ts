import { fileURLToPath } from 'node:url';
import type { Session, SessionOptions } from '@duologue/core';
import {
  scenario,
  silence,
  tone,
  wav,
  type Scenario,
  type ScenarioOptions,
  type ScenarioWords,
  type Step,
} from '@duologue/testkit';

export interface ParityCase {
  readonly scenario: Scenario;
  readonly options?: Partial<SessionOptions>;
  /** Done to the session before it starts. */
  readonly prepare?: (session: Session) => void;
}

type Write = (words: ScenarioWords) => readonly Step[];

const text = 'The quick brown fox jumps over the lazy dog';
const speech = tone(440, 800);

/** A case: metadata first, and the server closes at the end. */
function short(
  name: string,
  write: Write,
  more: Omit<ParityCase, 'scenario'> & ScenarioOptions = {},
): ParityCase {
  const { options, prepare, ...rest } = more;
  const script = scenario(
    name,
    (words) => [words.server.metadata(), ...write(words), words.server.close()],
    rest,
  );
  return { scenario: script, ...(options && { options }), ...(prepare && { prepare }) };
}

/** A case with its own beginning and end. */
function whole(
  name: string,
  write: Write,
  more: Omit<ParityCase, 'scenario'> & ScenarioOptions = {},
): ParityCase {
  const { options, prepare, ...rest } = more;
  return { scenario: scenario(name, write, rest), ...(options && { options }), ...(prepare && { prepare }) };
}

const tools: SessionOptions['tools'] = [
  { name: 'weather', description: 'Tells the weather.', run: () => ({ celsius: 21 }) },
  {
    name: 'slow',
    description: 'Takes its time.',
    run: (_parameters, { clock }) => clock.sleep(400).then(() => 'late'),
  },
  {
    name: 'broken',
    description: 'Fails.',
    run: () => {
      throw new Error('no luck');
    },
  },
];

const turns = (['after', 'before', 'amid', 'none'] as const).flatMap((response) =>
  ([20, 100, 250] as const).map((chunkMs) =>
    short(`a turn with its text ${response} its audio, in ${chunkMs} ms`, ({ server }) => [
      server.say(text, { audio: speech, response, chunkMs }),
    ]),
  ),
);

const paces = (['burst', 'realtime', 0.5, 2] as const).map((pace) =>
  short(`a turn at the pace ${pace}`, ({ server }) => [
    server.say(text, { audio: speech, pace }),
    server.vad(0.1),
  ]),
);

const formats = (['pcm_8000', 'pcm_22050', 'pcm_24000', 'pcm_44100', 'pcm_48000', 'ulaw_8000'] as const).map(
  (format) =>
    short(
      `a spoken exchange in ${format}`,
      ({ server, client, user }) => [
        server.say(text, { audio: speech }),
        user.say(tone(300, 500)),
        client.audio({ voiceMs: 400, silenceMs: 300 }),
      ],
      { agent: { outputFormat: format, inputFormat: format, conversationId: 'conv_format' } },
    ),
);

const bargeIns = (
  [
    ['after speech', { voiceMs: 200 }],
    ['after played audio', { playedMs: 300 }],
    ['after a word', { word: 'brown' }],
    ['after a chunk', { chunk: 3 }],
  ] as const
).flatMap(([when, at]) =>
  (['above', 'live'] as const).map((ids) =>
    short(`a turn cut ${when}, with ids ${ids}`, ({ server, user }) => [
      server.say(text, { audio: tone(440, 1_600) }),
      ...('voiceMs' in at ? [user.say(tone(300, 400), { when: { word: 'quick' } })] : []),
      server.interrupt({ at, ids, ...('chunk' in at ? {} : { lateChunks: 2 }) }),
      server.say('Yes?', { audio: tone(500, 200) }),
    ]),
  ),
);

const ends = ([1000, 1001, 1002, 1008, 1011, 3000, 3008, 4000, 1005, 1006] as const).map((code) =>
  whole(`a close with ${code}`, ({ server, client, user }) => [
    server.metadata(),
    user.message('Hello'),
    client.userMessage(),
    server.say('Bye.'),
    server.pause(10),
    server.close({ code, ...(code !== 1005 && code !== 1006 && { reason: 'enough' }) }),
  ]),
);

const messages: readonly ParityCase[] = [
  short('text turns', ({ server, client, user }) => [
    user.message('One'),
    client.userMessage('One'),
    server.say('Two.'),
    user.message('Three'),
    client.userMessage(/^Th/),
    server.say('Four.'),
  ]),
  short('text as it is written', ({ server }) => [
    server.textParts(['The ', 'fox.']),
    server.say('The fox.'),
  ]),
  short('transcripts, tentative and final', ({ server, client, user }) => [
    user.say(tone(300, 600)),
    client.audio({ voiceMs: 200 }),
    server.tentativeTranscript('The'),
    client.audio({ voiceMs: 200, silenceMs: 300 }),
    server.userTranscript('The fox.'),
    server.say('Which fox?'),
  ]),
  short('audio by its length', ({ client }) => [client.audio({ ms: 500 })]),
  short('context, activity and feedback', ({ server, client, user }) => [
    server.say('Hello.'),
    user.context('The cart is empty.', { contextId: 'cart' }),
    client.contextualUpdate('The cart is empty.'),
    user.activity(),
    client.userActivity(),
    user.feedback('like'),
    client.feedback('like', { withinMs: 1_000 }),
  ]),
  short(
    'text and files as one turn',
    ({ server, client }) => [
      server.say('Show me.'),
      client.multimodal({ 'text.text': 'Look' }),
      server.say('A cat.'),
    ],
    {
      prepare: (session) =>
        session.hooks.messageReceived.for('agent_response').tap('Test', (said) => {
          if (said.text === 'Show me.')
            session.send({ type: 'multimodal_message', text: 'Look', fileIds: ['file_1'] });
        }),
    },
  ),
  short('messages in any order', ({ server, client, user }) => [
    server.say('Hello.'),
    user.message('a'),
    user.context('b'),
    client.anyOrder(client.contextualUpdate('b'), client.userMessage('a')),
  ]),
  short('an optional message that comes, and one that does not', ({ client, user }) => [
    user.activity(),
    user.message('a'),
    client.userActivity({ optional: true }),
    client.contextualUpdate(undefined, { optional: true }),
    client.userMessage('a', { exact: true }),
  ]),
  short('a message that comes three times', ({ client, user }) => [
    user.activity(),
    user.activity(),
    user.activity(),
    user.message('a'),
    client.userActivity({ repeat: { min: 2, max: 5 } }),
    client.any({ text: 'a' }),
  ]),
  short('a while in which nothing comes', ({ client, user }) => [
    client.nothing(300),
    client.nothing(100, { type: 'userMessage' }),
    user.message('a'),
    client.userMessage('a'),
  ]),
  short(
    'messages that are ignored, and reactions',
    ({ server, client, user }) => [
      user.activity(),
      user.message('What time is it?'),
      user.message('Order.'),
      client.userMessage('Order.'),
      server.say('Ordered.'),
    ],
    {
      ignore: ['userActivity'],
      reactions: ({ client, server }) => [{ on: client.userMessage(/time/), do: [server.say('Noon.')] }],
    },
  ),
  short('pings', ({ server, client }) => [
    server.ping(),
    server.ping({ pingMs: 40 }),
    client.pong(),
    server.say('Good.'),
  ]),
  short('all that an agent can tell', ({ server }) => [
    server.vad(0.9),
    server.queueStatus('admitted'),
    server.error(1002, { message: 'The LLM was slow.', errorType: 'llm_timeout' }),
    server.agentToolRequest('search', { toolType: 'webhook', isError: false, fields: { extra: 1 } }),
    server.agentToolResponse('search', { toolType: 'webhook', isError: true, fields: { is_blocked: false } }),
    server.raw({ type: 'brand_new', brand_new_event: { x: 1 } }),
    server.raw('{"type": "as it stands"}'),
    server.correction('The fox'),
    server.pause(200),
    server.say('That is all.', { as: 'all' }),
  ]),
  short('a message of the future in the initiation', ({ server }) => [server.say('Hello, Ann.')], {
    options: { dynamicVariables: { name: 'Ann' } },
    seed: 12,
  }),
];

const calls: readonly ParityCase[] = [
  short(
    'a tool call whose result is used',
    ({ server, client }) => [
      server.toolCall('weather', { city: 'Bern' }, { as: 'bern' }),
      client.toolResult('bern', { result: { celsius: 21 }, isError: false, exact: true }),
      server.say('It is {{bern.result.celsius}} degrees.', { audio: speech }),
    ],
    { options: { ...(tools && { tools }) } },
  ),
  short(
    'three calls at once',
    ({ server, client }) => [
      server.toolCall('slow', {}, { as: 'one' }),
      server.toolCall('weather', {}, { as: 'two' }),
      server.toolCall('broken', {}, { as: 'three' }),
      client.toolResult('one', { result: 'late' }),
      client.toolResult('two'),
      client.toolResult('three', { isError: true }),
    ],
    { options: { ...(tools && { tools }) } },
  ),
  short('a tool that the session does not have', ({ server, client }) => [
    server.toolCall('nothing'),
    client.toolResult('nothing', { isError: true }),
  ]),
  short(
    'a call that expects no result',
    ({ server }) => [server.toolCall('weather', {}, { expectsResponse: false }), server.say('Fine.')],
    { options: { ...(tools && { tools }) } },
  ),
  short(
    'an MCP call that is approved',
    ({ server, client }) => [
      server.mcpToolCall('pay', 'loading', { as: 'payment', parameters: { amount: 3 } }),
      server.mcpToolCall('pay', 'awaiting_approval', { of: 'payment' }),
      client.approval('pay', { isApproved: true }),
      server.mcpToolCall('pay', 'success', { of: 'payment', fields: { result: [] } }),
    ],
    { prepare: ({ hooks }) => hooks.approveToolCall.tap('Test', () => true) },
  ),
  short(
    'a tool interrupted by the user',
    ({ server, client, user }) => [
      server.say(text, { audio: speech }),
      server.toolCall('slow'),
      user.message('Stop', { when: { playedMs: 100 } }),
      client.userMessage('Stop'),
      server.interrupt({ correction: false }),
      client.toolResult('slow'),
      server.say('Stopped.'),
    ],
    { options: { ...(tools && { tools }) } },
  ),
];

const users: readonly ParityCase[] = [
  whole('a user who hangs up', ({ server, client, user }) => [
    client.init(),
    server.metadata({ fields: { persistent_session_token: null } }),
    server.say('Hello.', { audio: speech }),
    user.hangUp(),
    client.closed({ code: 1000, reason: /^/ }),
  ]),
  whole('a user who hangs up in the middle of a turn', ({ server, client, user }) => [
    server.metadata(),
    server.say(text, { audio: tone(440, 2_000) }),
    user.hangUp({ when: { word: 'fox' } }),
    client.closed(),
  ]),
  short('a user who is muted', ({ server, client, user }) => [
    user.mute(),
    user.say(tone(300, 300)),
    user.mute(false),
    user.wait({ ms: 100 }),
    user.say(tone(300, 300)),
    client.audio({ voiceMs: 250, silenceMs: 200 }),
    server.say('Once.'),
  ]),
  short('a user who cuts in or does not', ({ server }) => [
    server.say(text, { audio: speech }),
    server.interrupt({ at: { voiceMs: 200 }, optional: true }),
    server.say('And now?'),
  ]),
  short('words at their own times, and no alignment', ({ server }) => [
    server.say('Oh no', {
      audio: speech,
      words: [
        { text: 'Oh', startMs: 100, endMs: 300 },
        { text: 'no', startMs: 400, endMs: 700 },
      ],
    }),
    server.say('Silence.', { audio: silence(200), alignment: false, eventId: 9 }),
  ]),
  short('a call that the agent ends', ({ server }) => [
    server.say('Bye.', { audio: speech }),
    server.endCall(),
  ]),
];

const clip = wav(
  fileURLToPath(new URL('../../../../examples/first-call/speech/caller-day.wav', import.meta.url)),
);
const hum = {
  samples: Int16Array.from({ length: 4_000 }, (_, index) => (index % 40 < 20 ? 8_000 : -8_000)),
  sampleRateHz: 8_000,
};

const sources: readonly ParityCase[] = [
  short('speech from files', ({ server, client, user }) => [
    server.say(text, { audio: clip }),
    user.say(clip),
    client.audio({ voiceMs: 300, silenceMs: 400 }),
  ]),
  short('a user who is silent at first', ({ client, user }) => [
    user.say(silence(200)),
    user.say(tone(300, 300)),
    client.audio({ voiceMs: 200, silenceMs: 200 }),
  ]),
];

const rest: readonly ParityCase[] = [
  short('a place in the queue', ({ server }) => [
    server.queueStatus('waiting'),
    server.queueStatus('admitted'),
    server.queueStatus('timed_out'),
    server.say('Sorry.'),
  ]),
  short('an MCP call that fails', ({ server }) => [
    server.mcpToolCall('pay', 'loading', { as: 'payment' }),
    server.mcpToolCall('pay', 'failure', { of: 'payment', fields: { error_message: 'declined' } }),
    server.say('That did not work.'),
  ]),
  short('a correction in words of its own', ({ server }) => [
    server.say(text, { audio: speech }),
    server.interrupt({ at: { playedMs: 300 }, correction: 'The quick' }),
    server.say('Yes?'),
  ]),
  short('messages that are used by their names, and moments that have names', ({ server, client, user }) => [
    server.say('Your name?', { audio: tone(440, 200) }),
    user.message('Ann', { when: 'silent', as: 'introduction' }),
    client.userMessage(undefined, { as: 'name' }),
    server.say('Hello, {{name.message.text}}.', { audio: tone(440, 200) }),
    user.feedback(null, { when: 'now' }),
    client.feedback(null),
  ]),
  short('a while without messages of each kind', ({ client, user }) => [
    client.nothing(20, { type: 'init' }),
    client.nothing(20, { type: 'contextualUpdate' }),
    client.nothing(20, { type: 'userActivity' }),
    client.nothing(20, { type: 'feedback' }),
    client.nothing(20, { type: 'multimodal' }),
    client.nothing(20, { type: 'toolResult' }),
    client.nothing(20, { type: 'approval' }),
    user.message('a'),
    client.userMessage('a'),
  ]),
  short('messages in any order that fit several steps', ({ client, user }) => [
    user.message('ab'),
    user.activity(),
    user.message('ac'),
    client.anyOrder(
      client.userMessage(/a/),
      client.userMessage('ab'),
      client.userActivity({ optional: true }),
    ),
  ]),
];

/** Every kind of step, in sixty conversations and more. What no file can hold is in `codeCases`. */
export const parityCases: readonly ParityCase[] = [
  ...turns,
  ...paces,
  ...formats,
  ...bargeIns,
  ...ends,
  ...messages,
  ...calls,
  ...users,
  ...sources,
  ...rest,
];

/** Conversations that no file can hold as they stand: with samples and functions, and with a null that says nothing. */
export const codeCases: readonly ParityCase[] = [
  short('speech from samples', ({ server, client, user }) => [
    server.say(text, { audio: hum }),
    user.say(hum),
    client.audio({ voiceMs: 400, silenceMs: 300 }),
  ]),
  short('a round trip that is not known', ({ server, client }) => [
    server.ping({ pingMs: null }),
    client.pong(),
  ]),
  short(
    'reactions that answer what was said, and only once',
    ({ server, client, user }) => [
      user.context('The cart is empty.'),
      user.message('Order.'),
      client.userMessage('Order.'),
      server.say('Ordered.'),
    ],
    {
      reactions: ({ client, server }) => [
        {
          on: client.contextualUpdate(),
          do: ({ text: said }) => [server.say(`I see: ${String(said)}`)],
          times: 1,
        },
      ],
    },
  ),
];
