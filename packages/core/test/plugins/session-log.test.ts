import { expect, expectTypeOf, it } from 'vitest';
import { SessionLog, type Logger, type SessionLogOptions } from '../../src/index.ts';
import { FakeService } from '../support/fake-service.ts';
import {
  agentResponse,
  alignment,
  audio,
  correction,
  interruption,
  metadata,
  toolCall,
  userTranscript,
} from '../support/server-words.ts';
import { SessionUnderTest, type SessionUnderTestOptions } from '../support/session-under-test.ts';

type Line = [level: string, details: Readonly<Record<string, unknown>>, message: string];

/** A logger that keeps what it is told. */
function memory(): { lines: Line[]; logger: Logger } {
  const lines: Line[] = [];
  const at = (level: string) => (details: Line[1], message: string) =>
    void lines.push([level, details, message]);
  return { lines, logger: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') } };
}

/** A conversation with everything in it that can be logged, and what it left in the log. */
async function logOf(
  options: Omit<SessionLogOptions, 'logger'> = {},
  more: SessionUnderTestOptions = {},
): Promise<Line[]> {
  const { lines, logger } = memory();
  await using stage = await SessionUnderTest.connected({
    plugins: [new SessionLog({ logger, ...options })],
    tools: [{ name: 'lookup', description: 'looks up', run: () => 'the secret answer' }],
    ...more,
  });
  stage.service.send(
    userTranscript('my private question', 1),
    toolCall('lookup', 'call_1', { account: 'private account' }),
  );
  await stage.pass(100);
  stage.service.send(audio(1_000, 2, alignment('private words', 50)), agentResponse('private words', 2));
  await stage.pass(500);
  stage.service.send(interruption(3), correction('private words', 'private', 2), 'no JSON');
  await stage.session.end();
  return lines;
}

it('writes one record for each fact, with the id of the conversation', async () => {
  expect(await logOf()).toEqual([
    ['debug', { state: 'connecting', previous: 'idle' }, 'session connecting'],
    ['debug', { state: 'connected', previous: 'connecting' }, 'session connected'],
    [
      'info',
      {
        conversationId: 'conv_1',
        agentFormat: { encoding: 'pcm', sampleRateHz: 16_000 },
        userFormat: { encoding: 'pcm', sampleRateHz: 16_000 },
        reconnected: false,
      },
      'connected',
    ],
    [
      'info',
      {
        conversationId: 'conv_1',
        toolName: 'lookup',
        toolCallId: 'call_1',
        outcome: 'succeeded',
        isError: false,
        answered: true,
        durationMs: 0,
      },
      'tool lookup succeeded',
    ],
    ['debug', { conversationId: 'conv_1', eventId: 2, atMs: 100 }, 'agent speaks'],
    [
      'debug',
      {
        conversationId: 'conv_1',
        direction: 'agent',
        eventId: 2,
        sampleCount: 8_000,
        durationMs: 500,
        why: 'interrupted',
      },
      'audio dropped',
    ],
    [
      'info',
      {
        conversationId: 'conv_1',
        eventId: 2,
        atMs: 0,
        firstTextMs: 100,
        firstAudioMs: 100,
        firstPlayedMs: 100,
        toolMs: 0,
        playedMs: 500,
        droppedMs: 500,
        underruns: 0,
        interrupted: true,
      },
      'turn completed',
    ],
    ['debug', { conversationId: 'conv_1', eventId: 2, atMs: 600 }, 'agent is silent'],
    [
      'info',
      {
        conversationId: 'conv_1',
        eventId: 3,
        interruptedEventId: 2,
        playedMs: 500,
        abortedToolCalls: [],
        by: 'service',
      },
      'interrupted',
    ],
    [
      'debug',
      { conversationId: 'conv_1', interruptedEventId: 2, playedMs: 500, source: 'correction' },
      'interruption settled',
    ],
    [
      'warn',
      { conversationId: 'conv_1', code: 'BAD_FRAME', error: 'A frame of 7 characters is not JSON.' },
      'problem',
    ],
    ['debug', { conversationId: 'conv_1', state: 'ending', previous: 'connected' }, 'session ending'],
    ['debug', { conversationId: 'conv_1', state: 'ended', previous: 'ending' }, 'session ended'],
    [
      'info',
      {
        conversationId: 'conv_1',
        reason: 'user',
        closeCode: 1000,
        closeReason: 'The user ended the conversation.',
        durationMs: 600,
      },
      'ended: user',
    ],
  ]);
});

it('says nothing of what was spoken, asked and answered, and holds no audio', async () => {
  const log = JSON.stringify(await logOf());
  expect(log).not.toMatch(/private|secret answer/);
  expect(log).not.toContain(JSON.stringify(audio(1_000)).slice(60, 100));
});

it('writes what was said where that is asked for, but never what tools were given', async () => {
  const lines = await logOf({ transcripts: true });
  expect(
    lines
      .filter(([, , message]) => /said|interrupted/.test(message))
      .map(([, details, message]) => [message, details['text'] ?? details['heardText']]),
  ).toEqual([
    ['user said', 'my private question'],
    ['agent said', 'private words'],
    ['agent said', 'private'],
    ['interrupted', 'private'],
    ['agent said', 'private'],
  ]);
  expect(JSON.stringify(lines)).not.toMatch(/private account|secret answer/);
});

it('writes facts at other levels, or not at all', async () => {
  const lines = await logOf({
    levels: {
      stateChanged: 'off',
      connected: 'debug',
      turnCompleted: 'off',
      toolFinished: 'off',
      interrupted: 'off',
      interruptionSettled: 'off',
      audioDropped: 'warn',
      agentStartedSpeaking: 'off',
      agentStoppedSpeaking: 'off',
      problemOccurred: 'error',
      ended: 'off',
      messageReceived: 'debug',
      messageSent: 'info',
    },
  });
  expect(lines.map(([level, , message]) => `${level} ${message}`)).toEqual([
    'info sent conversation_initiation_client_data',
    'debug received conversation_initiation_metadata',
    'debug connected',
    'debug received user_transcript',
    'debug received client_tool_call',
    'info sent client_tool_result',
    'debug received audio',
    'debug received agent_response',
    'debug received interruption',
    'warn audio dropped',
    'debug received agent_response_correction',
    'error problem',
  ]);
});

it('writes a failed end as an error, with its code', async () => {
  const { lines, logger } = memory();
  await using stage = await SessionUnderTest.connected({ plugins: [new SessionLog({ logger })] });
  stage.service.line.close(1011, 'crashed');
  await stage.session.ended;
  expect(lines.at(-1)).toEqual([
    'error',
    {
      conversationId: 'conv_1',
      reason: 'failure',
      code: 'SERVER_ERROR',
      error: 'The conversation ended: crashed (close code 1011).',
      closeCode: 1011,
      closeReason: 'crashed',
      durationMs: 0,
    },
    'ended: failure',
  ]);
});

it('warns of a start that failed', async () => {
  const { lines, logger } = memory();
  const service = new FakeService({ greeting: [] });
  await using stage = new SessionUnderTest({ service, plugins: [new SessionLog({ logger })] });
  await expect(stage.session.start({ timeoutMs: 1_000 })).rejects.toThrow('did not answer within 1000 ms');
  expect(lines.map(([level, { code }, message]) => [level, code, message])).toEqual([
    ['debug', undefined, 'session connecting'],
    ['warn', 'CONNECT_TIMEOUT', 'session idle'],
  ]);
});

it('writes the id of each conversation to what belongs to it', async () => {
  const { lines, logger } = memory();
  const service = new FakeService();
  await using stage = new SessionUnderTest({ service, plugins: [new SessionLog({ logger })] });
  for (const conversationId of ['conv_1', 'conv_2']) {
    service.greeting = [metadata({ conversationId })];
    await stage.session.start();
    await stage.session.end();
  }
  const ids = lines.filter(([, , message]) => /connect(ed|ing)$|ended: /.test(message));
  expect(ids.map(([, { conversationId }, message]) => [conversationId, message])).toEqual([
    [undefined, 'session connecting'],
    [undefined, 'session connected'],
    ['conv_1', 'connected'],
    ['conv_1', 'ended: user'],
    [undefined, 'session connecting'],
    [undefined, 'session connected'],
    ['conv_2', 'connected'],
    ['conv_2', 'ended: user'],
  ]);
});

it.each([
  [
    'a signed address',
    'GET wss://api.example/v1?agent_id=a&conversation_signature=cvtkn_0123456789abcdef failed',
  ],
  ['a token in an address', 'https://api.example/x?token=0123456789abcdef'],
  ['a bearer token', 'subprotocol bearer.0123456789abcdef refused'],
  ['an authorization header', 'Authorization: Bearer 0123456789abcdef'],
  ['an API key', 'invalid key sk_0123456789abcdef0123'],
  ['an API key in a header', '{"xi-api-key":"0123456789abcdef"}'],
])('takes %s out of what a plugin reports', async (_, message) => {
  const { lines, logger } = memory();
  await using _stage = await SessionUnderTest.connected({
    plugins: [
      new SessionLog({ logger }),
      {
        name: 'Leaky',
        apply: (host) => host.hooks.connected.tap('Leaky', () => host.reportProblem(new Error(message))),
      },
    ],
  });
  const [problem] = lines.filter(([, , text]) => text === 'problem');
  expect(problem?.[1]).toMatchObject({ plugin: 'Leaky', code: 'PLUGIN_FAILED' });
  expect(problem?.[1]['error']).toContain('[secret]');
  expect(problem?.[1]['error']).not.toContain('0123456789abcdef');
});

it('survives a logger that throws', async () => {
  const fails = () => {
    throw new Error('disk full');
  };
  const logger: Logger = { debug: fails, info: fails, warn: fails, error: fails };
  const levels = { problemOccurred: 'off' } as const;
  await using stage = await SessionUnderTest.connected({ plugins: [new SessionLog({ logger, levels })] });
  expect((await stage.session.end()).reason).toBe('user');
  expect(new Set(stage.log.problems)).toEqual(new Set(['TAP_FAILED']));
});

it('calls the methods of a logger on the logger, as pino needs', async () => {
  class Counter implements Logger {
    #count = 0;
    readonly debug = () => {};
    readonly warn = () => {};
    readonly error = () => {};
    info(): void {
      this.#count += 1;
    }
    get count(): number {
      return this.#count;
    }
  }
  const logger = new Counter();
  await using stage = await SessionUnderTest.connected({ plugins: [new SessionLog({ logger })] });
  expect([logger.count, stage.log.problems]).toEqual([1, []]);
  expectTypeOf(console).toExtend<Logger>();
});

it.each([
  [{ logger: undefined }, 'The logger of SessionLog has no debug, info, warn, error.'],
  [{ logger: { info() {}, debug() {} } }, 'The logger of SessionLog has no warn, error.'],
  [{ logger: console, levels: { hungUp: 'info' } }, 'SessionLog does not log "hungUp". It logs stateChanged'],
  [{ logger: console, levels: { ended: 'loud' } }, 'The level of ended in SessionLog must be debug, info'],
])('refuses %o', (options, message) => {
  expect(() => new SessionLog(options as never)).toThrow(message);
});
